import { useState } from "preact/hooks";
import { rangeText } from "../../../text/intervalText.js";
import { RECOMMENDED } from "../../../uncertainty/methodOrder.js";
import type { FitRow } from "../../../core/types.js";
import type { IntervalMethod, IntervalRow } from "../../../uncertainty/types.js";
import type { CurveEntry, Report } from "../curveIndex.js";
import { IntervalBar } from "./IntervalBar.js";
import { intervalScales } from "./intervalScale.js";
import { count, fixed, number, percent, withMinus } from "../ui/numbers.js";
import { attainedWords } from "./attainedWords.js";
import { methodsOf, parameterRows, type ParameterRow } from "./parameterRows.js";

interface ParameterTableProps {
  report: Report;
  curve: CurveEntry;
  row: FitRow;
}

/** A row a quantity: estimate, interval, and how far refits agree that it is there at all. */
export function ParameterTable({ report, curve, row }: ParameterTableProps) {
  const methods = methodsOf(curve.intervals, row.nBreaks);
  const [chosen, choose] = useState<IntervalMethod | null>(null);
  const method = chosen !== null && methods.includes(chosen) ? chosen : (methods[0] ?? null);
  const rows = parameterRows(row, curve.intervals, method);
  if (rows.length === 0) return <Nothing />;
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
      <Legend report={report} curve={curve} row={row} shown={withIntervals} />
    </section>
  );
}

function Nothing() {
  return (
    <section id="parameters" tabIndex={-1} aria-label="Parameters">
      <h2>Parameters</h2>
      <p class="note">There is no fit with this many breaks.</p>
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

interface LegendProps extends ParameterTableProps {
  /** whether intervals are */
  shown: boolean;
}

function Legend({ report, curve, row, shown }: LegendProps) {
  if (!shown) return <p class="note">{whyNone(report, curve, row)}</p>;
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
