import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { InputError } from "../core/errors.js";
import { readStart, resumed, startsWith } from "../formats/bytes.js";

const GZIP = "\x1f\x8b";
/** Bytes of the pieces that come out. */
const PIECE = 1 << 18;

/** Bytes from which `isPacked` can tell. */
export const PACKED_MAGIC = GZIP.length;

/** Whether bytes begin as a file does that is compressed with gzip. */
export function isPacked(start: Uint8Array): boolean {
  return startsWith(start, GZIP);
}

/**
 * Bytes unpacked where they are compressed with gzip, piece by piece, and all others as they are. Members that follow one
 * another are one text. Zstandard is left to its own command: Node 22 takes the part of a file for the whole.
 *
 * @param name of the source, for messages
 * @throws InputError where they are damaged or cut short, or hold a table whose end comes first
 */
export async function* unpacked(name: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  try {
    const start = await readStart(iterator, PACKED_MAGIC);
    const all = resumed(start, iterator);
    if (isPacked(start)) yield* gunzipped(name, all);
    else yield* all;
  } finally {
    await iterator.return?.();
  }
}

async function* gunzipped(name: string, packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const stream = createGunzip({ chunkSize: PIECE });
  // what goes wrong comes out of the stream, too
  pipeline(Readable.from(packed), stream).catch(() => undefined);
  let isFirst = true;
  try {
    for await (const piece of stream as AsyncIterable<Uint8Array>) {
      if (isFirst) refuseWholes(name, piece);
      isFirst = false;
      yield piece;
    }
  } catch (error) {
    throw asInputError(name, error);
  }
}

/** These have their directory at the end, for which all of them would have to be held. */
const wholes: readonly (readonly [string, string])[] = [
  ["PAR1", "a Parquet file"],
  ["ARROW1", "an Arrow file"],
];

function refuseWholes(name: string, start: Uint8Array): void {
  const whole = wholes.find(([magic]) => startsWith(start, magic))?.[1];
  if (whole === undefined) return;
  throw new InputError(`${name}: is ${whole} that is compressed with gzip as a whole; unpack it first (gunzip)`);
}

/** Errors of the source, and of who reads the pieces, are passed on as they are. */
function asInputError(name: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  if (error instanceof InputError || !code.startsWith("Z_")) return error;
  const what = code === "Z_BUF_ERROR" ? "is cut short" : "is damaged";
  const lead = `${name}: the file ${what}, so that its gzip data cannot be unpacked`;
  return new InputError(`${lead}; copy or make it again`, { cause: error });
}
