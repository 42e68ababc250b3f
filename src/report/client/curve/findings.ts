import type { BnslParameters } from "../../../core/forms/evaluate.js";
import { selectedBy } from "../../../core/rows/curveRows.js";
import { type ErrorMeasure, errorMeasure } from "../../../core/rows/errorMeasure.js";
import { FEW_STARTS, startsInMinimum } from "../../../core/rows/fitRow.js";
import { hasFit, Status, statusName } from "../../../core/status.js";
import type { FitMeta, FitRow } from "../../../core/types.js";
import { chi2Text, errorsGivenText, leadOf, supportInShort } from "../../../text/curveWords.js";
import type { BreakTestRow, IntervalEnds, IntervalRow } from "../../../uncertainty/types.js";
import type { CurveEntry } from "../curveIndex.js";
import { breakLocations, speaksAgainst, testedWords, testOf, WELL_IDENTIFIED } from "../tests.js";
import { counted, criterionName, fixed, number, percent, withMinus } from "../ui/numbers.js";

/** Part of a curve's page on which something said of it rests. */
export type Proof = "figure" | "parameters" | "census" | "break-test" | "break-counts";

/** One thing that is true of an answer and matters. */
interface Finding {
  readonly text: string;
  readonly proof: Proof;
  /** whether it is a reason to look twice */
  readonly doubt: boolean;
}

/** Criteria that differ by less tell two numbers of breaks hardly apart. */
const CLOSE = 2;
/** How many times the training error a held-out error is called large from. */
const LARGE = 2;

/** What to know of an answer before all else: the choice, then what is doubtful of it, then what is not. */
export function findingsOf(curve: CurveEntry, row: FitRow, meta: FitMeta): Finding[] {
  if (!hasFit(row.status)) return [finding(`no fit: ${statusName(row.status)}`, "census", true)];
  const rest = [
    ...endFindings(row),
    ...breakFindings(row, curve.intervals),
    ...errorFindings(row, errorMeasure(meta, curve.rows)),
    ...chi2Findings(row),
    ...testFindings(row, curve),
  ];
  const doubts = rest.filter(({ doubt }) => doubt);
  return [choice(row, curve.rows, meta), ...doubts, ...calm(row, curve, doubts), ...rest.filter(({ doubt }) => !doubt)];
}

function finding(text: string, proof: Proof, doubt: boolean): Finding {
  return { text, proof, doubt };
}

function choice(row: FitRow, rows: readonly FitRow[], meta: FitMeta): Finding {
  const n = `n = ${row.nBreaks}`;
  const selected = rows.find((each) => each.selected);
  const by = selectedBy(meta);
  if (!selected) return finding(`${n}; none was selected`, "break-counts", false);
  if (selected !== row) return finding(`${n}; n = ${selected.nBreaks} was selected`, "break-counts", false);
  if (rows.length === 1) return finding(`${n}, the only number fitted`, "break-counts", false);
  if (by === null) return finding(`${n}, selected`, "break-counts", false);
  const tested = by === "tests" ? supportInShort(row) : null;
  const words = `${n} by ${criterionName(by)}${tested === null ? "" : `: ${tested}`}`;
  const lead = leadOf(row, rows, by);
  if (lead === null || lead.by < 0) return finding(words, "break-counts", false);
  const close = lead.by < CLOSE;
  const text = `${words}, ${close ? "only " : ""}${lead.by.toFixed(1)} below n = ${lead.n}`;
  return finding(text, "break-counts", close);
}

function endFindings(row: FitRow): Finding[] {
  const reached = startsInMinimum(row);
  return [
    ...(row.status === Status.MaxIterations ? [finding("not converged", "census", true)] : []),
    ...(reached !== null && reached < FEW_STARTS
      ? [finding(`only ${counted(reached, "start")} seen in this minimum`, "census", true)]
      : []),
    ...(row.setAside.length > 0
      ? [finding(`${counted(row.setAside.length, "row")} set aside: far out, or alone making a break`, "figure", true)]
      : []),
    ...(row.errors === "ar1"
      ? [finding(`errors of neighbouring rows are correlated, ρ = ${number(row.rho, 2)}`, "figure", false)]
      : []),
    ...(row.atBound.length > 0 ? [finding(`${row.atBound.join(", ")} on a bound`, "parameters", true)] : []),
    ...(row.unidentified.length > 0
      ? [finding(`${row.unidentified.join(", ")} not determined by the training rows`, "parameters", true)]
      : []),
    ...(row.runsAway ? [finding("runs away beyond the training x: do not extrapolate", "figure", true)] : []),
  ];
}

