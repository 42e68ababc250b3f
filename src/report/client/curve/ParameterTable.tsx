import { rollup } from "d3-array";
import { useState } from "preact/hooks";
import { isDetermined } from "../../../core/rows/claims.js";
import { courseOf } from "../../../core/rows/course.js";
import { lawOf } from "../../../core/rows/law.js";
import type { FitRow } from "../../../core/types.js";
import { trainingRange } from "../../../figure/domains.js";
import { rangeText } from "../../../text/intervalText.js";
import { methodsByPreference, RECOMMENDED } from "../../../uncertainty/intervalRows.js";
import type { IntervalMethod, IntervalRow, Quantity } from "../../../uncertainty/types.js";
import type { PageCurve } from "../../pageData.js";
import type { CurveEntry, FitProps, Report } from "../curveIndex.js";
import { count, fixed, number, percent, withMinus } from "../ui/numbers.js";

/** A row a quantity: estimate, interval, and how far refits agree that it is there at all. */
export function ParameterTable({ report, curve, row }: FitProps) {
  const methods = methodsOf(curve.intervals, row.nBreaks);
  const [chosen, choose] = useState<IntervalMethod | null>(null);
  const method = chosen !== null && methods.includes(chosen) ? chosen : (methods[0] ?? null);
  const rows = parameterRows(row, curve.intervals, method);
  if (rows.length === 0) {
    return (
      <section id="parameters" tabIndex={-1} aria-label="Parameters">
        <h2>Parameters</h2>
        <p class="note">There is no fit with this many breaks.</p>
      </section>
    );
  }
  const withIntervals = rows.some(({ interval }) => interval !== null);
  const scaleOf = intervalScales(rows);
  const attained = attainedWords(row, curve.points);
  const level = rows.find(({ interval }) => interval)?.interval?.level;
  return (
    <section id="parameters" tabIndex={-1} aria-label="Parameters">
      <div class="heading-with-choice">
        <h2>Parameters</h2>
        {methods.length > 1 && (
          <select
            class="screen-only"
            aria-label="Method of the intervals"
            value={method ?? ""}
            onChange={({ currentTarget }) => choose(currentTarget.value as IntervalMethod)}
          >
            {methods.map((each) => (
              <option key={each} value={each}>
                {each}
                {each === RECOMMENDED ? " (recommended)" : ""}
              </option>
            ))}
          </select>
        )}
      </div>
      <div class="wide">
        <table class="plain-table parameters" data-parameters>
          <caption class="visually-hidden">
            Parameters and exponents of the fit with n = {row.nBreaks}
            {withIntervals ? `, with intervals by the method ${method}` : ""}
          </caption>
          <thead>
            <tr>
              <th scope="col">quantity</th>
              <th scope="col" class="right">
                estimate
              </th>
              {withIntervals && (
                <th scope="col" colSpan={2}>
                  {number(100 * level!, 6)} % interval
                </th>
              )}
              <th scope="col">remarks</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((each, i) => (
              <tr key={each.name} class={startsGroup(rows, i) ? "group" : undefined}>
                <th scope="row" title={each.meaning}>
                  <Name row={each} />
                </th>
                <td class="right" title={each.estimate === null ? undefined : String(each.estimate)}>
                  {estimateText(each)}
                </td>
                {withIntervals && (
                  <>
                    <td class={openEnd(each.interval) ? "interval open" : "interval"}>
                      {each.interval ? withMinus(rangeText(each.interval)) : "–"}
                    </td>
                    <td class="drawn">{scaleOf(each) && <IntervalBar row={each} at={scaleOf(each)!} />}</td>
                  </>
                )}
                <td class="remarks">{[...remarks(each, method), ...attained(each)].join("; ")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {withIntervals ? <Legend report={report} curve={curve} /> : <p class="note">{whyNone(report, curve, row)}</p>}
    </section>
  );
}

/** d₁ for d1; words stay words. */
function Name({ row: { name, quantity } }: { row: ParameterRow }) {
  if (!/^[a-f]\d*$/.test(name)) return <>{name}</>;
  const index = name.slice(quantity === "c0" ? 1 : quantity.length);
  return (
    <>
      <i>{name[0]}</i>
      {index !== "" && <sub>{index}</sub>}
    </>
  );
}

/** A thin line before each break, the slopes, and what was asked for. */
function startsGroup(rows: readonly ParameterRow[], i: number): boolean {
  if (i === 0) return false;
  const [before, here] = [rows[i - 1].quantity, rows[i].quantity];
  return here === "d" || (here === "slope" && before !== "slope") || (here === "prediction" && before === "slope");
}

function estimateText({ quantity, estimate }: ParameterRow): string {
  if (quantity === "never") return percent(estimate);
  return estimate === Infinity ? "never" : fixed(estimate, 4);
}

function openEnd(interval: IntervalRow | null): boolean {
  return interval !== null && interval.ends !== null && interval.ends !== "both";
}

function remarks({ onBound, determined, interval, quantity }: ParameterRow, method: IntervalMethod | null): string[] {
  const identified = quantity === "d" ? (interval?.shareIdentified ?? null) : null;
  const atBound = interval?.shareAtBound ?? 0;
  return [
    ...(determined ? [] : ["not determined by the training rows"]),
    ...(onBound ? [atBound > 0 ? `on its bound, in ${percent(atBound)} of refits too` : "on its bound"] : []),
    ...(identified === null ? [] : [`identified in ${percent(identified)}${identified < 0.5 ? ", not located" : ""}`]),
    ...(atBound > 0 && !onBound ? [`on its bound in ${percent(atBound)} of refits`] : []),
    ...(interval?.method && interval.method !== method ? [interval.method] : []),
  ];
}

function Legend({ report, curve }: Omit<FitProps, "row">) {
  const first = curve.intervals.find(({ kind }) => kind !== null) ?? curve.intervals[0];
  const options = report.data.intervals?.meta?.options;
  const absolute = options !== undefined && "absoluteSigma" in options && options.absoluteSigma;
  const errors = absolute ? " Errors are the standard deviations given, not scaled to the residuals." : "";
  const failed = first.failed > 0 ? ` ${count(first.failed)} of them failed and are left out.` : "";
  return (
    <p class="note">
      {count(first.resamples)} refits to resampled data{first.kind ? ` (${first.kind})` : ""}
      {freedomWords(first.dof)}.{errors}
      {failed} “&gt;” and “&lt;”: the data bound one end only; “unbounded”: neither. Identified: share of the refits in
      which the break stands inside the data by itself; in less than half it is not located. The lines show the
      intervals, each kind of quantity on a scale of its own, with a stroke at the estimate; an arrow is an open end.
    </p>
  );
}

/** Few of them make intervals wide. */
function freedomWords(dof: number | null): string {
  if (dof === null) return "";
  return `, ${count(dof)} ${dof === 1 ? "degree" : "degrees"} of freedom`;
}

function whyNone({ data, reading }: Report, { intervals }: CurveEntry, row: FitRow): string {
  if (reading) return "The intervals are being read …";
  if (data.intervals === null) return "Intervals come from bnsl bootstrap: this report was written without them.";
  const [first] = intervals;
  if (!first) return "The table of intervals holds no row of this curve.";
  if (first.status !== "ok") return `This curve has no intervals: ${first.status}.`;
  return `Intervals were made for n = ${first.nBreaks}, not for n = ${row.nBreaks}.`;
}

/** A number of a fit, with its interval where there is one. */
interface ParameterRow extends Omit<Estimate, "rests"> {
  readonly interval: IntervalRow | null;
  /** whether the fit itself stands on the parameter's bound */
  readonly onBound: boolean;
  /** whether the training rows determine it */
  readonly determined: boolean;
}

/** The methods for which a curve has intervals of a fit with so many breaks, the most preferred first. */
export function methodsOf(intervals: readonly IntervalRow[], nBreaks: number): IntervalMethod[] {
  const mine = intervals.filter((row) => row.nBreaks === nBreaks);
  return methodsByPreference(mine.filter(({ quantity }) => quantity !== null && LISTED.includes(quantity)));
}

/**
 * Parameters and exponents of a fit, then what else there are intervals of. An interval is of the method asked for; where a
 * quantity has none of that method, of the most preferred that it has. Bands and profiles are curves, and not listed.
 */
export function parameterRows(
  row: FitRow,
  intervals: readonly IntervalRow[],
  method: IntervalMethod | null,
): ParameterRow[] {
  const mine = intervals.filter(({ nBreaks, status }) => nBreaks === row.nBreaks && status === "ok");
  const find = (quantity: Quantity, index: number | null, x: number | null = null, target: number | null = null) => {
    const all = mine.filter(
      (each) => each.quantity === quantity && each.index === index && each.x === x && each.target === target,
    );
    const [preferred] = methodsByPreference(all);
    return all.find((each) => each.method === method) ?? all.find((each) => each.method === preferred) ?? null;
  };
  const law = lawOf(row);
  const own = law === null ? [] : estimates(row);
  const others = mine.filter(({ quantity }) => quantity !== null && quantity in ASKED);
  const more = new Map(others.map((each) => [`${each.quantity} ${each.x} ${each.target}`, each] as const));
  return [
    ...own.map(({ rests, ...each }) => ({
      ...each,
      interval: find(each.quantity, each.index),
      onBound: row.atBound.includes(each.name),
      determined: rests.every((name) => isDetermined(row, name)),
    })),
    ...[...more.values()].map(({ quantity, index, x, estimate, target, ...each }): ParameterRow => ({
      ...ASKED[quantity!]!({ ...each, x, target }),
      quantity: quantity!,
      index,
      estimate,
      interval: quantity === "never" ? null : find(quantity!, index, x, target),
      onBound: false,
      determined: true,
    })),
  ];
}

/** The quantities that have intervals and are listed. */
const LISTED = ["a", "b", "c0", "c", "d", "f", "slope", "prediction", "reach"];

interface Estimate {
  readonly quantity: Quantity;
  /** of the break, or of the stretch between breaks from 0 on; else null */
  readonly index: number | null;
  /** as a reader calls it: "d1", "exponent after break 1", "y at 1e9" */
  readonly name: string;
  readonly meaning: string;
  readonly estimate: number | null;
  /** the parameters that it is made of */
  readonly rests: readonly string[];
}

function estimates({ a, b, c0, c, d, f }: FitRow): Estimate[] {
  const breaks = d.flatMap((_, i): Estimate[] => [
    own("d", i + 1, d[i], `location of break ${i + 1}, units of x`),
    own("c", i + 1, c[i], `change of the exponent at break ${i + 1}`),
    own("f", i + 1, f[i], `width of break ${i + 1}: smaller is sharper`),
  ]);
  const slopes = [c0!, ...c].map((_, i): Estimate => ({
    quantity: "slope",
    index: i,
    name: d.length === 0 ? "exponent" : i === 0 ? "exponent before break 1" : `exponent after break ${i}`,
    meaning: `${exponentSum(i)}: what the slope of ln|y − a| against ln x tends to far from the breaks`,
    // ln|y − a| is that of an a
    rests: ["a", "c0", ...c.slice(0, i).flatMap((_, j) => [`c${j + 1}`, `d${j + 1}`])],
    estimate: -c.slice(0, i).reduce((sum, each) => sum + each, c0!),
  }));
  return [
    own("a", null, a, "limit of y for large x (if the last exponent is negative)"),
    own("b", null, b, "scale, signed"),
    own("c0", null, c0, "exponent of the first segment"),
    ...breaks,
    ...slopes,
  ];
}

function exponentSum(i: number): string {
  return i === 0 ? "−c0" : i === 1 ? "−(c0 + c1)" : `−(c0 + … + c${i})`;
}

function own(quantity: Quantity, index: number | null, estimate: number | null, meaning: string): Estimate {
  const name = `${quantity}${index ?? ""}`;
  return { quantity, index, name, meaning, estimate, rests: [name] };
}

/** What a bootstrap is asked for besides parameters. */
const ASKED: Partial<Record<Quantity, (row: AskedFor) => Pick<ParameterRow, "name" | "meaning">>> = {
  prediction: ({ x, timesLast, intervalOf }) => ({
    name: `y at ${number(x)}${timesLast === null ? "" : ` (${timesLast}x)`}${intervalOf === "new-run" ? ", new run" : ""}`,
    meaning: intervalOf === "new-run" ? "of a new run, with its noise" : "of the curve, without the noise of a new run",
  }),
  reach: ({ target }) => ({
    name: target === null ? "x at the target" : `x at y = ${number(target)}`,
    meaning: "the first x at which the curve is at the target",
  }),
  never: ({ target }) => ({
    name: target === null ? "never there" : `never at y = ${number(target)}`,
    meaning: "share of the refits that do not reach the target",
  }),
};

type AskedFor = Pick<IntervalRow, "x" | "timesLast" | "target" | "intervalOf">;

const WIDTH = 150;
const HEIGHT = 14;
const MIDDLE = HEIGHT / 2;

/** An interval as a line with a tick at the estimate; an arrow where the data bound no end. The numbers stand beside it. */
function IntervalBar({ row: { estimate, interval }, at }: { row: ParameterRow; at: Placed }) {
  if (!interval || interval.ends === null) return null;
  const [lo, hi] = boundedEnds(interval);
  const [left, right] = [lo === null ? 1 : WIDTH * at(lo), hi === null ? WIDTH - 1 : WIDTH * at(hi)];
  const tick = estimate === null || !Number.isFinite(estimate) ? null : WIDTH * at(estimate);
  return (
    <svg class="interval-bar" width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <path class="range" d={`M${left} ${MIDDLE}H${right}${end(left, lo !== null, 1)}${end(right, hi !== null, -1)}`} />
      {tick !== null && <path class="estimate" d={`M${tick} 1V${HEIGHT - 1}`} />}
    </svg>
  );
}

/** A short stroke across a bounded end; else the head of an arrow, whose barbs point `inward`. */
function end(x: number, bounded: boolean, inward: 1 | -1): string {
  if (bounded) return `M${x} ${MIDDLE - 3}V${MIDDLE + 3}`;
  return `M${x + 5 * inward} ${MIDDLE - 4}L${x} ${MIDDLE}L${x + 5 * inward} ${MIDDLE + 4}`;
}

/** From a value to its place between 0 and 1 on the scale of the quantities of its kind. */
type Placed = (value: number) => number;

/** A scale for each kind of quantity: locations with locations, slopes with slopes. Null: nothing to draw. */
function intervalScales(rows: readonly ParameterRow[]): (row: ParameterRow) => Placed | null {
  const scales = rollup(rows, scaleOver, kindOf);
  return (row) => scales.get(kindOf(row))!;
}

/** An exponent and its changes have one unit. */
function kindOf({ quantity }: ParameterRow): Quantity {
  return quantity === "c0" ? "c" : quantity;
}

/** Logarithmic where all is above 0 and spans more than a decade; the ends that the data do not bound are beyond. */
function scaleOver(rows: readonly ParameterRow[]): Placed | null {
  const values = rows.flatMap(({ estimate, interval }) => [estimate, ...(interval ? boundedEnds(interval) : [])]);
  const finite = values.filter((value) => value !== null).filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  if (!(high > low)) return null;
  const log = low > 0 && high > 10 * low;
  const to = (value: number): number => (log ? Math.log(value) : value);
  return (value) => PAD + ((1 - 2 * PAD) * (to(value) - to(low))) / (to(high) - to(low));
}

/** The ends that the data bound; null where they do not, or where no double holds one. */
function boundedEnds({ ends, lo, hi }: IntervalRow): readonly [lo: number | null, hi: number | null] {
  const finite = (end: number | null) => (Number.isFinite(end) ? end : null);
  return [
    ends === "both" || ends === "lower" ? finite(lo) : null,
    ends === "both" || ends === "upper" ? finite(hi) : null,
  ];
}

/** Room at both ends, for the arrows of open intervals. */
const PAD = 0.07;

/** A slope within a twentieth of an exponent is one that has come to it. */
const NEAR = 0.05;

/**
 * What to remark of an exponent, which is a limit of the formula: the slopes that the curve has over the training x in its
 * place, where it does not come near.
 */
function attainedWords(
  row: FitRow,
  points: Pick<PageCurve, "x" | "train"> | null,
): (parameter: Pick<ParameterRow, "quantity" | "index" | "estimate">) => string[] {
  const law = lawOf(row);
  if (law === null || points === null) return () => [];
  const { stretches } = courseOf(law, trainingRange(points));
  return ({ quantity, index, estimate }) => {
    if (quantity !== "slope" || estimate === null) return [];
    const stretch = stretches.find((each) => each.index === index);
    if (!stretch) return ["outside the training x"];
    const { least, greatest } = stretch;
    const room = NEAR * Math.abs(estimate);
    if (estimate >= least - room && estimate <= greatest + room) return [];
    return [`not attained: slopes there from ${number(least, 3)} to ${number(greatest, 3)}`];
  };
}
