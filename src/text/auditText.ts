import { sum } from "d3-array";
import { clopperPearson } from "../core/statistics/binomial.js";
import { median } from "../core/statistics/quantile.js";
import type { AuditRow } from "../uncertainty/types.js";
import { errorLines } from "./intervalText.js";
import { blockTable, cellsIn, type TableBlock, type TextColumn } from "./plainTable.js";
import { curveId, groupBy } from "../core/rows/curveRows.js";
import { counted, shortNumber } from "../formats/terminalText.js";

/** Attained coverage of one method's intervals of one quantity, over all curves, breaks and x. */
export interface PooledCoverage {
  readonly quantity: string;
  readonly method: string;
  readonly covered: number;
  readonly intervals: number;
  readonly coverage: number;
  /** 95 % Clopper–Pearson */
  readonly interval: readonly [lo: number, hi: number];
  /** "below" or "above" where the nominal level lies outside that interval */
  readonly off: "below" | "above" | null;
  readonly medianWidth: number | null;
}

/**
 * An audit as a person reads it in a terminal of `width` columns, ending in a newline: attained coverage of each quantity
 * and method, over all curves.
 */
export function auditText(rows: readonly AuditRow[], width: number): string {
  const pooled = poolCoverage(rows);
  if (pooled.length === 0) return "No curve has intervals to audit.\n";
  const nominal = `${shortNumber(100 * rows[0].level, 6)} %`;
  const shown = columns(nominal);
  const blocks = groupBy(pooled, ({ quantity }) => quantity).map((methods): TableBlock => ({
    name: methods[0].quantity,
    rows: methods.map((each) => cellsIn(shown, each)),
  }));
  const off = pooled.filter((each) => each.off !== null).length;
  const curves = new Set(rows.filter(hasIntervals).map(({ key }) => curveId(key))).size;
  const lines = [
    blockTable("quantity", shown, blocks, width),
    "",
    `${counted(curves, "curve")}, ${counted(rows[0].simulations, "simulated data set")} each; nominal coverage ${nominal}.`,
    ...freedomLines(rows),
    ...errorLines(rows.filter(hasIntervals)),
    off === 0
      ? "The nominal coverage lies inside every binomial interval."
      : `The nominal coverage lies outside the binomial interval in ${off} of ${pooled.length} lines, marked < (too few covered) or > (too many).`,
    "All breaks, slopes and x of a curve share its data sets, so that the pooled intervals are somewhat too narrow; single",
    "curves are in the table that -o writes. Widths are of the logarithm for d, f and reach.",
  ];
  return `${lines.join("\n")}\n`;
}

/** Degrees of freedom of the curves that are audited, where σ is estimated. */
function freedomLines(rows: readonly AuditRow[]): string[] {
  const known = rows.filter(hasIntervals).flatMap(({ dof }) => dof ?? []);
  if (known.length === 0) return [];
  const [least, most] = [Math.min(...known), Math.max(...known)];
  return [`Degrees of freedom (dof): ${least === most ? String(least) : `${least} to ${most}`}.`];
}

/** By quantity and method, in the order of the rows. */
export function poolCoverage(rows: readonly AuditRow[]): PooledCoverage[] {
  const groups = groupBy(rows.filter(hasIntervals), ({ quantity, method }) => [quantity, method]);
  return groups.map(pool).sort(byQuantity(rows));
}

function hasIntervals({ quantity, method, intervals }: AuditRow): boolean {
  return quantity !== null && method !== null && intervals > 0;
}

function pool(rows: readonly AuditRow[]): PooledCoverage {
  const [{ quantity, method, level }] = rows;
  const covered = sum(rows, (row) => row.covered);
  const intervals = sum(rows, (row) => row.intervals);
  const interval = clopperPearson(covered, intervals, 0.95);
  const widths = rows.flatMap((row) => row.medianWidth ?? []);
  const off = interval[1] < level ? "below" : interval[0] > level ? "above" : null;
  return {
    quantity: quantity!,
    method: method!,
    covered,
    intervals,
    coverage: covered / intervals,
    interval,
    off,
    medianWidth: widths.length > 0 ? median(widths) : null,
  };
}

/** Curves may differ in their methods: the lines of a quantity stand together all the same. */
function byQuantity(rows: readonly AuditRow[]): (p: PooledCoverage, q: PooledCoverage) => number {
  const order = [...new Set(rows.map(({ quantity }) => quantity))] as readonly (string | null)[];
  return (p, q) => order.indexOf(p.quantity) - order.indexOf(q.quantity);
}

function columns(nominal: string): TextColumn<PooledCoverage>[] {
  return [
    { header: ["", "method"], right: false, text: ({ method }) => method },
    { header: ["coverage", `of ${nominal}`], right: true, text: ({ coverage }) => percent(coverage) },
    { header: ["", ""], right: false, text: ({ off }) => (off === null ? "" : off === "below" ? "<" : ">") },
    { header: ["binomial", "95 % interval"], right: false, text: ({ interval }) => interval.map(percent).join(" to ") },
    { header: ["", "covered"], right: true, text: ({ covered, intervals }) => `${covered} of ${intervals}` },
    {
      header: ["median", "width"],
      right: true,
      text: ({ medianWidth }) => (medianWidth === Infinity ? "unbounded" : shortNumber(medianWidth, 3)),
    },
  ];
}

/** Of a share, with the decimal that 400 simulations tell. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
