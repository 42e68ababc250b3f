import { sum } from "d3-array";
import { displayWidth, escapeControls, widest, wrapText } from "../formats/terminalText.js";
import { shortenApart } from "./labels.js";

export interface PlainColumn {
  /** lines of the header, aligned like the cells */
  readonly header: readonly [string, string];
  readonly right: boolean;
  /** words that may stand in a line below where the table would be too wide; the columns that fold come last */
  readonly folds?: true;
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
 * Blocks of lines in aligned columns, the names of the blocks first, made to fit `width` terminal cells: a common begin of names
 * is left out, names are cut in the middle, columns that say the same in every line are left out and told in a line, columns
 * that fold stand below. Names and cells are escaped, so data cannot drive the terminal. A table that cannot be made to fit
 * runs over.
 */
export function blockTable(
  nameHeader: string,
  columns: readonly PlainColumn[],
  blocks: readonly TableBlock[],
  width: number,
): string {
  const whole: Laid = {
    names: blocks.map(({ name }) => escapeControls(name)),
    columns,
    rows: blocks.map(({ rows }) => rows.map((row) => row.map(escapeControls))),
    folded: [],
    told: [],
  };
  let laid = whole;
  for (const narrower of [withoutBegin, withoutConstants, withFolded]) {
    if (widthNeeded(laid, 1) <= width) break;
    laid = narrower(laid, nameHeader);
  }
  const gap = widthNeeded(laid, 2) <= width ? 2 : 1;
  return [tableText(laid, nameHeader, width, gap), ...laid.told.map((line) => wrapText(line, width))].join("\n");
}

/** A table on its way to a width: blocks of rows of cells. */
interface Laid {
  readonly names: readonly string[];
  readonly columns: readonly PlainColumn[];
  readonly rows: readonly (readonly (readonly string[])[])[];
  /** columns whose cells stand below their line */
  readonly folded: readonly number[];
  /** lines on what was left out */
  readonly told: readonly string[];
}

/** With names as short as they may become, but not shorter than all of them are. */
function widthNeeded({ names, columns, rows, folded }: Laid, gap: number): number {
  const beside = columns.filter((_, c) => !folded.includes(c));
  const cells = rows.flat().map((row) => row.filter((_, c) => !folded.includes(c)));
  return plainTable(beside, cells, gap).width + gap + Math.min(widest(names), NARROW_NAME);
}

const LEAST_BEGIN = 4;

/** Names without what all of them begin with, up to a sign that parts words. */
function withoutBegin(laid: Laid, nameHeader: string): Laid {
  const begin = commonBegin(laid.names);
  if (begin.length < LEAST_BEGIN) return laid;
  return {
    ...laid,
    names: laid.names.map((name) => `…${name.slice(begin.length)}`),
    told: [...laid.told, `…: every ${nameHeader} begins with ${begin}`],
  };
}

/** What different names begin with alike, up to a sign that parts words; "" where that is all of one of them. */
export function commonBegin(names: readonly string[]): string {
  const [first = ""] = names;
  if (new Set(names).size < 2) return "";
  let length = 0;
  while (length < first.length && names.every((name) => name[length] === first[length])) length++;
  const parted = /^.*[\s/_:,.=-]/s.exec(first.slice(0, length))?.[0] ?? "";
  return names.some((name) => name.length === parted.length) ? "" : parted;
}

/** Without columns in which every line says the same. Numbers stay, as a number of one curve is no fact of the table. */
function withoutConstants(laid: Laid): Laid {
  const all = laid.rows.flat();
  if (all.length < 2) return laid;
  const same = laid.columns.map(
    ({ header, right }, c) =>
      !right && header.join("") !== "" && all[0][c] !== "" && all.every((row) => row[c] === all[0][c]),
  );
  if (!same.includes(true)) return laid;
  const facts = laid.columns.flatMap(({ header }, c) => (same[c] ? [`${header.join(" ").trim()} ${all[0][c]}`] : []));
  return {
    ...laid,
    columns: laid.columns.filter((_, c) => !same[c]),
    rows: laid.rows.map((rows) => rows.map((row) => row.filter((_, c) => !same[c]))),
    told: [...laid.told, `the same in every line: ${facts.join(", ")}`],
  };
}

function withFolded(laid: Laid): Laid {
  return { ...laid, folded: laid.columns.flatMap(({ folds }, c) => (folds ? [c] : [])) };
}

function tableText({ names, columns, rows, folded }: Laid, nameHeader: string, width: number, gap: number): string {
  const beside = columns.filter((_, c) => !folded.includes(c));
  const cells = rows.map((lines) => lines.map((row) => row.filter((_, c) => !folded.includes(c))));
  const room = width - plainTable(beside, cells.flat(), gap).width - gap;
  const labels = shortenApart(names, Math.min(widest(names), Math.max(room, NARROW_NAME)));
  const full = cells.flatMap((lines, b) => lines.map((row, i) => [i === 0 ? labels.get(names[b])! : "", ...row]));
  const table = plainTable([{ header: ["", nameHeader], right: false }, ...beside], full, gap).text.split("\n");
  const below = rows.flat().map((row) => folded.map((c) => row[c]).filter((cell) => cell !== ""));
  const [head, body] = [table.slice(0, 2), table.slice(2)];
  return [
    ...head,
    ...body.flatMap((line, i) => (below[i].length === 0 ? [line] : [line, folding(below[i], width)])),
  ].join("\n");
}

/** Below its line, set in. */
function folding(cells: readonly string[], width: number): string {
  const lines = wrapText(cells.join(", "), Math.max(NARROW_NAME, width - SET_IN.length)).split("\n");
  return lines.map((line) => SET_IN + line).join("\n");
}

const SET_IN = "    ";
