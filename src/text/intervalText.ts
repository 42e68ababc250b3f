import { max, sum } from "d3-array";
import { curveNamer, groupBy, groupByKey, type Keyed } from "../core/rows/curveRows.js";
import { restsOnFew } from "../core/rows/fitRow.js";
import { counted, percent, shortNumber, wrapText } from "../formats/terminalText.js";
import type { BreakTestRow, ErrorsUsed, IntervalRow } from "../uncertainty/types.js";
import { supportInShort } from "./curveWords.js";
import { blockTable, cellsIn, type PlainColumn, type TableBlock, type TextColumn } from "./plainTable.js";

/**
 * Intervals as a person reads them in a terminal of `width` columns, ending in a newline: for each curve its breaks, the
 * asymptote, the last exponent, what it predicts and when it reaches the target, each with the interval of the method that
 * was recommended for it. The rest is in the table.
 *
 * @param absoluteSigma whether they were made of the errors given, see `BootstrapRequest`
 */
export function intervalText(rows: readonly IntervalRow[], width: number, absoluteSigma = false): string {
  const nameOf = curveNamer(rows);
  const blocks = groupByKey(rows)
    .filter(([first]) => first.status === "ok")
    .map((curve): TableBlock => ({ name: nameOf(curve[0]), rows: linesOf(curve) }));
  if (blocks.length === 0) return "No curve has intervals.\n";
  const level = `${shortNumber(100 * rows[0].level, 6)} %`;
  const lines = legend(rows, blocks.length, absoluteSigma).map((line) => wrapText(line, width));
  return `${[blockTable("curve", columns(level), blocks, width), "", ...lines].join("\n")}\n`;
}

/** An interval in words: ends that the data do not bound are left out. */
export function rangeText({ lo, hi, ends }: Pick<IntervalRow, "lo" | "hi" | "ends">): string {
  if (ends === null || lo === null || hi === null) return "–";
  if (ends === "none") return "unbounded";
  if (ends === "lower") return lo === Infinity ? "never" : `> ${shortNumber(lo, 4)}`;
  if (ends === "upper") return `< ${shortNumber(hi, 4)}`;
  return `${shortNumber(lo, 4)} to ${hi === Infinity ? "never" : shortNumber(hi, 4)}`;
}

function columns(level: string): PlainColumn[] {
  const names = ["n", "kind", "quantity", "estimate", `${level} interval`, "method", "remarks"];
  return names.map((name) => ({
    header: ["", name],
    right: name === "n" || name === "estimate",
    ...(name === "remarks" ? { folds: true as const } : {}),
  }));
}

/**
 * How errors were taken to be along x, a line; none where no row says so.
 * @param rows of which each curve's first counts
 */
export function errorLines(rows: readonly (Keyed & ErrorsUsed)[]): string[] {
  const curves = groupByKey(rows)
    .map(([row]) => row)
    .filter(({ errors }) => errors !== null);
  const correlated = curves.filter(({ errors }) => errors === "ar1").map(({ rho }) => rho ?? 0);
  if (curves.length === 0) return [];
  if (correlated.length === 0) return ["Errors are independent along x."];
  const [least, most] = [Math.min(...correlated), Math.max(...correlated)].map((rho) => rho.toFixed(2));
  return [
    `Errors are correlated along x (AR(1)) in ${correlated.length} of ${counted(curves.length, "curve")}: ρ ` +
      `${least === most ? least : `${least} to ${most}`} between neighbouring rows.`,
  ];
}

/**
 * n and kind stand once a curve, the degrees of freedom and the correlation of errors below the kind: columns of their own would be too
 * wide.
 */
