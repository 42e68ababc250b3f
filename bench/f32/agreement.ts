import type { CurveBootstrap, CurveDraws, IntervalRow } from "../../src/uncertainty/types.js";

/** One break's interval on both engines. */
export interface EndsAgreement {
  readonly key: readonly string[];
  readonly nBreaks: number;
  /** of the break, from 1 */
  readonly index: number;
  readonly method: string;
  readonly device: readonly [lo: number, hi: number];
  readonly reference: readonly [lo: number, hi: number];
  /** the larger difference of an end of ln d, over the reference's width; Infinity where one has an end and the other none */
  readonly difference: number;
  readonly cause: Cause;
}

/** Why the refits of one break's location differ, counted over resamples. */
export interface Cause {
  readonly resamples: number;
  /** objectives differ: one engine is in another minimum */
  readonly deviceLower: number;
  readonly referenceLower: number;
  /** the objective is the same, the location is not: a valley along which it hardly changes */
  readonly valley: number;
}

/** objectives that differ by more, relative, are of other minima */
const OTHER_MINIMUM = 1e-4;
/** Objectives below this are exact fits. */
const EXACT = 1e-12;
/** locations that differ by more, over the interval's width, count as elsewhere */
const ELSEWHERE = 0.02;

/**
 * The intervals of ln d that two engines give the same curve, by break, of the method that is recommended for it.
 *
 * @param range smallest and largest training x: an interval without an end is as wide as to there
 */
export function agreementOf(
  device: CurveBootstrap,
  reference: CurveBootstrap,
  range: readonly [lo: number, hi: number],
): EndsAgreement[] {
  const theirs = recommended(reference.rows);
  return recommended(device.rows).map((row, i): EndsAgreement => {
    const other = theirs[i];
    const ends = endsOf(row);
    const otherEnds = endsOf(other);
    const width = widthOf(otherEnds, range);
    const index = row.index!;
    return {
      key: row.key,
      nBreaks: row.nBreaks!,
      index,
      method: row.method!,
      device: ends,
      reference: otherEnds,
      difference: Math.max(...[0, 1].map((end) => endDifference(ends[end], otherEnds[end]) / width)),
      cause: causeOf(device.draws!, reference.draws!, index, width),
    };
  });
}

/** Ends that agree within a share of the width, and all of them: two an interval. */
export function endsWithin(agreements: readonly EndsAgreement[], share: number, ranges: readonly Range[]): number {
  return agreements.reduce((count, { device, reference }, i) => {
    const width = widthOf(reference, ranges[i]);
    const near = [0, 1].filter((end) => endDifference(device[end], reference[end]) <= share * width);
    return count + near.length;
  }, 0);
}

type Range = readonly [lo: number, hi: number];

/** The first method of each break is the recommended one; `delta` stands beside it. */
function recommended(rows: readonly IntervalRow[]): IntervalRow[] {
  const ofBreaks = rows.filter(({ quantity, method }) => quantity === "d" && method !== "delta");
  return ofBreaks.filter(({ index }, i) => ofBreaks.findIndex((one) => one.index === index) === i);
}

function endsOf({ lo, hi }: IntervalRow): [number, number] {
  return [Math.log(lo!), Math.log(hi!)];
}

function widthOf([lo, hi]: Range, range: Range): number {
  const [first, last] = range.map(Math.log);
  const width = (Number.isFinite(hi) ? hi : last) - (Number.isFinite(lo) ? lo : first);
  return width > 0 ? width : last - first;
}

function endDifference(one: number, other: number): number {
  return one === other ? 0 : Math.abs(one - other);
}

function causeOf(device: CurveDraws, reference: CurveDraws, index: number, width: number): Cause {
  const counts = { resamples: device.resample.length, deviceLower: 0, referenceLower: 0, valley: 0 };
  for (let i = 0; i < device.resample.length; i++) {
    const [one, other] = [device.objective[i], reference.objective[i]];
    const slack = OTHER_MINIMUM * Math.max(one, other) + EXACT;
    if (one < other - slack) counts.deviceLower++;
    else if (other < one - slack) counts.referenceLower++;
    else {
      const places = [device, reference].map(({ d }) => d[i]?.[index - 1] ?? NaN);
      if (Math.abs(Math.log(places[0] / places[1])) > ELSEWHERE * width) counts.valley++;
    }
  }
  return counts;
}