/** Breaks of which the same is to be said stand together. */
function breakFindings(row: FitRow, intervals: readonly IntervalRow[]): Finding[] {
  const said = new Map<string, number[]>();
  for (const interval of breakLocations(row, intervals)) {
    const words = breakWords(interval);
    if (words !== "") said.set(words, [...(said.get(words) ?? []), interval.index!]);
  }
  return [...said].map(([words, breaks]) =>
    finding(`${breaks.length === 1 ? "break" : "breaks"} ${breaks.join(", ")} ${words}`, "parameters", true),
  );
}

function breakWords({ ends, shareIdentified }: IntervalRow): string {
  const located = shareIdentified === null ? "" : identifiedWords(shareIdentified);
  return [located, ends === null ? "" : OPEN[ends]].filter((words) => words !== "").join(", ");
}

function identifiedWords(share: number): string {
  if (share >= WELL_IDENTIFIED) return "";
  return share < 0.5 ? `not located (${percent(share)} of refits)` : `identified in ${percent(share)} of refits`;
}

const OPEN: Readonly<Record<IntervalEnds, string>> = {
  both: "",
  lower: "open above",
  upper: "open below",
  none: "unbounded",
};

function errorFindings(row: FitRow, { train, test }: ErrorMeasure): Finding[] {
  const [error, held] = [train(row), test(row)];
  if (error === null || held === null || !(error > 0)) return [];
  const times = held / error;
  return [finding(`held-out error ${number(times, 2)} times the training error`, "figure", times >= LARGE)];
}

/** Where errors of y were given. */
function chi2Findings(row: FitRow): Finding[] {
  const text = chi2Text(row);
  if (text === null) return [];
  const judged = errorsGivenText(row);
  return [finding(withMinus(judged === null ? text : `${text}: ${judged}`), "figure", judged !== null)];
}

function testFindings(row: FitRow, curve: CurveEntry): Finding[] {
  const test = testOf(curve, row);
  if (!test || test.pValue === null || test.nNull === null) return [];
  if (test.nNull !== row.nBreaks) return [otherTest(row, test, test.nNull)];
  const p = `p ${fixed(test.pValue, 2)}`;
  const holm = ` (${fixed(test.pHolm, 2)} after Holm)`;
  if (test.supported) return [finding(`one more break supported: ${p}${holm}`, "break-test", true)];
  return [finding(`one more break: ${p}${test.pValue < 0.05 ? holm : ""}`, "break-test", false)];
}

/** A test of other numbers of breaks than the row's and one more. */
function otherTest(row: FitRow, test: BreakTestRow, nNull: number): Finding {
  const is = test.supported ? "supported" : "not supported";
  const p = `p ${fixed(test.pValue, 2)} (${fixed(test.pHolm, 2)} after Holm)`;
  return finding(`test of ${testedWords(nNull)}: ${is}, ${p}`, "break-test", speaksAgainst(test, row) === true);
}

/** Said only where the search and the parameters leave nothing open. */
function calm(row: FitRow, { intervals }: CurveEntry, doubts: readonly Finding[]): Finding[] {
  if (doubts.some(({ proof }) => proof === "census" || proof === "parameters")) return [];
  const bounded = breakLocations(row, intervals).length === row.nBreaks && row.nBreaks > 0;
  const reached = startsInMinimum(row);
  const words = [
    ...(reached === null ? [] : [`at least ${counted(reached, "start")} in this minimum`]),
    "no parameter on a bound",
    ...(bounded ? [row.nBreaks === 1 ? "the break bounded" : "every break bounded"] : []),
  ];
  return [finding(words.join(", "), bounded ? "parameters" : "census", false)];
}

/**
 * A law as a line of Python with all digits that the page has, to be taken elsewhere; `np` is NumPy. As in `bnsl` all is in
 * logarithms: (x/d)^(1/f) itself overflows where f is small, and ends in an error or, worse, in y = a.
 */
export function pythonLaw({ a, b, c0, c, d, f }: BnslParameters): string {
  const breaks = c.map((_, i) => ` - (${c[i]}) * ${f[i]} * np.logaddexp(0, np.log(x / ${d[i]}) / ${f[i]})`);
  const exponent = `np.log(${Math.abs(b)}) - (${c0}) * np.log(x)${breaks.join("")}`;
  return `lambda x: ${a} ${b < 0 ? "-" : "+"} np.exp(${exponent})`;
}