function linesOf(curve: readonly IntervalRow[]): string[][] {
  const kind = curve.find((row) => row.kind !== null)?.kind ?? "–";
  const dof = curve.find((row) => row.dof !== null)?.dof ?? null;
  const [{ nBreaks }] = curve;
  const shown = shownRows(curve);
  const correlation = curve[0].errors === "ar1" ? [`ρ ${curve[0].rho!.toFixed(2)}`] : [];
  const below = [...(dof === null ? [] : [`dof ${dof}`]), ...correlation];
  const all = [kind, ...below];
  // as many lines as there are, the rest on the last of them
  const beside = shown.map((_, i) => (i < shown.length - 1 ? all.slice(i, i + 1) : all.slice(i)).join(", "));
  return shown.map((row, i) => [
    i > 0 ? "" : nBreaks === null ? "–" : String(nBreaks),
    beside[i],
    NAMES.get(row.quantity)!(row),
    row.estimate === Infinity ? "never" : shortNumber(row.estimate, 4),
    rangeText(row),
    row.method ?? "–",
    remarks(row, curve).join(", "),
  ]);
}

/** Of each quantity its first row, which is of the recommended method; of the slopes the last. */
function shownRows(curve: readonly IntervalRow[]): IntervalRow[] {
  const last = max(curve, ({ quantity, index }) => (quantity === "slope" ? index : 0));
  const shown = curve.filter(({ quantity, index }) => NAMES.has(quantity) && (quantity !== "slope" || index === last));
  const firsts = groupBy(shown, ({ quantity, index, x, target }) => [quantity, index, x, target]).map(
    ([first]) => first,
  );
  const order = [...NAMES.keys()];
  return firsts.sort((p, q) => order.indexOf(p.quantity) - order.indexOf(q.quantity));
}

/** The quantities that are shown, in their order, and how each is called. */
const NAMES = new Map<IntervalRow["quantity"], (row: IntervalRow) => string>([
  ["d", ({ index }) => `break ${index}`],
  ["a", () => "a"],
  ["slope", () => "slope at ∞"],
  ["prediction", ({ x, timesLast }) => `y at ${shortNumber(x, 4)}${timesLast === null ? "" : ` (${timesLast}x)`}`],
  ["reach", ({ target }) => (target === null ? "x at target" : `x at y = ${shortNumber(target, 4)}`)],
]);

/** Shares are told where they are not what one hopes for; that of identified breaks always is. */
function remarks(row: IntervalRow, curve: readonly IntervalRow[]): string[] {
  const { quantity, shareIdentified, shareAtBound } = row;
  const isNever = (each: IntervalRow) => each.quantity === "never" && each.target === row.target;
  const never = quantity === "reach" ? (curve.find(isNever)?.estimate ?? 0) : 0;
  return [
    ...(row.method === null ? ["fixed"] : []),
    ...(quantity === "d" && shareIdentified !== null
      ? [`identified ${percent(shareIdentified)}${shareIdentified < 0.5 ? ", not located" : ""}`]
      : []),
    ...(shareAtBound !== null && shareAtBound > 0 ? [`at bound ${percent(shareAtBound)}`] : []),
    ...(never > 0 ? [`never ${percent(never)}`] : []),
    ...(isBeforeData(row) && !isExact(curve) ? ["already at the first x"] : []),
  ];
}

/** Whether all refits agree on everything, wherever that is: residuals are rounding alone. */
function isExact(curve: readonly IntervalRow[]): boolean {
  const others = curve.filter(({ quantity, lo }) => quantity !== "reach" && lo !== null && Number.isFinite(lo));
  return others.length > 0 && others.every(({ lo, hi }) => Math.abs(hi! - lo!) <= 1e-9 * Math.abs(lo!));
}

/** Targets are looked for from the first x on: all refits that are there already say the same x. */
function isBeforeData({ quantity, lo, hi }: IntervalRow): boolean {
  return quantity === "reach" && lo !== null && lo === hi && lo !== Infinity;
}

