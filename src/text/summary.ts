import { styleText } from "node:util";
import { hasFit, Status } from "../core/status.js";
import type { FitMeta, FitOptions, FitResult, FitRow } from "../core/types.js";
import { errorMeasure, type ErrorMeasure } from "../core/rows/errorMeasure.js";
import { isDetermined } from "../core/rows/claims.js";
import { byCurve } from "../core/rows/curveRows.js";
import { shortStatus } from "./curveWords.js";
import { NameWitnesses, shortenApart } from "./labels.js";
import { FirstCurves, type SortOrder } from "./sortCurves.js";
import { counted, escapeControls, shortNumber, widest, wrapText } from "../formats/terminalText.js";
import { cellsIn, commonBegin, plainTable, type TextColumn } from "./plainTable.js";
import { Totals } from "./totals.js";

export interface SummaryOptions {
  /** "input" (default): the order of the table; see `sortCurves` */
  readonly sort?: SortOrder;
  /** ANSI colours; the caller knows about terminals and NO_COLOR */
  readonly color: boolean;
  /** columns of the terminal; a table that cannot be made to fit runs over */
  readonly width: number;
  /** curves to show at most, the rest is counted */
  readonly limit?: number;
  /** file that holds the fits; null: none does, they are printed only; left out: one that is not known */
  readonly file?: string | null;
}

/**
 * The table of fits that a person reads, ending in a newline: the selected n of each curve (every n where
 * none was to be selected), then what the whole table says. Keys are escaped, so data cannot drive the
 * terminal.
 */
export function summaryTable(result: FitResult, options: SummaryOptions): string {
  const summary = new Summary(result.meta, options);
  summary.add(result.rows);
  return summary.text();
}

/** The same from rows as they come, of which it holds no more than it shows. */
export class Summary {
  private readonly first: FirstCurves;
  private readonly measure: ErrorMeasure;
  private readonly totals: Totals;
  private readonly names = new NameWitnesses();

  constructor(
    private readonly meta: FitMeta,
    private readonly options: SummaryOptions,
  ) {
    this.measure = errorMeasure(meta, []);
    this.first = new FirstCurves(options.sort ?? "input", options.limit ?? Infinity, this.measure);
    this.totals = new Totals(meta, this.measure, (order) => showing(order, meta.options, options));
  }

  /** @param rows of whole curves */
  add(rows: readonly FitRow[]): void {
    for (const curve of byCurve({ meta: this.meta, rows })) {
      this.first.add(curve);
      this.totals.add(curve);
      this.names.add(curve.rows[0]);
    }
  }

  text(): string {
    const curves = this.first.curves();
    const rows = curves.flatMap((curve) => curve.shown);
    const nameOf = this.names.namer();
    const lines = rows.length > 0 ? [fitTable(rows, nameOf, this.options, this.measure), ""] : [];
    const left = this.first.count - curves.length;
    const { file } = this.options;
    const where = typeof file === "string" ? ` (bnsl show ${file} lists them)` : "";
    if (left > 0) lines.push(`… and ${counted(left, "more curve")}${where}`, "");
    return [...lines, ...this.totals.lines(nameOf), ""].join("\n");
  }
}

/** Words for how to see the curves in an order. */
function showing(order: SortOrder, { select, breaks }: FitOptions, { file = "FITS" }: SummaryOptions): string {
  if (file === null) return `the same command and --sort ${order}`;
  const which = select === "none" && breaks.length > 1 ? " --breaks N" : "";
  return `bnsl show ${file}${which} --sort ${order}`;
}

/** How tightly numbers are set, from the most comfortable to the tightest. */
const settings = [
  { gap: 2, digits: 4, loose: true, drawn: true, keyWidth: 40, below: false },
  { gap: 2, digits: 3, loose: true, drawn: true, keyWidth: 24, below: false },
  { gap: 1, digits: 3, loose: false, drawn: true, keyWidth: 16, below: false },
  { gap: 1, digits: 3, loose: false, drawn: false, keyWidth: 12, below: false },
  { gap: 1, digits: 3, loose: false, drawn: false, keyWidth: 12, below: true },
] as const;
type Setting = (typeof settings)[number];

function fitTable(
  rows: readonly FitRow[],
  nameOf: (row: FitRow) => string,
  options: SummaryOptions,
  measure: ErrorMeasure,
): string {
  const names = rows.map((row) => escapeControls(nameOf(row)));
  const begin = commonBegin(names);
  const loosest = valueColumns(settings[0], measure).filter((column) => column.needed?.(rows) ?? true);
  const roomy = plainTable(loosest, rows.map((row) => cellsIn(loosest, row)), 2).width + 2 + widest(names); // prettier-ignore
  const isCut = roomy > options.width && begin.length >= LEAST_BEGIN;
  const keys = isCut ? names.map((name) => `…${name.slice(begin.length)}`) : names;
  const told = isCut ? `\n\n…: every curve begins with ${begin}` : "";
  const longest = widest(["curve", ...keys]);
  for (const setting of settings) {
    const all = valueColumns(setting, measure).filter((column) => column.needed?.(rows) ?? true);
    const columns = setting.below ? all.filter(({ below }) => below === undefined) : all;
    const cells = rows.map((row) => cellsIn(columns, row));
    const room = options.width - plainTable(columns, cells, setting.gap).width - setting.gap;
    const keyWidth = Math.min(longest, setting.keyWidth);
    const labels = shortenApart(keys, Math.max(room, keyWidth));
    if (room < widest([...labels.values()]) && setting !== settings.at(-1)) continue;
    const full = cells.map((row, i) => [labels.get(keys[i])!, ...row]);
    const paint = (line: string, i: number) => {
      const painted = options.color ? paintLine(line, rows[i]) : line;
      return setting.below ? [painted, ...linesBelow(rows[i], all, options.width)].join("\n") : painted;
    };
    return plainTable([{ header: ["", "curve"], right: false }, ...columns], full, setting.gap, paint).text + told;
  }
  return "";
}

