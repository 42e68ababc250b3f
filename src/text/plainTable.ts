import { sum } from "d3-array";
import { displayWidth, escapeControls, widest } from "../formats/terminalText.js";
import { shortenApart } from "./labels.js";

export interface PlainColumn {
  /** lines of the header, aligned like the cells */
  readonly header: readonly [string, string];
  readonly right: boolean;
}

/** A column over rows of one kind. */
export interface TextColumn<Row> extends PlainColumn {
  readonly text: (row: Row) => string;
}

/** What stands in the columns for a row. */
export function cellsIn<Row>(columns: readonly TextColumn<Row>[], row: Row): string[] {
  return columns.map(({ text }) => text(row));
}

/**
 * Text in aligned columns `gap` apart under a two-line header; `paint` may colour the line of a row after it
 * was aligned. `width` is that of the longest line.
 */
export function plainTable(
  columns: readonly PlainColumn[],
  rows: readonly (readonly string[])[],
  gap: number,
  paint: (line: string, row: number) => string = (line) => line,
): { text: string; width: number } {
  const widths = columns.map(({ header }, c) => widest([...header, ...rows.map((row) => row[c])]));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, c) => pad(cell, widths[c], columns[c].right))
      .join(" ".repeat(gap))
      .trimEnd();
  const header = [0, 1].map((k) => line(columns.map((column) => column.header[k])));
  const body = rows.map((row, i) => paint(line(row), i));
  const width = sum(widths) + gap * Math.max(0, columns.length - 1);
  return { text: [...header, ...body].join("\n"), width };
}

function pad(text: string, width: number, right: boolean): string {
  const space = " ".repeat(Math.max(0, width - displayWidth(text)));
  return right ? space + text : text + space;
}

/** The lines that a table says of one thing, such as a curve: its name stands once, beside the first. */
export interface TableBlock {
  readonly name: string;
  readonly rows: readonly (readonly string[])[];
}

/** Cells that names may take where there is no room for more. */
const NARROW_NAME = 12;

/**
 * Blocks of lines in aligned columns, the names of the blocks first, shortened to fit `width` terminal cells; names and
 * cells are escaped, so data cannot drive the terminal. A table that cannot be made to fit runs over.
 */
export function blockTable(
  nameHeader: string,
  columns: readonly PlainColumn[],
  blocks: readonly TableBlock[],
  width: number,
): string {
  const cells = blocks.flatMap(({ rows }) => rows.map((row) => row.map(escapeControls)));
  const names = blocks.map(({ name }) => escapeControls(name));
  const gap = plainTable(columns, cells, 2).width + 2 + NARROW_NAME <= width ? 2 : 1;
  const room = width - plainTable(columns, cells, gap).width - gap;
  const labels = shortenApart(names, Math.min(widest(names), Math.max(room, NARROW_NAME)));
  const rows = blocks.flatMap(({ rows: lines }, b) =>
    lines.map((line, i) => [i === 0 ? labels.get(names[b])! : "", ...line.map(escapeControls)]),
  );
  return plainTable([{ header: ["", nameHeader], right: false }, ...columns], rows, gap).text;
}