function legend(rows: readonly IntervalRow[], curves: number, absoluteSigma: boolean): string[] {
  const failed = groupByKey(rows).filter(([{ failed, status }]) => status === "ok" && failed > 0);
  const lost = sum(failed, ([row]) => row.failed);
  return [
    `${counted(curves, "curve")} with intervals, ${counted(rows[0].resamples, "resample")} each.`,
    ...(rows.some(({ dof }) => dof !== null)
      ? [
          "dof: degrees of freedom, points (or clusters) less free parameters: the fewer, the less is known of the errors and the " +
            "wider is an interval (Student's t).",
        ]
      : []),
    ...errorLines(rows),
    ...(rows.some(({ intervalOf }) => intervalOf !== null)
      ? [
          "y at, x at: intervals of the fitted curve, not of the y of a new run, whose noise comes on top; 10x: ten times the " +
            "last x that was fitted.",
        ]
      : []),
    "identified: share of refits in which the break stands inside the data by itself; in less than half it is not located. > and " +
      "<: the data bound one end only; unbounded: neither. at bound, never: share of refits on the parameter's bound, or that do " +
      "not reach the target. at ∞: −(c0 + … + cn), what the slope of ln|y − a| tends to far behind the last break; which slopes " +
      "the curve has over the data, bnsl show says.",
    ...(absoluteSigma
      ? ["Errors are the standard deviations given (--absolute-sigma), not scaled to the residuals."]
      : []),
    ...(lost > 0 ? [`${counted(lost, "refit")} of ${counted(failed.length, "curve")} failed and are left out.`] : []),
    "All parameters, exponents and bands, and the other methods, are in the table that -o writes.",
  ];
}

/**
 * Break tests as a person reads them in a terminal of `width` columns, ending in a newline: a line for each curve that has
 * a p-value, then how many support one more break.
 */
export function breakTestText(rows: readonly BreakTestRow[], alpha: number, width: number): string {
  const nameOf = curveNamer(rows);
  const tested = rows.filter(({ pValue }) => pValue !== null);
  if (tested.length === 0) return "No curve could be tested.\n";
  const blocks = tested.map((row): TableBlock => ({ name: nameOf(row), rows: [cellsIn(testColumns, row)] }));
  const supported = tested.filter((row) => row.supported === true).length;
  const lines = [
    blockTable("curve", testColumns, blocks, width),
    "",
    `One more break is supported in ${supported} of ${counted(tested.length, "curve")} at alpha = ${alpha}, by Holm's adjustment ` +
      "over all of them.",
    ...(tested.some((row) => row.supported && restsOnFew(row))
      ? [
          "In brackets: what bnsl fit found of such a break, and did not select it. The test does not look at how many rows or x " +
            "a break rests on.",
        ]
      : []),
    ...errorLines(tested),
    "N ln F/F': the likelihood ratio, F and F' the least objectives with n and n + 1 breaks, N the training rows.",
    "p: simulated from the fit with n breaks, with its Monte Carlo standard error. Holm: of any false claim; BH: of the share " +
      "of false claims. at x: where the fit with one more break puts it.",
  ];
  return `${lines.map((line, i) => (i === 0 ? line : wrapText(line, width))).join("\n")}\n`;
}

const testColumns: readonly TextColumn<BreakTestRow>[] = [
  { header: ["", "n"], right: true, text: ({ nNull }) => (nNull === null ? "–" : String(nNull)) },
  { header: ["N ln", "F/F'"], right: true, text: ({ statistic }) => shortNumber(statistic, 4) },
  { header: ["", "p"], right: true, text: ({ pValue }) => shortNumber(pValue, 3) },
  { header: ["", "±"], right: true, text: ({ pError }) => shortNumber(pError, 2) },
  { header: ["", "Holm"], right: true, text: ({ pHolm }) => shortNumber(pHolm, 3) },
  { header: ["", "BH"], right: true, text: ({ pBh }) => shortNumber(pBh, 3) },
  { header: ["one more", "break"], right: false, text: verdict },
  { header: ["", "at x"], right: true, text: ({ location }) => shortNumber(location, 4) },
];

function verdict(row: BreakTestRow): string {
  if (row.supported === null) return "–";
  if (!row.supported) return "not supported";
  return restsOnFew(row) ? `supported (${supportInShort({ ...row, pSupport: null })})` : "supported";
}
