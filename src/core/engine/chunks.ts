import type { Curve } from "../types.js";

/** Fits of one problem that share a workgroup: fits firstFit … firstFit + fits − 1 of their chunk. */
export interface FitGroup {
  readonly problem: number;
  readonly firstFit: number;
  readonly fits: number;
}

/** Cuts `count` fits into [first, end) ranges of at most `most`. */
export function chunkRanges(count: number, most: number): [number, number][] {
  const ranges: [number, number][] = [];
  for (let first = 0; first < count; first += most) ranges.push([first, Math.min(count, first + most)]);
  return ranges;
}

/** Groups the fits first … end − 1 by problem, at most `most` to a group. Fits of one problem stand together. */
export function fitGroups(
  fits: { readonly problem: ArrayLike<number> },
  first: number,
  end: number,
  most: number,
): FitGroup[] {
  const groups: FitGroup[] = [];
  let from = first;
  for (let fit = first + 1; fit <= end; fit++) {
    if (fit < end && fits.problem[fit] === fits.problem[from] && fit - from < most) continue;
    groups.push({ problem: fits.problem[from], firstFit: from - first, fits: fit - from });
    from = fit;
  }
  return groups;
}

/** Most curves, points and starts that are planned, dispatched and polished together. */
const WINDOW_CURVES = 128;
const WINDOW_POINTS = 1 << 20;
const WINDOW_STARTS = 1 << 19;

/**
 * Cuts curves into [first, end) windows that bound memory; a curve larger than a window has one of its own.
 * @param starts most starts that a curve has at once
 */
export function windows(curves: readonly { readonly x: ArrayLike<number> }[], starts: number): [number, number][] {
  const fits = windowFits(starts);
  const cuts: [number, number][] = [];
  let first = 0;
  let points = 0;
  curves.forEach((curve, i) => {
    if (i > first && !fits(i - first, points + curve.x.length)) {
      cuts.push([first, i]);
      first = i;
      points = 0;
    }
    points += curve.x.length;
  });
  if (curves.length > first) cuts.push([first, curves.length]);
  return cuts;
}

/** Curves that are planned, dispatched and polished together: those at places first … first + curves.length − 1. */
export interface CurveWindow {
  readonly first: number;
  readonly curves: readonly Curve[];
}

/** The same cuts for curves as they come; no more than a window of them is held. */
export async function* curveWindows(curves: AsyncIterable<Curve>, starts: number): AsyncGenerator<CurveWindow> {
  const fits = windowFits(starts);
  let window: Curve[] = [];
  let first = 0;
  let points = 0;
  for await (const curve of curves) {
    if (window.length > 0 && !fits(window.length, points + curve.x.length)) {
      yield { first, curves: window };
      first += window.length;
      window = [];
      points = 0;
    }
    window.push(curve);
    points += curve.x.length;
  }
  if (window.length > 0) yield { first, curves: window };
}

/** Whether one more curve still fits beside `held` others when there are `points` with it. */
function windowFits(starts: number): (held: number, points: number) => boolean {
  const most = Math.min(WINDOW_CURVES, Math.max(1, Math.floor(WINDOW_STARTS / starts)));
  return (held, points) => held < most && points <= WINDOW_POINTS;
}
