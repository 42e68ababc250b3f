import { Readable, type Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import zlib from "node:zlib";
import { InputError } from "../core/errors.js";
import { readStart, resumed, startsWith } from "../formats/bytes.js";

/** Bytes from which `isPacked` can tell. */
export const PACKED_MAGIC = 4;

/** Whether bytes begin as a file does that is compressed as a whole and can be unpacked here. */
export function isPacked(start: Uint8Array): boolean {
  return codecOf(start) !== undefined;
}

/**
 * Bytes unpacked where they are compressed with gzip or zstd, piece by piece, and all others as they are. Members that follow
 * one another are one text.
 *
 * @param name of the source, for messages
 * @throws InputError where they are damaged or cut short, or hold a table whose end comes first
 */
export async function* unpacked(name: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  try {
    const start = await readStart(iterator, PACKED_MAGIC);
    const codec = codecOf(start);
    const all = resumed(start, iterator);
    if (codec === undefined) yield* all;
    else yield* unpackedBy(codec, name, all);
  } finally {
    await iterator.return?.();
  }
}

interface Codec {
  readonly magic: string;
  readonly name: string;
  /** the command that unpacks it */
  readonly command: string;
  /** undefined where this version of Node has none */
  readonly start: () => Transform | undefined;
}

/** Bytes of the pieces that come out. */
const PIECE = 1 << 18;

const codecs: readonly Codec[] = [
  {
    magic: "\x1f\x8b",
    name: "gzip",
    command: "gunzip",
    start: () => zlib.createGunzip({ chunkSize: PIECE }),
  },
  {
    magic: "\x28\xb5\x2f\xfd",
    name: "zstd",
    command: "unzstd",
    // the types are those of Node 20
    start: () =>
      (zlib as unknown as { createZstdDecompress?: typeof zlib.createGunzip }).createZstdDecompress?.({
        chunkSize: PIECE,
      }),
  },
];

function codecOf(start: Uint8Array): Codec | undefined {
  return codecs.find(({ magic }) => startsWith(start, magic));
}

/** These have their directory at the end, for which all of them would have to be held. */
const wholes: readonly (readonly [string, string])[] = [
  ["PAR1", "a Parquet file"],
  ["ARROW1", "an Arrow file"],
];

async function* unpackedBy(codec: Codec, name: string, packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const stream = codec.start();
  if (stream === undefined) {
    throw new InputError(
      `${name}: is compressed with ${codec.name}, which Node reads from version 22.15 on; unpack it first (${codec.command})`,
    );
  }
  // what goes wrong comes out of the stream, too
  pipeline(Readable.from(packed), stream).catch(() => undefined);
  let isFirst = true;
  try {
    for await (const piece of stream as AsyncIterable<Uint8Array>) {
      if (isFirst) refuseWholes(codec, name, piece);
      isFirst = false;
      yield piece;
    }
  } catch (error) {
    throw asInputError(codec, name, error);
  }
}

function refuseWholes({ name: codec, command }: Codec, name: string, start: Uint8Array): void {
  const whole = wholes.find(([magic]) => startsWith(start, magic))?.[1];
  if (whole === undefined) return;
  throw new InputError(
    `${name}: is ${whole} that is compressed with ${codec} as a whole; unpack it first (${command})`,
  );
}

/** Errors of the source, and of who reads the pieces, are passed on as they are. */
function asInputError({ name: codec }: Codec, name: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  if (error instanceof InputError || !/^(Z_|ZSTD_)/.test(code)) return error;
  const what = code === "Z_BUF_ERROR" ? "is cut short" : "is damaged";
  return new InputError(
    `${name}: the file ${what}, so that its ${codec} data cannot be unpacked; copy or make it again`,
    {
      cause: error,
    },
  );
}
