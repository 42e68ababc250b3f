import type { RecordBatch, Table } from "apache-arrow";

/**
 * Where rows come from: bytes under a file's name (or "stdin"), or a table that is in memory already. Bytes of a plain file
 * may have its path: what is told by the end of a file is then read there, and the file is not held in memory. What can be
 * read once alone, as standard input, says so.
 */
export type CurveSource =
  | {
      readonly name: string;
      readonly path?: string;
      readonly once?: true;
      chunks(): AsyncIterable<Uint8Array>;
    }
  | { readonly name: string; readonly table: Table };

/** Rows as they stand in a source, before anything is known of what the columns mean. */
export interface RawBatch {
  readonly batch: RecordBatch;
  /** true where every column is text because the format has no types (CSV) */
  readonly untyped: boolean;
  /** what a person calls the i-th row of this batch: "line 17" of a CSV file, "row 17" elsewhere */
  row(i: number): string;
}

/** Batches of which the rows are counted from 1 over the whole source. */
export function countedBatches(): (batch: RecordBatch) => RawBatch {
  let before = 0;
  return (batch) => {
    const first = before + 1;
    before += batch.numRows;
    return { batch, untyped: false, row: (i) => `row ${first + i}` };
  };
}
