import { Table, tableToIPC, type Vector } from "apache-arrow";
import { Table as WasmTable, writeParquet } from "parquet-wasm";
import { rowName } from "../../src/core/rows/curveRows.js";
import type { CurveSet } from "../../src/core/types.js";
import type { CurveSource } from "../../src/curves/load.js";

/** A source of bytes that come in chunks of the given size. */
export function byteSource(name: string, bytes: Uint8Array, chunkSize = 1000): CurveSource {
  return {
    name,
    async *chunks() {
      await Promise.resolve();
      for (let i = 0; i < bytes.length; i += chunkSize) yield bytes.slice(i, i + chunkSize);
    },
  };
}

/** A source of text in UTF-8. */
export function textSource(text: string, name = "curves.csv", chunkSize = 1000): CurveSource {
  return byteSource(name, new TextEncoder().encode(text), chunkSize);
}

/** The same table as Arrow file, Arrow stream, Parquet and in memory. */
export function typedSources(columns: Record<string, Vector>): CurveSource[] {
  const table = new Table(columns);
  return [
    byteSource("curves.arrow", tableToIPC(table, "file")),
    byteSource("curves.arrows", tableToIPC(table, "stream")),
    byteSource("curves.parquet", parquetBytes(table)),
    { name: "table", table },
  ];
}

/** Curves apart from where they were read: the same from every format. */
export function withoutLines({ curves, origins, sources, ...facts }: CurveSet) {
  void [origins, sources];
  return {
    ...facts,
    curves: curves.map(({ lines, ...curve }) => {
      void lines;
      return curve;
    }),
  };
}

/** What messages call the rows of each curve. */
export function rowNames(set: CurveSet): string[][] {
  return set.curves.map((curve) => Array.from(curve.x, (_, i) => rowName(set, curve, i + 1)));
}

export function parquetBytes(table: Table): Uint8Array {
  return writeParquet(WasmTable.fromIPCStream(tableToIPC(table, "stream")));
}
