import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import {
  Float64,
  Null,
  RecordBatch,
  Schema,
  Field,
  Struct,
  Table,
  makeData,
  tableToIPC,
  vectorFromArray,
} from "apache-arrow";
import { Table as WasmTable, WriterPropertiesBuilder, writeParquet } from "parquet-wasm";
import { compressedArrow, lz4, zstd } from "../support/compressedArrow.js";

/** Files of a few kilobytes that claim, or unpack to, far more. */
export function bombs(): Record<string, Uint8Array> {
  return {
    "nulls.arrow": manyNulls(2 ** 31 - 1),
    "rows.arrow": claimed(tableToIPC(small(), "file"), 8, 2 ** 30),
    "rows.arrows": claimed(tableToIPC(small(), "stream"), 8, 2 ** 30),
    ...Object.fromEntries([1, 2, 3, 5].map((codec) => [`zeros-${codec}.parquet`, constantColumns(codec)])),
    ...Object.fromEntries(sizes().map((bytes, i) => [`sizes-${i}.parquet`, bytes])),
    ...Object.fromEntries(Object.entries(HANDMADE).map(([name, text]) => [name, Buffer.from(text, "base64")])),
    ...packedTexts(),
    ...packedBuffers(),
    ...jsonBombs(),
    ...dialectBombs(),
    "brotli.csv": brotliCompressSync(Buffer.alloc(1 << 26), {
      params: { [constants.BROTLI_PARAM_QUALITY]: 5 },
    }),
  };
}

function small(): Table {
  const x = Array.from({ length: 8 }, (_, i) => 2 ** i);
  return new Table({ x: vectorFromArray(x), y: vectorFromArray(x.map((v) => 1 / v)) });
}

/** Columns of nulls take no bytes, however long. */
function manyNulls(length: number): Uint8Array {
  const schema = new Schema([new Field("x", new Null(), true), new Field("y", new Null(), true)]);
  const child = makeData({ type: new Null(), length });
  const data = makeData({ type: new Struct(schema.fields), length, nullCount: 0, children: [child, child] });
  return tableToIPC(new Table(schema, new RecordBatch(schema, data)), "file");
}

/** The same file with every number that is `rows` made another. */
function claimed(bytes: Uint8Array, rows: number, more: number): Uint8Array {
  const changed = new Uint8Array(bytes);
  const view = new DataView(changed.buffer);
  for (let at = 0; at + 8 <= changed.length; at += 8) {
    if (view.getBigInt64(at, true) === BigInt(rows)) view.setBigInt64(at, BigInt(more), true);
  }
  return changed;
}

/** Two columns of one value each, which runs and compression make as small as they go. */
function constantColumns(codec: number): Uint8Array {
  const type = new Float64();
  const ones = () => makeData({ type, length: ROWS, nullCount: 0, data: new Float64Array(ROWS).fill(1) });
  const schema = new Schema([new Field("x", type, false), new Field("y", type, false)]);
  const data = makeData({
    type: new Struct(schema.fields),
    length: ROWS,
    nullCount: 0,
    children: [ones(), ones()],
  });
  const table = new Table(schema, new RecordBatch(schema, data));
  const properties = new WriterPropertiesBuilder()
    .setCompression(codec)
    .setMaxRowGroupSize(ROWS)
    .setDictionaryEnabled(codec !== 5)
    .build();
  return writeParquet(WasmTable.fromIPCStream(tableToIPC(table, "stream")), properties).slice();
}

const ROWS = 8_000_000;

/** A Parquet file with one of its numbers, as its footer and pages write them, made the largest of 32 bits. */
function sizes(): Uint8Array[] {
  const good = writeParquet(WasmTable.fromIPCStream(tableToIPC(small(), "stream"))).slice();
  const places = Array.from({ length: 40 }, (_, i) => Math.floor(((i + 1) / 42) * good.length));
  const largest = [0xfe, 0xff, 0xff, 0xff, 0x0f];
  return places.map((at) => Buffer.concat([good.subarray(0, at), Uint8Array.from(largest), good.subarray(at + 1)]));
}

const MANY = 1 << 26;

