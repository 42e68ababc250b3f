import { brotliCompressSync, constants } from "node:zlib";
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

/** Files of a few kilobytes that claim, or unpack to, far more. */
export function bombs(): Record<string, Uint8Array> {
  return {
    "nulls.arrow": manyNulls(2 ** 31 - 1),
    "rows.arrow": claimed(tableToIPC(small(), "file"), 8, 2 ** 30),
    "rows.arrows": claimed(tableToIPC(small(), "stream"), 8, 2 ** 30),
    ...Object.fromEntries([1, 2, 3, 5].map((codec) => [`zeros-${codec}.parquet`, constantColumns(codec)])),
    ...Object.fromEntries(sizes().map((bytes, i) => [`sizes-${i}.parquet`, bytes])),
    ...Object.fromEntries(Object.entries(HANDMADE).map(([name, text]) => [name, Buffer.from(text, "base64")])),
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
