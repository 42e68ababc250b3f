import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { attempt } from "../node/files.js";
import { writeDurably } from "./files.js";
import { identityOf, partsOf, type RunKind } from "./identity.js";
import { checkSameRun, MANIFEST, manifestText, readManifest, windowsOfNobody, type Manifest } from "./manifest.js";

/** Who fits what, for the manifest. */
export interface CheckpointedRun extends RunKind {
  readonly command: string | null;
  readonly sources: readonly string[];
  /** curves that the run fits */
  readonly curves: number;
}

export function manifestOf(run: CheckpointedRun): Manifest {
  const { command, sources, curves } = run;
  const decides = partsOf(run);
  return {
    identity: identityOf(decides),
    decides,
    command,
    sources,
    curves,
    created: new Date().toISOString(),
  };
}

export function hasManifest(folder: string): boolean {
  return existsSync(join(folder, MANIFEST));
}

/** @throws InputError where the manifest of a folder is of another run, or damaged */
export function checkManifest(folder: string, manifest: Manifest): void {
  const path = join(folder, MANIFEST);
  const text = attempt(path, "read", () => readFileSync(path, "utf8"));
  checkSameRun(readManifest(text, path), manifest, folder);
}

/** @throws InputError where it cannot be written */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  await writeDurably(join(folder, MANIFEST), Buffer.from(manifestText(manifest)));
}

/**
 * Writes the manifest of windows that are without: a person has removed it, as a run writes it before its first window and
 * removes it last.
 *
 * @param whole windows under seals of this run
 * @param there all windows
 * @returns a line for a person
 * @throws InputError where no window shows that this run has made it
 */
export async function restoreManifest(
  folder: string,
  manifest: Manifest,
  whole: number,
  there: number,
): Promise<string> {
  if (whole === 0) throw windowsOfNobody(folder, there);
  await writeManifest(folder, manifest);
  const windows = whole === 1 ? "a window beside it is" : `${whole} windows beside it are`;
  return `${join(folder, MANIFEST)} was missing and is written again: by the seals, ${windows} this run's own`;
}
