import { z } from "zod";
import { InputError } from "../core/errors.js";
import { differences, type RunParts } from "./identity.js";

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