/** Texts of 64 MiB that gzip makes a thousand times as small. */
function packedTexts(): Record<string, Uint8Array> {
  // one by one, so that one at a time takes its memory
  const packed = (text: Uint8Array) => gzipSync(text, { level: 9 });
  const line = (begin: string) => Buffer.concat([Buffer.from(begin), Buffer.alloc(MANY, "1")]);
  return {
    "line.csv.gz": packed(line("x,y\n1,")),
    "quoted.csv.gz": packed(line('x,y\n1,"')),
    "blank.csv.gz": packed(Buffer.concat([Buffer.from("x,y\n1,2\n"), Buffer.alloc(MANY, "\n")])),
    "fields.csv.gz": packed(Buffer.alloc(MANY, "x,")),
    "zeros.csv.gz": packed(Buffer.alloc(MANY)),
    "number.jsonl.gz": packed(line('{"x":1,"y":')),
    "text.jsonl.gz": packed(line('{"x":1,"y":"')),
    "lists.json.gz": packed(Buffer.alloc(MANY, "[")),
    "objects.json.gz": packed(Buffer.alloc(MANY, '{"x":')),
    "empty.json.gz": packed(Buffer.concat([Buffer.from("["), Buffer.alloc(MANY, "{},")])),
    "empties.jsonl.gz": packed(Buffer.alloc(MANY, "{}\n")),
    "values.json.gz": packed(Buffer.from(`{"x":[${"1,".repeat(1_000_000)}1],"y":[${"1,".repeat(1_000_000)}1]}`)),
    "rows.json.gz": packed(Buffer.from(`{"a":1,"rows":[${"{},".repeat(1_390_000)}{}]}`)),
    "again.gz": packed(gzipSync(gzipSync(Buffer.alloc(MANY)))),
  };
}

/** Arrow whose buffers unpack, or say that they unpack, to very much. */
function packedBuffers(): Record<string, Uint8Array> {
  const zeros = (length: number) => {
    const column = makeData({ type: new Float64(), length, nullCount: 0, data: new Float64Array(length) });
    const schema = new Schema([new Field("x", new Float64(), false), new Field("y", new Float64(), false)]);
    const data = makeData({ type: new Struct(schema.fields), length, nullCount: 0, children: [column, column] });
    return new Table(schema, new RecordBatch(schema, data));
  };
  const batch = zeros(1_000_000);
  const again = new Table(batch.schema, new Array<RecordBatch>(20).fill(batch.batches[0]));
  return {
    "zeros.lz4.feather": compressedArrow(zeros(1_000_000), "file", lz4),
    "zeros.zstd.arrow": compressedArrow(zeros(8_000_000), "file", zstd),
    "again.zstd.arrows": compressedArrow(again, "stream", zstd),
    ...Object.fromEntries(
      [2 ** 31, 2 ** 40, 2n ** 62n].flatMap((claim, i) =>
        [lz4, zstd].map((codec) => [
          `claim-${i}-${codec.codec}.feather`,
          compressedArrow(zeros(1000), "file", { ...codec, claim: () => claim }),
        ]),
      ),
    ),
  };
}

/** Text that begins with very much of what is no table, or has numbers of very many signs. */
function dialectBombs(): Record<string, Uint8Array> {
  const after = (begin: string, fill: string, length = MANY) =>
    gzipSync(Buffer.concat([Buffer.from(begin), Buffer.alloc(length, fill)]), { level: 9 });
  return {
    "comments.csv.gz": after("", "# c\n"),
    "comment.csv.gz": after("", "#"),
    "late-comment.csv.gz": after("# a\nx,y\n1,2\n", "#"),
    "late-comments.csv.gz": after("# a\nx,y\n1,2\n", "#\n"),
    "gap.txt.gz": after("x y\n1 2\n1", " "),
    "indents.txt.gz": after("# a\nx y\n1 2\n", " "),
    "blanks.txt.gz": after("# a\nx y\n1 2\n", " \n"),
    "groups.csv.gz": after("x;y\n1;1", " 000"),
    "signs.csv.gz": after("x;y\n", "1;1.1.1\n", MANY >> 4),
    "wide.csv.gz": gzipSync(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.alloc(MANY, "x")]), { level: 9 }),
  };
}

