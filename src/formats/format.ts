import { InputError } from "../core/errors.js";
import { readArrow, tableBatches } from "./arrow.js";
import { readStart, resumed, startsWith } from "./bytes.js";
import { readCsv } from "./csv.js";
import { readJson } from "./jsonLines.js";
import { readParquet } from "./parquet.js";
import type { Dialect } from "../core/types.js";
import type { CurveSource, RawBatch } from "./source.js";

type Format = "Arrow" | "Parquet" | "JSON" | "CSV";

const readers = { Arrow: readArrow, Parquet: readParquet, JSON: readJson, CSV: readCsv };

/**
 * The record batches of a source as they stand. The first bytes decide the format, whatever the name's ending.
 * @throws InputError for compressed or foreign bytes, and where the ending promises another format than the bytes
 */
export async function* readBatches(source: CurveSource, dialect: Dialect = {}): AsyncGenerator<RawBatch> {
  if ("table" in source) {
    yield* tableBatches(source.table);
    return;
  }
  const chunks = source.chunks()[Symbol.asyncIterator]();
  try {
    const start = await readStart(chunks, longestMagic);
    const wide = wideText.find(([mark]) => startsWith(start, mark));
    if (wide !== undefined) {
      yield* readBatches(
        { name: source.name, chunks: () => narrowed(resumed(start, chunks), wide[1], source.name) },
        dialect,
      );
      return;
    }
    const format = formatOf(source.name, start);
    yield* readers[format](source.name, resumed(start, chunks), source.path, dialect);
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
];

/** Marks of UTF-16, as spreadsheets and PowerShell write it. */
const wideText: readonly (readonly [string, string])[] = [
  ["\xff\xfe", "utf-16le"],
  ["\xfe\xff", "utf-16be"],
];

/** Text in UTF-16 as UTF-8, piece by piece. */
async function* narrowed(
  chunks: AsyncIterable<Uint8Array>,
  encoding: string,
  name: string,
): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const encoder = new TextEncoder();
  const narrow = (chunk?: Uint8Array): Uint8Array => {
    try {
      return encoder.encode(decoder.decode(chunk, { stream: chunk !== undefined }));
    } catch (error) {
      throw new InputError(`${name}: begins as text in UTF-16, but is not; save it as UTF-8`, { cause: error });
    }
  };
  for await (const chunk of chunks) yield narrow(chunk);
  yield narrow();
}

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
