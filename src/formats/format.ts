import { InputError } from "../core/errors.js";
import { readArrow, tableBatches } from "./arrow.js";
import { startsWith } from "./bytes.js";
import { readCsv } from "./csv.js";
import { readParquet } from "./parquet.js";
import type { CurveSource, RawBatch } from "./source.js";

type Format = "Arrow" | "Parquet" | "CSV";

const readers = { Arrow: readArrow, Parquet: readParquet, CSV: readCsv };

/**
 * The record batches of a source as they stand. The first bytes decide the format, whatever the name's ending.
 * @throws InputError for compressed or foreign bytes, and where the ending promises another format than the bytes
 */
export async function* readBatches(source: CurveSource): AsyncGenerator<RawBatch> {
  if ("table" in source) {
    yield* tableBatches(source.table);
    return;
  }
  const chunks = source.chunks()[Symbol.asyncIterator]();
  try {
    const start = await readStart(chunks);
    const format = formatOf(source.name, start);
    yield* readers[format](source.name, resumed(start, chunks), source.path);
  } finally {
    await chunks.return?.();
  }
}

const longestMagic = 6;

const magics: readonly (readonly [string, Format])[] = [
  ["ARROW1", "Arrow"],
  ["\xff\xff\xff\xff", "Arrow"],
  ["PAR1", "Parquet"],
];

const refused: readonly (readonly [string, string])[] = [
  ["\x1f\x8b", "is compressed with gzip; unpack it first (gunzip)"],
  ["\x28\xb5\x2f\xfd", "is compressed with zstd; unpack it first (unzstd)"],
  ["\xfd7zXZ", "is compressed with xz; unpack it first (unxz)"],
  ["BZh", "is compressed with bzip2; unpack it first (bunzip2)"],
  ["PK\x03\x04", "is a zip archive or a spreadsheet; save the table as CSV in UTF-8"],
  ["FEA1", "is Feather version 1; save it as Arrow IPC (Feather version 2) or Parquet"],
  ["\xff\xfe", "is text in UTF-16; save it as UTF-8"],
  ["\xfe\xff", "is text in UTF-16; save it as UTF-8"],
  ["{", "looks like JSON; save it as CSV, Arrow or Parquet"],
  ["[", "looks like JSON; save it as CSV, Arrow or Parquet"],
];

const endings: readonly (readonly [RegExp, Format])[] = [
  [/\.(parquet|pq)$/i, "Parquet"],
  [/\.(arrow|arrows|feather|ipc)$/i, "Arrow"],
];

function formatOf(name: string, start: Uint8Array): Format {
  const begins = ([magic]: readonly [string, string]) => startsWith(start, magic);
  const format = magics.find(begins)?.[1];
  if (format !== undefined) return format;
  const reason = refused.find(begins)?.[1];
  if (reason !== undefined) throw new InputError(`${name}: ${reason}`);
  if (start.includes(0)) {
    throw new InputError(
      `${name}: no CSV, Arrow or Parquet, for it holds zero bytes (a binary file, or text in UTF-16); save it as CSV in UTF-8`,
    );
  }
  const promised = endings.find(([ending]) => ending.test(name))?.[1];
  if (promised !== undefined && start.length > 0) {
    throw new InputError(`${name}: its name says ${promised}, but its first bytes do not; write it anew or rename it`);
  }
  return "CSV";
}

async function readStart(chunks: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  while (length < longestMagic) {
    const next = await chunks.next();
    if (next.done) break;
    parts.push(next.value);
    length += next.value.length;
  }
  return parts.length === 1 ? parts[0] : new Uint8Array(parts.flatMap((part) => [...part]));
}

async function* resumed(start: Uint8Array, chunks: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield start;
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
}