/** JSON of many keys, or of new ones in every row. */
function jsonBombs(): Record<string, Uint8Array> {
  const object = (keys: number, name: (i: number) => string) =>
    `{${Array.from({ length: keys }, (_, i) => `"${name(i)}":1`).join(",")}}\n`;
  const rows = (count: number, row: (i: number) => string) => Array.from({ length: count }, (_, i) => row(i)).join("");
  return {
    "new-keys.jsonl": Buffer.from(rows(6000, (i) => `{"k${i}":1}\n`)),
    "wide.jsonl.gz": gzipSync(object(12_000, (i) => `k${i}`) + rows(200_000, (i) => `{"k${i % 100}":1}\n`), {
      level: 9,
    }),
    "deep.jsonl": Buffer.from(`${'{"a":'.repeat(9000)}1${"}".repeat(9000)}\n{"x":1}\n`),
    "paths.jsonl.gz": gzipSync(rows(2000, () => `{"${"a".repeat(4000)}":{"${"b".repeat(4000)}":{"c":1}}}\n`)),
  };
}

/**
 * Written by hand: two columns whose one page is a run of 2^31 − 1 values (one value, as codes of no bit and of one; nulls), or
 * a page of 8 values that says it unpacks to 2 GiB.
 */
const HANDMADE: Readonly<Record<string, string>> = {
  "value-0-bits.parquet":
    "UEFSMRUEFRAVEEwVAhUAAAAAAAAAAADwPxUAFQwVDCwV/v///w8VEBUGFQYAAAD+////DxUEFRAVEEwVAhUAAAAAAAAAAADwPxUAFQwVDCwV/v" +
    "///w8VEBUGFQYAAAD+////DxUCGTxIBnNjaGVtYRUEABUKJQAYAXgAFQolABgBeQAW/v///w8ZHBksJggcFQoZNQAGEBkYAXgVABb+////DxZg" +
    "FmAmMiYIAAAmaBwVChk1AAYQGRgBeRUAFv7///8PFmAWYCaSASZoAAAWyAEW/v///w8AAHUAAABQQVIx",
  "value-1-bit.parquet":
    "UEFSMRUEFSAVIEwVBBUAAAAAAAAAAADwPwAAAAAAAABAFQAVDhUOLBX+////DxUQFQYVBgAAAf7///8PARUEFSAVIEwVBBUAAAAAAAAAAADwPw" +
    "AAAAAAAABAFQAVDhUOLBX+////DxUQFQYVBgAAAf7///8PARUCGTxIBnNjaGVtYRUEABUKJQAYAXgAFQolABgBeQAW/v///w8ZHBksJggcFQoZ" +
    "NQAGEBkYAXgVABb+////DxZyFnImQiYIAAAmehwVChk1AAYQGRgBeRUAFv7///8PFnIWcia0ASZ6AAAW7AEW/v///w8AAHUAAABQQVIx",
  "nulls.parquet":
    "UEFSMRUAFRQVFCwV/v///w8VABUGFQYAAAYAAAD+////DwAVABUUFRQsFf7///8PFQAVBhUGAAAGAAAA/v///w8AFQIZPEgGc2NoZW1hFQQAFQ" +
    "olAhgBeAAVCiUCGAF5ABb+////DxkcGSwmCBwVChk1AAYQGRgBeBUAFv7///8PFj4WPiYIAAAmRhwVChk1AAYQGRgBeRUAFv7///8PFj4WPiZG" +
    "AAAWhAEW/v///w8AAHAAAABQQVIx",
  "claimed-page.parquet":
    "UEFSMRUAFf7///8PFQwsFRAVABUGFQYAAEAAAPoBABUAFf7///8PFQwsFRAVABUGFQYAAEAAAPoBABUCGTxIBnNjaGVtYRUEABUKJQAYAXgAFQ" +
    "olABgBeQAWEBkcGSwmCBwVChk1AAYQGRgBeBUCFhAWNhY2JggAACY+HBUKGTUABhAZGAF5FQIWEBY2FjYmPgAAFnQWEAAAXwAAAFBBUjE=",
};
