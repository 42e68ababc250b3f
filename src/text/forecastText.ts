import { curveNamer, groupByKey } from "../core/rows/curveRows.js";
import type { ScoreRow } from "../forecast/backtest.js";
import type { ForecastRow } from "../forecast/types.js";
import { counted, percent, shortNumber } from "../formats/terminalText.js";
import { blockTable, type PlainColumn, type TableBlock } from "./plainTable.js";

/**
 * Forecasts as a person reads them in a terminal of `width` columns, ending in a newline: for each curve a line per x and target, with an
 * interval for each level.
 */
export function forecastText(rows: readonly ForecastRow[], width: number): string {
  const nameOf = curveNamer(rows);
  const made = rows.filter(({ status }) => status === "ok");
  if (made.length === 0) return "No curve could be forecast.\n";
  const levels = [...new Set(made.flatMap(({ level }) => level ?? []))].sort((p, q) => p - q);
  const blocks = groupByKey(made).map((curve): TableBlock => ({
    name: nameOf(curve[0]),
    rows: linesOf(curve, levels),
  }));
  const columns: PlainColumn[] = [
    ...["what", "estimate", ...levels.map((level) => `${shortNumber(100 * level, 4)} %`)].map((name) => ({
      header: ["", name] as const,
      right: name === "estimate",
    })),
    ...(made.some(({ y }) => y !== null) ? [{ header: ["held", "out"] as const, right: true }] : []),
  ];
  return `${[blockTable("curve", columns, blocks, width), "", ...legend(made, blocks.length)].join("\n")}\n`;
}

function linesOf(curve: readonly ForecastRow[], levels: readonly number[]): string[][] {
  const lines: ForecastRow[][] = [];
  for (const row of curve) {
    const line = lines.at(-1);
    const [first] = line ?? [];
    const isSame = first?.quantity === row.quantity && first.x === row.x && first.target === row.target;
    // held-out rows may repeat an x, whose levels then begin again
    if (line && isSame && row.level !== null && !line.some(({ level }) => level === row.level)) line.push(row);
    else lines.push([row]);
  }
  const isHeld = curve.some(({ y }) => y !== null);
  return lines.map((of) => [
    NAMES[of[0].quantity!](of[0]),
    estimateText(of[0]),
    ...levels.map((level) => rangeOf(of.find((row) => row.level === level))),
    ...(isHeld ? [of[0].y === null ? "" : shortNumber(of[0].y, 4)] : []),
  ]);
}

const NAMES = {
  y: ({ x }: ForecastRow) => `y at ${shortNumber(x, 4)}`,
  below: ({ x, target }: ForecastRow) => `P(y <= ${shortNumber(target, 4)}) at ${shortNumber(x, 4)}`,
  reach: ({ target }: ForecastRow) => `x where y is ${shortNumber(target, 4)}`,
  never: ({ target }: ForecastRow) => `P(never ${shortNumber(target, 4)})`,
};

function estimateText({ quantity, estimate }: ForecastRow): string {
  if (estimate === null) return "–";
  if (quantity === "below" || quantity === "never") return percent(estimate);
  return estimate === Infinity ? "never" : shortNumber(estimate, 4);
}

function rangeOf(row: ForecastRow | undefined): string {
  if (!row || row.lo === null || row.hi === null) return "";
  const [lo, hi] = [row.lo, row.hi].map((end) => (end === Infinity ? "never" : shortNumber(end, 4)));
  return `${lo} to ${hi}`;
}

function legend(rows: readonly ForecastRow[], curves: number): string[] {
  const [{ of, curves: calibrated }] = rows;
  const own = groupByKey(rows).filter(([{ origins }]) => origins > 0).length;
  return [
    of === "run"
      ? "Intervals of the y of a new run: how far forecasts from earlier x missed on the training rows, and the scatter of a run."
      : "Intervals of the curve about which runs scatter: how far forecasts from earlier x missed on the training rows.",
    calibrated === 0
      ? "No curve has rows enough for a backtest: intervals rest on what other tables have shown (docs/STATISTICS.md)."
      : `Calibrated by backtests of ${counted(calibrated, "curve")}; of the ${counted(curves, "curve")} shown, ${own} ` +
        `${own === 1 ? "has backtests of its own" : "have backtests of their own"}.`,
    ...(rows.some(({ quantity }) => quantity === "reach")
      ? ["Targets are of the curve; errors at different x are taken as one, so that a curve too low stays too low."]
      : []),
  ];
}

/** A backtest as a person reads it, ending in a newline: a line per forecaster, for all rows and by group and horizon. */
export function backtestText(rows: readonly ScoreRow[], width: number): string {
  if (rows.length === 0) return "No curve has rows enough for a backtest.\n";
  const blocks = sectionsOf(rows).map(({ name, of }): TableBlock => ({ name, rows: of.map(scoreCells) }));
  const columns = SCORES.map(([header, right]): PlainColumn => ({ header, right }));
  const lines = [
    blockTable("rows", columns, blocks, width),
    "",
    "50 to 95 %: the share of values inside the intervals of that level, ± its standard error over curves; each curve counts alike.",
    "density: mean log density of ln y, more is better. crps, score (of the 95 % interval), half width: of ln y, less is better.",
    "rmsle: geometric mean over curves. wins: share of the curves on which a forecaster has the least error.",
    "origins: from earlier x of the training rows, calibrated as it could have been there. held-out: from all training rows.",
  ];
  return `${lines.join("\n")}\n`;
}

/** The same as Markdown, a table per kind of rows. */
export function backtestMarkdown(rows: readonly ScoreRow[]): string {
  const names = SCORES.map(([header]) => header.join(" ").trim());
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const tables = sectionsOf(rows).map(({ name, of }) =>
    [`### ${name}`, "", line(names), line(names.map(() => "---")), ...of.map((row) => line(scoreCells(row)))].join(
      "\n",
    ),
  );
  return `${tables.join("\n\n")}\n`;
}

interface Section {
  readonly name: string;
  readonly of: readonly ScoreRow[];
}

function sectionsOf(rows: readonly ScoreRow[]): Section[] {
  const sections = new Map<string, ScoreRow[]>();
  for (const row of rows) {
    const part = row.group !== null ? row.group : row.from === null ? "all" : `x times ${horizonText(row)}`;
    const name = `${row.rows}: ${part}`;
    sections.set(name, [...(sections.get(name) ?? []), row]);
  }
  return [...sections].map(([name, of]) => ({ name, of }));
}

function horizonText({ from, to }: ScoreRow): string {
  return to === Infinity ? `over ${from}` : `${from}–${to}`;
}

const SCORES: readonly (readonly [header: readonly [string, string], right: boolean])[] = [
  [["", "forecasts"], false],
  [["", "curves"], true],
  [["", "50 %"], true],
  [["", "80 %"], true],
  [["", "90 %"], true],
  [["", "95 %"], true],
  [["", "±"], true],
  [["", "density"], true],
  [["", "crps"], true],
  [["", "score"], true],
  [["half", "width"], true],
  [["", "rmsle"], true],
  [["", "wins"], true],
];

function scoreCells(row: ScoreRow): string[] {
  const share = (value: number) => (100 * value).toFixed(1);
  return [
    row.forecaster,
    String(row.curves),
    ...[row.held50, row.held80, row.held90, row.held95].map(share),
    row.held95Error === null ? "–" : share(row.held95Error),
    row.logDensity.toFixed(2),
    ...[row.crps, row.intervalScore, row.halfWidth, row.rmsle].map((value) => shortNumber(value, 3)),
    row.wins === null ? "–" : percent(row.wins),
  ];
}
