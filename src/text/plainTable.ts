import { displayWidth, widest } from "../formats/terminalText.js";

export interface PlainColumn {
  /** lines of the header, aligned like the cells */
  readonly header: readonly [string, string];
  readonly right: boolean;
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
  const width = widths.reduce((sum, w) => sum + w, 0) + gap * Math.max(0, columns.length - 1);
  return { text: [...header, ...body].join("\n"), width };
}

function pad(text: string, width: number, right: boolean): string {
  const space = " ".repeat(Math.max(0, width - displayWidth(text)));
  return right ? space + text : text + space;
}
