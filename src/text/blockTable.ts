import { escapeControls, widest } from "../formats/terminalText.js";
import { shortenApart } from "./labels.js";
import { plainTable, type PlainColumn } from "./plainTable.js";

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
