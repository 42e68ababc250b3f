import {
  Bool,
  Dictionary,
  Float32,
  Float64,
  Int16,
  Int32,
  Int64,
  LargeUtf8,
  Table,
  tableToIPC,
  Uint8,
  Utf8,
  vectorFromArray,
  type Vector,
} from "apache-arrow";
import { Table as WasmTable, WriterPropertiesBuilder, writeParquet, type Compression } from "parquet-wasm";
import { compressedArrow, lz4, zstd } from "../support/compressedArrow.js";

const ROWS = 48;

/** Tables of curves with columns of every type that is read, small enough that most bytes matter. */
export function madeTables(): Table[] {
  const rows = Array.from({ length: ROWS }, (_, i) => i);
  const words = rows.map((i) => `curve ${i >> 4}`);
  const x = rows.map((i) => 2 ** (i & 15));
  const y = rows.map((i) => 0.1 + 2 / (1 + (i & 15)));
  const train = rows.map((i) => (i & 15) < 12);
  const vectors: Record<string, Vector>[] = [
    {
      curve: vectorFromArray(words, new Utf8()),
      x: vectorFromArray(x, new Float64()),
      y: vectorFromArray(y),
    },
    {
      curve: vectorFromArray(words, new Dictionary(new Utf8(), new Int16())),
      x: vectorFromArray(x.map(BigInt), new Int64()),
      y: vectorFromArray(y, new Float32()),
      train: vectorFromArray(train, new Bool()),
    },
    {
      curve: vectorFromArray(words, new LargeUtf8()),
      x: vectorFromArray(x, new Int32()),
      y: vectorFromArray(
        y.map((value, i) => (i % 7 === 6 ? null : value)),
        new Float64(),
      ),
      weight: vectorFromArray(
        rows.map(() => 2),
        new Uint8(),
      ),
      tags: vectorFromArray(rows.map((i) => [i, i + 1])),
    },
  ];
  return vectors.map((columns) => new Table(columns));
}

/** The tables as Arrow files and streams. */
export function arrowFiles(): Uint8Array[] {
  return madeTables().flatMap((table) => [tableToIPC(table, "file"), tableToIPC(table, "stream")]);
}

/** The same with buffers that are compressed. */
export function compressedArrowFiles(): Uint8Array[] {
  return madeTables().flatMap((table) =>
    [lz4, zstd].flatMap((codec) => (["file", "stream"] as const).map((kind) => compressedArrow(table, kind, codec))),
  );
}

/** none, Snappy, gzip, Brotli, Zstandard, raw LZ4 */
const COMPRESSIONS: readonly Compression[] = [0, 1, 2, 3, 5, 7 - 1];

/** A table as Parquet with each compression. */
export function parquetFiles(): Uint8Array[] {
  const [plain, dictionary] = madeTables().map((table) => tableToIPC(table, "stream"));
  return COMPRESSIONS.flatMap((compression, i) => {
    const properties = new WriterPropertiesBuilder().setCompression(compression).build();
    return [writeParquet(WasmTable.fromIPCStream(i % 2 === 0 ? plain : dictionary), properties).slice()];
  });
}
