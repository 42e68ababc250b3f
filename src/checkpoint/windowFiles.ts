import { createHash } from "node:crypto";

/** A window's rows as a file: the curves at places first … first + curves − 1. */
export interface WindowFile {
  readonly name: string;
  readonly first: number;
  readonly curves: number;
  /** what `sealOf` gives of its bytes */
  readonly seal: string;
}

/** A file that says in its name what it holds: which curves, and a seal that no damaged file has. */
export function windowFile(first: number, curves: number, seal: string): WindowFile {
  return { name: `fits-${String(first).padStart(9, "0")}-${curves}.${seal}.arrow`, first, curves, seal };
}

/** Null where the name is none of a window's. */
export function windowFileNamed(name: string): WindowFile | null {
  const match = /^fits-(\d{9,15})-(\d{1,15})\.([0-9a-f]{32})\.arrow$/.exec(name);
  return match && { name, first: Number(match[1]), curves: Number(match[2]), seal: match[3] };
}

/**
 * 128 bits of a SHA-256 over the run's identity, the place of the curves and the bytes: a file of another run, or one that
 * was renamed to another place, has another seal.
 */
export function sealOf(
  identity: string,
  { first, curves }: Pick<WindowFile, "first" | "curves">,
  bytes: Uint8Array,
): string {
  const what = `${identity}\n${first}\n${curves}\n`;
  return createHash("sha256").update(what).update(bytes).digest("hex").slice(0, 32);
}

/** Files that cover no curve twice, in the order of their curves. Of two that begin at one curve the larger stays. */
export function withoutOverlaps(files: Iterable<WindowFile>): WindowFile[] {
  const sorted = [...files].sort((p, q) => p.first - q.first || q.curves - p.curves);
  let end = 0;
  return sorted.filter((file) => {
    if (file.first < end) return false;
    end = file.first + file.curves;
    return true;
  });
}

/** Whether files, by their first curves, cover the curves at places first … first + curves − 1, and none beside them. */
export function covers(files: ReadonlyMap<number, WindowFile>, first: number, curves: number): boolean {
  let place = first;
  while (place < first + curves) {
    const file = files.get(place);
    if (file === undefined || file.curves === 0) return false;
    place += file.curves;
  }
  return place === first + curves; // a file that reaches farther goes when the next window is kept
}

export function overlap(p: Pick<WindowFile, "first" | "curves">, q: Pick<WindowFile, "first" | "curves">): boolean {
  return p.first < q.first + q.curves && q.first < p.first + p.curves;
}
