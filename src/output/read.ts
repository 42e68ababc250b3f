import { openSource, readBytes } from "../node/files.js";
import { InputError } from "../errors.js";
import type { FitResult } from "../types.js";
import { fitsFromArrow } from "./readArrow.js";
import { fitsFromCsv, fitsFromJsonl } from "./fitsText.js";
import { decodeArrow } from "./ipc.js";
import { startsWith } from "./magic.js";
import { decodeParquet } from "./parquet.js";

/**
 * A table of fits from a file in any format that `bnsl fit` writes, told apart by its first bytes; "-" is
 * standard input. CSV and JSON lines carry no metadata: see `assumedMeta`. InputError where the file cannot
 * be read or holds no fits.
 */
export async function readFits(
  path: string,
  stdin: NodeJS.ReadableStream = process.stdin,
): Promise<FitResult> {
  const source = openSource(path, stdin);
  return fitsFromBytes(await readBytes(source), source.name);
}

/** The same from bytes in memory; `name` stands for the file in messages. */
export async function fitsFromBytes(bytes: Uint8Array, name: string): Promise<FitResult> {
  if (startsWith(bytes, "PAR1")) return fitsFromArrow(await decodeParquet(bytes, name), name);
  if (startsWith(bytes, "ARROW1") || isArrowStream(bytes))
    return fitsFromArrow(decodeArrow(bytes, name), name);
  const text = decodeText(bytes, name);
  if (text.startsWith("{")) return fitsFromJsonl(text, name);
  if (text.trim() !== "") return fitsFromCsv(text, name);
  // A table of no fits is an empty file in JSON lines, and in no other format.
  if (/\.(jsonl|ndjson)$/i.test(name)) return fitsFromJsonl("", name);
  throw new InputError(`${name} is empty: give a file that \`bnsl fit\` wrote`);
}

/** A stream begins with the continuation marker 0xFFFFFFFF. */
function isArrowStream(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && bytes.subarray(0, 4).every((byte) => byte === 0xff);
}

function decodeText(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new InputError(
      `${name} is neither Arrow, Parquet nor UTF-8 text: give a file that \`bnsl fit\` wrote`,
    );
  }
}
