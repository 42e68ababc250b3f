import { styleText } from "node:util";
import { hasFit, Status, statusName } from "../status.js";
import type { FitResult, FitRow } from "../types.js";
import { byCurve, curveName } from "./curveRows.js";
import { sortCurves, type SortOrder } from "./sortCurves.js";
import { counted, escapeControls, shortenMiddle, shortNumber, widest } from "./terminalText.js";
import { plainTable, type PlainColumn } from "./plainTable.js";
import { summaryLines } from "./totals.js";

export interface SummaryOptions {
  /** "input" (default): the order of the table; see `sortCurves` */
  readonly sort?: SortOrder;
  /** ANSI colours; the caller knows about terminals and NO_COLOR */
  readonly color: boolean;
  /** columns of the terminal; a table that cannot be made to fit runs over */
  readonly width: number;
  /** curves to show at most, the rest is counted */
  readonly limit?: number;
}

/**
 * The table of fits that a person reads, ending in a newline: the selected n of each curve (every n where
 * none was to be selected), then what the whole table says. Keys are escaped, so data cannot drive the
 * terminal.
 */
export function summaryTable(result: FitResult, options: SummaryOptions): string {
  const curves = sortCurves(byCurve(result), options.sort ?? "input");
  const shown = curves.slice(0, options.limit ?? curves.length);
  const rows = shown.flatMap((curve) => curve.shown);
  const lines = rows.length > 0 ? [fitTable(rows, options), ""] : [];
  if (shown.length < curves.length)
    lines.push(`… and ${counted(curves.length - shown.length, "more curve")}`, "");
  return [...lines, ...summaryLines(curves, result), ""].join("\n");
}

/** How tightly numbers are set, from the most comfortable to the tightest. */
const settings = [
  { gap: 2, digits: 4, of: " of ", keyWidth: 40 },
  { gap: 2, digits: 3, of: " of ", keyWidth: 24 },
  { gap: 1, digits: 3, of: " of ", keyWidth: 16 },
  { gap: 1, digits: 3, of: "/", keyWidth: 12 },
] as const;
type Setting = (typeof settings)[number];

function fitTable(rows: readonly FitRow[], options: SummaryOptions): string {
  const keys = rows.map((row) => escapeControls(curveName(row)));
  const longest = widest(["curve", ...keys]);
  for (const setting of settings) {
    const columns = valueColumns(setting).filter((column) => column.needed?.(rows) ?? true);
    const cells = rows.map((row) => columns.map((column) => column.text(row)));
    const room = options.width - plainTable(columns, cells, setting.gap).width - setting.gap;
    const keyWidth = Math.min(longest, setting.keyWidth);
    if (room < keyWidth && setting !== settings.at(-1)) continue;
    const shortKeys = keys.map((key) => shortenMiddle(key, Math.max(room, keyWidth)));
    const full = cells.map((row, i) => [shortKeys[i], ...row]);
    const paint = options.color ? (line: string, i: number) => paintLine(line, rows[i]) : undefined;
    return plainTable([{ header: ["", "curve"], right: false }, ...columns], full, setting.gap, paint).text;
  }
  return "";
}

interface RowColumn extends PlainColumn {
  readonly text: (row: FitRow) => string;
  /** where not every table has something to say in this column */
  readonly needed?: (rows: readonly FitRow[]) => boolean;
}

function valueColumns({ digits, of }: Setting): RowColumn[] {
  const number = (pick: (row: FitRow) => number | null) => (row: FitRow) => shortNumber(pick(row), digits);
  return [
    { header: ["", "n"], right: true, text: (row) => String(row.nBreaks) },
    { header: ["", "status"], right: false, text: statusWord },
    { header: ["", "a"], right: true, text: number((row) => row.a) },
    { header: ["", "b"], right: true, text: number((row) => row.b) },
    { header: ["", "c0"], right: true, text: number((row) => row.c0) },
    { header: ["", "d (f)"], right: false, text: (row) => breaksText(row, digits) },
    { header: ["rmsle", "train"], right: true, text: number((row) => row.rmsleTrain) },
    {
      header: ["rmsle", "test"],
      right: true,
      text: number((row) => row.rmsleTest),
      needed: (rows) => rows.some((row) => row.nTest > 0),
    },
    { header: ["starts", "in minimum"], right: true, text: (row) => startsText(row, of) },
    {
      header: ["on", "bound"],
      right: false,
      text: (row) => row.atBound.map(escapeControls).join(" "),
      needed: (rows) => rows.some((row) => row.atBound.length > 0),
    },
  ];
}

/** The three ways to converge are told apart in the counts below the table, and in the file. */
function statusWord(row: FitRow): string {
  const word = statusName(row.status);
  return word.startsWith("converged") ? "converged" : word;
}

function breaksText(row: FitRow, digits: number): string {
  return row.d
    .map((d, i) => `${shortNumber(d, digits)} (${shortNumber(row.f[i], Math.min(digits, 3))})`)
    .join(" ");
}

function startsText(row: FitRow, of: string): string {
  if (row.basinShare === null || !hasFit(row.status)) return "–";
  return `${Math.round(row.basinShare * row.starts)}${of}${row.starts}`;
}

function paintLine(line: string, row: FitRow): string {
  if (!hasFit(row.status)) return styleText("red", line, { validateStream: false });
  const doubtful = row.status === Status.MaxIterations || row.status === Status.AtBound;
  return doubtful ? styleText("yellow", line, { validateStream: false }) : line;
}
