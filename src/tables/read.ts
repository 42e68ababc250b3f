import type { FitResult } from "../core/types.js";
import { fitsFromRaw } from "./readArrow.js";
import { rawFromBytes, readRaw } from "./rawTable.js";
import { tableKinds } from "./tableKind.js";

/**
 * A table of fits from a file in any format that `bnsl fit` writes, told apart by its first bytes; "-" is
 * standard input. CSV and JSON lines carry no metadata: see `assumedMeta`. InputError where the file cannot
 * be read or holds no fits.
 */
export async function readFits(path: string, stdin: NodeJS.ReadableStream = process.stdin): Promise<FitResult> {
  return fitsFromRaw(await readRaw(path, tableKinds.fits, stdin));
}

/** The same from bytes in memory; `name` stands for the file in messages. */
export async function fitsFromBytes(bytes: Uint8Array, name: string): Promise<FitResult> {
  return fitsFromRaw(await rawFromBytes(bytes, name, tableKinds.fits));
}