interface RowColumn extends TextColumn<FitRow> {
  /** where not every table has something to say in this column */
  readonly needed?: (rows: readonly FitRow[]) => boolean;
  /** in front of what the column says where it stands below its line, in a table that would be too wide */
  readonly below?: string;
}

/** Shorter begins of names are not worth a line of their own. */
const LEAST_BEGIN = 4;

/** What does not fit beside the numbers of a row, in a line below them. */
function linesBelow(row: FitRow, columns: readonly RowColumn[], width: number): string[] {
  const words = columns.flatMap(({ below, text }) =>
    below === undefined || text(row) === "" ? [] : `${below}${text(row)}`,
  );
  return words.length === 0 ? [] : [wrapText(words.join("; "), width - 4).replace(/^/gm, "    ")];
}

function valueColumns(setting: Setting, { column, train, test }: ErrorMeasure): RowColumn[] {
  const { digits } = setting;
  const number = (pick: (row: FitRow) => number | null) => (row: FitRow) => shortNumber(pick(row), digits);
  const own = (name: "a" | "b" | "c0") => (row: FitRow) => shortNumber(row[name], digits) + doubtOf(row, name);
  return [
    { header: ["", "n"], right: true, text: (row) => String(row.nBreaks) },
    { header: ["", "status"], right: false, text: shortStatus },
    { header: ["", "a"], right: true, text: own("a") },
    { header: ["", "b"], right: true, text: own("b") },
    { header: ["", "c0"], right: true, text: own("c0") },
    { header: ["breaks:", "c @ d (f)"], right: false, text: (row) => breaksText(row, setting) },
    { header: [column, "train"], right: true, text: number(train) },
    {
      header: [column, "test"],
      right: true,
      text: number(test),
      needed: (rows) => rows.some((row) => row.nTest > 0),
    },
    {
      header: ["R²", "train"],
      right: true,
      text: number((row) => row.r2Train),
      needed: () => column === "rmse",
    },
    {
      header: ["chi²", "(dof)"],
      right: true,
      text: (row) => (row.chi2 === null ? "–" : `${shortNumber(row.chi2, digits)} (${row.dof})`),
      needed: (rows) => rows.some((row) => row.chi2 !== null),
    },
    { header: startsHeader(setting), right: true, text: (row) => startsText(row, setting) },
    {
      header: ["on", "bound"],
      right: false,
      below: "on bound: ",
      text: (row) => row.atBound.map(escapeControls).join(" "),
      needed: (rows) => rows.some((row) => row.atBound.length > 0),
    },
    {
      header: ["not", "determined (?)"],
      right: false,
      below: "not determined (?): ",
      text: (row) => row.unidentified.map(escapeControls).join(" "),
      needed: (rows) => rows.some((row) => row.unidentified.length > 0),
    },
    {
      header: ["beyond", "the data"],
      right: false,
      below: "",
      text: (row) => (row.runsAway ? "runs away" : ""),
      needed: (rows) => rows.some((row) => row.runsAway),
    },
  ];
}

/** The mark of a number that the training rows do not determine. */
function doubtOf(row: FitRow, name: string): string {
  return isDetermined(row, name) ? "" : "?";
}

function breaksText(row: FitRow, { digits, loose }: Setting): string {
  const short = Math.min(digits, 3);
  const breaks = row.d.map((d, i) => {
    const parts = [shortNumber(row.c[i], short), shortNumber(d, digits), shortNumber(row.f[i], short)].map(
      (number, k) => number + doubtOf(row, `${"cdf"[k]}${i + 1}`),
    );
    return loose ? `${parts[0]} @ ${parts[1]} (${parts[2]})` : `${parts[0]}@${parts[1]}(${parts[2]})`;
  });
  return breaks.join(loose ? ", " : " ");
}

function startsHeader({ loose, drawn }: Setting): readonly [string, string] {
  if (loose) return ["starts in minimum", "of run (drawn)"];
  return drawn ? ["in min of", "run (drawn)"] : ["in min", "of run"];
}

/** What was reached, of the starts that were run to the end; most of those drawn are stopped early. */
function startsText(row: FitRow, { loose, drawn }: Setting): string {
  if (row.basinShare === null || !hasFit(row.status)) return "–";
  const reached = Math.round(row.basinShare * row.starts);
  if (loose) return `${reached} of ${row.startsConverged} (${row.starts})`;
  return `${reached}/${row.startsConverged}${drawn ? `(${row.starts})` : ""}`;
}

function paintLine(line: string, row: FitRow): string {
  if (!hasFit(row.status)) return styleText("red", line, { validateStream: false });
  const open = row.unidentified.length > 0 || row.runsAway;
  const doubtful = open || row.status === Status.MaxIterations || row.status === Status.AtBound;
  return doubtful ? styleText("yellow", line, { validateStream: false }) : line;
}
