/** A table as it was read from any format, cells unchecked. */
export interface RawTable {
  /** the file, for messages */
  readonly name: string;
  readonly columns: readonly string[];
  /** of the schema; empty for CSV and JSON lines */
  readonly metadata: ReadonlyMap<string, string>;
  /** whether lists of numbers are spread over columns c1, c2, … (CSV) */
  readonly spread: boolean;
  readonly rows: readonly RawRow[];
}

export interface RawRow {
  /** file and row, for messages */
  readonly where: string;
  /** its own columns, where rows may differ (JSON lines); null: those of the table */
  readonly columns: readonly string[] | null;
  /** typed values, or text as CSV has it; undefined where there is none */
  readonly cell: (name: string) => unknown;
  /** a list of numbers, spread or not */
  readonly list: (name: string) => unknown;
}
