import { createHash } from "node:crypto";
import { z } from "zod";
import { InputError } from "../../core/errors.js";
import type { FitOptions, Shard } from "../../core/types.js";
import { numberText } from "../../formats/scalars.js";

/** The name of a manifest in its checkpoint. */
export const MANIFEST = "run.json";
const FORMAT = 1;

/** What a checkpoint is of. */
export interface Manifest {
  /** SHA-256 of `decides` */
  readonly identity: string;
  readonly decides: RunParts;
  /** of the run that began it, for a person */
  readonly command: string | null;
  readonly sources: readonly string[];
  /** curves that the run fits: those of its shard */
  readonly curves: number;
  /** ISO 8601 */
  readonly created: string;
}

export function manifestText(manifest: Manifest): string {
  return JSON.stringify({ format: FORMAT, ...manifest }, null, 2) + "\n";
}

/**
 * The inverse.
 *
 * @param path of the file, for messages
 * @throws InputError where it is damaged, or of a later format than this version knows
 */
export function readManifest(text: string, path: string): Manifest {
  const json = parseJson(text);
  const format = formatOnly.safeParse(json);
  if (format.success && format.data.format !== FORMAT) {
    throw new InputError(
      `${path}: a checkpoint of format ${format.data.format}, and this bnsl knows ${FORMAT}: ${remedy}`,
    );
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new InputError(`${path} is damaged, so what was fitted cannot be trusted: ${remedy}`);
}

/**
 * @param folder of the checkpoint, for messages
 * @throws InputError that says what differs, where two manifests are not of one run
 */
export function checkSameRun(there: Manifest, here: Manifest, folder: string): void {
  if (there.identity === here.identity) return;
  const what = differences(there.decides, here.decides);
  throw new InputError(
    `${folder} is the checkpoint of another run${what.length > 0 ? `: ${what.join("; ")}` : ""}. ` +
      `Delete the folder to begin again, or give another --checkpoint` +
      (there.command === null ? "" : `; it was begun by: ${there.command}`),
  );
}

/** Windows without a manifest, none of which is this run's: they may be another's work, so nothing is removed. */
export function windowsOfNobody(folder: string, windows: number): InputError {
  const held = windows === 1 ? "a window" : `${windows} windows`;
  return new InputError(
    `${folder} holds ${held} of fits without the ${MANIFEST} that says of which run, and none is whole and of this one: ${remedy}`,
  );
}

const remedy = "delete the folder to begin again, or give another --checkpoint";

const formatOnly = z.looseObject({ format: z.number() });

const schema = z.object({
  identity: z.string(),
  decides: z.record(z.string(), z.string()),
  command: z.string().nullable(),
  sources: z.array(z.string()),
  curves: z.number().int().nonnegative(),
  created: z.string(),
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What decides the rows of a run: the same command on the same input has the same. */
export interface RunKind {
  /** of bnsl */
  readonly version: string;
  readonly options: FitOptions;
  /** of the input (`CurveStore.digest`); null: curves given by code, which nothing tells apart */
  readonly digest: string | null;
  readonly shard: Shard | null;
}

/** The parts of a `RunKind` by name, each in JSON whose text is the same wherever the value is. */
type RunParts = Readonly<Record<string, string>>;

export function partsOf({ version, options, digest, shard }: RunKind): RunParts {
  const named = Object.entries(options).map(([name, value]) => [name, jsonOf(value)] as const);
  return Object.fromEntries([
    ["version", jsonOf(version)],
    ["input", jsonOf(digest)],
    ["shard", jsonOf(shard)],
    ...named.sort(([p], [q]) => (p < q ? -1 : 1)),
  ]);
}

/** SHA-256 in hex of what decides the rows. */
export function identityOf(parts: RunParts): string {
  const names = Object.keys(parts).sort();
  return createHash("sha256")
    .update(jsonOf(names.map((name) => [name, parts[name]])))
    .digest("hex");
}

/** What tells two runs apart, in words: "breaks is [0,1] there and [0,1,2] here". Empty where they are of one kind. */
export function differences(there: RunParts, here: RunParts): string[] {
  const names = new Set([...Object.keys(there), ...Object.keys(here)]);
  return [...names].filter((name) => there[name] !== here[name]).map((name) => said(name, there, here));
}

function said(name: string, there: RunParts, here: RunParts): string {
  if (name === "input") return "the input is another one (its names, keys or numbers differ)";
  const [was, is] = [there[name] ?? "not set", here[name] ?? "not set"];
  return `${name === "version" ? "bnsl's version" : name} is ${was} there and ${is} here`;
}

/** Members in the order of their names; numbers that JSON has no word for as text. */
function jsonOf(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => {
    if (typeof item === "number") return Object.is(item, -0) || !Number.isFinite(item) ? numberText(item) : item;
    if (item === null || typeof item !== "object" || Array.isArray(item)) return item;
    return Object.fromEntries(Object.entries(item).sort(([p], [q]) => (p < q ? -1 : 1)));
  });
}

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
