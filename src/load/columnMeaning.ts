import type { RecordBatch } from "apache-arrow";

/** Column names that the user gave; what is left out is guessed. */
export interface ColumnRequest {
  /** columns that tell curves apart, `@file` for the name of the file; an empty list: all rows are one curve */
  readonly curve?: readonly string[];
  readonly x?: string;
  readonly y?: string;
  readonly weight?: string;
  /** standard deviation of y: weights are 1/σ² */
  readonly sigma?: string;
  readonly train?: string;
}

/** The same where some names were not given but taken from the fits of the table: messages say so. */
export interface ColumnNames extends ColumnRequest {
  readonly fromFits?: readonly (keyof ColumnRequest)[];
  /** what is not guessed to tell curves apart, for it would make every row a curve */
  readonly notKeys?: readonly string[];
}

/** What the columns of a table mean. */
export interface Columns {
  readonly key: readonly string[];
  /** the one among them that is no column of the table but the name of the file; null: none is */
  readonly fileKey: string | null;
  readonly x: string;
  readonly y: string;
  readonly weight: string | null;
  readonly sigma: string | null;
  readonly train: string | null;
  /** what was guessed, a line each, to be printed */
  readonly notes: readonly string[];
}

/** Columns by meaning alone. */
export type Meaning = Omit<Columns, "notes">;

/** The begin of a table, from which its columns are guessed. */
export interface TableHead {
  readonly source: string;
  /** how many sources make the table */
  readonly sources: number;
  readonly batch: RecordBatch;
  /** columns are text that may stand for numbers */
  readonly untyped: boolean;
  /** what a person calls the i-th row: "line 17", "row 17" */
  row(i: number): string;
}
