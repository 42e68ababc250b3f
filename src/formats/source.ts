import type { RecordBatch, Table } from "apache-arrow";
import type { Origin } from "../core/types.js";

/** Bytes to be read, from a file or standard input. */
export interface Source {
  /** for messages: the file's, or "stdin" */
  readonly name: string;
  /** of a plain file: what its end decides is read there, and the file is not held in memory */
  readonly path?: string;
  /** it can be read once alone: standard input, a pipe */
  readonly once?: true;
  /** pieces of any size, in order */
  chunks(): AsyncIterable<Uint8Array>;
}

/** Where rows come from: bytes, or a table that is in memory already. */
export type CurveSource = Source | { readonly name: string; readonly table: Table };

/** Rows as they stand in a source, before anything is known of what the columns mean. */
export interface RawBatch {
  readonly batch: RecordBatch;
  /** true where every column is text because the format has no types (CSV) */
  readonly untyped: boolean;
  /**
   * true where each row tells only some of the columns, as in a log: a null in the column of y says that y was not measured
   * in this row, which is then no bad row of its curve
   */
  readonly sparse?: true;
  /** true where numbers of all columns have one mark before decimals: text whose fields are not separated by commas */
  readonly oneMark?: true;
  /** columns of such rows that every row so far has, with null for some: there a null is a missing value after all */
  readonly everywhere?: ReadonlySet<string>;
  /** what was read in a special way or left out, a line each, told once a table */
  readonly notes?: readonly string[];
  /** what a person counts rows as: lines of a CSV file, rows elsewhere */
  readonly unit: Origin["unit"];
  /** the line or row of its source that the i-th row of this batch is, from 1 */
  readonly at: (i: number) => number;
}

/** What a person calls the i-th row of a batch: "line 17", "row 17". */
export function rowWords({ unit, at }: Pick<RawBatch, "unit" | "at">, i: number): string {
  return `${unit} ${at(i)}`;
}

/** Batches of which the rows are counted from 1 over the whole source. */
export function countedBatches(): (batch: RecordBatch) => RawBatch {
  let before = 0;
  return (batch) => {
    const first = before + 1;
    before += batch.numRows;
    return { batch, untyped: false, unit: "row", at: (i) => first + i };
  };
}
