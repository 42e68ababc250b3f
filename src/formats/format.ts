import { InputError } from "../core/errors.js";
import { readArrow, tableBatches } from "./arrow.js";
import { readStart, resumed, startsWith } from "./bytes.js";
import { readCsv } from "./csv.js";
import { readJson } from "./jsonLines.js";
import { readParquet } from "./parquet.js";
import type { CurveSource, RawBatch } from "./source.js";

type Format = "Arrow" | "Parquet" | "JSON" | "CSV";

const readers = { Arrow: readArrow, Parquet: readParquet, JSON: readJson, CSV: readCsv };

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
    const start = await readStart(chunks, longestMagic);
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
  [
    "FEA1",
    "is Feather version 1, which is not read; write it again as version 2: in Python " +
      "pandas.read_feather(OLD).to_feather(NEW), in R arrow::write_feather(arrow::read_feather(OLD), NEW)",
  ],
  ["\xff\xfe", "is text in UTF-16; save it as UTF-8"],
  ["\xfe\xff", "is text in UTF-16; save it as UTF-8"],
];

const byteOrderMark = "\xef\xbb\xbf";
const blanks = [" ", "\n", "\r", "\t"].map((blank) => blank.charCodeAt(0));

/** No table of another format begins with an object or a list. */
function isJson(start: Uint8Array): boolean {
  const text = startsWith(start, byteOrderMark) ? start.subarray(byteOrderMark.length) : start;
  const first = text.find((byte) => !blanks.includes(byte));
  return first === "{".charCodeAt(0) || first === "[".charCodeAt(0);
}

const endings: readonly (readonly [RegExp, Format])[] = [
  [/\.(parquet|pq)$/i, "Parquet"],
  [/\.(arrow|arrows|feather|ipc)$/i, "Arrow"],
  [/\.(json|jsonl|ndjson)$/i, "JSON"],
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
  if (isJson(start)) return "JSON";
  const promised = endings.find(([ending]) => ending.test(name))?.[1];
  if (promised !== undefined && start.length > 0) {
    throw new InputError(`${name}: its name says ${promised}, but its first bytes do not; write it anew or rename it`);
  }
  return "CSV";
}
