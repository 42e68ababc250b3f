import type { PackedRows } from "./codecs.js";

/** The shape of what is embedded: raised whenever a script of today could not read a page of yesterday. */
export const PACKED_FORMAT = 1;

/** A page's data as JSON: tables by column, the rest as it is. */
export interface PackedPage {
  readonly format: number;
  readonly version: string;
  readonly command: string | null;
  readonly meta: unknown;
  readonly rows: PackedRows;
  readonly curves: PackedRows;
  readonly intervals: PackedTable | null;
  readonly breakTests: PackedTable | null;
  readonly audit: PackedTable | null;
  readonly suite: PackedSuite | null;
  readonly fitters: unknown;
}

export interface PackedTable {
  readonly rows: PackedRows;
  readonly meta: unknown;
}

export interface PackedSuite {
  readonly forms: readonly string[];
  readonly cells: PackedRows;
  readonly sections: unknown;
  readonly meta: unknown;
}

/** Some of the intervals of a page that has more than it reads before it shows anything. */
export interface PackedBlock {
  readonly format: number;
  readonly intervals: PackedTable;
}
