import type { Problem } from "../problem/problem.js";
import type { Curve } from "../types.js";
import type { FitStates } from "./fitStates.js";
import type { Pace, Work } from "./pace.js";

/** How work is cut for a device; no cut changes a number. Tests make them tiny or huge. */
export interface ChunkLimits {
  /** bytes of fit states on the device at once */
  readonly stateBytes: number;
  /** seconds that one dispatch is to last, measured on the device: far below any driver's watchdog */
  readonly dispatchSeconds: number;
  /** point × iteration × fit units of a kernel's first dispatch, which tells how fast it runs */
  readonly firstWork: number;
  /** most such units of any dispatch, whatever was measured */
  readonly dispatchWork: number;
  /** a device that needs longer than this, and than `hungTimes` what was foretold, hangs */
  readonly hungSeconds: number;
  readonly hungTimes: number;
  /**
   * Fits that queue for the 64 lanes of a workgroup: many keep every lane of a software adapter's few cores busy to the
   * end, few leave a GPU enough workgroups.
   */
  readonly fitsPerWorkgroup: number;
}

export const DEFAULT_LIMITS: ChunkLimits = {
  stateBytes: 64 << 20,
  dispatchSeconds: 0.25,
  firstWork: 1e6,
  dispatchWork: Infinity,
  hungSeconds: 60,
  hungTimes: 30,
  fitsPerWorkgroup: 128,
};
/** A software adapter has few cores, no watchdog, and loses some time at the end of every dispatch. */
export const SOFTWARE_LIMITS: Partial<ChunkLimits> = { fitsPerWorkgroup: 512, dispatchSeconds: 1 };
/** For a device that was lost twice over the same work. */
export const CAUTIOUS_LIMITS: Partial<ChunkLimits> = {
  stateBytes: 1 << 20,
  dispatchSeconds: 0.02,
  firstWork: 1e4,
};
/** Resample × point units of one dispatch that draws them: each is a few draws, which take next to no time. */
export const RESAMPLE_WORK = 1e7;
/** Few fits are spread over at least so many workgroups, of at least so many fits. */
const LEAST_WORKGROUPS = 32;
const SHORTEST_QUEUE = 8;
/** Dispatches that are handed to the device together, once it is known how long they last. */
const DISPATCHES_AHEAD = 4;

/** Workgroups from … to − 1 of a list, which one dispatch runs. */
export type Slice = readonly [from: number, to: number];

/** Fits first … end − 1 of some states that are to go on by so many iterations. */
export interface Span {
  readonly first: number;
  readonly end: number;
  readonly iterations: number;
}

/** What goes to the device at once, and how it is cut there. */
export interface Chunk extends Span {
  /** fits of a workgroup */
  readonly queue: number;
  /** most units of one dispatch */
  readonly dispatchWork: number;
}

/** A workgroup's lanes take fits from its queue as they get free; queues as long as still leave work for all cores. */
export function queueLength({ fitsPerWorkgroup }: ChunkLimits, fits: number): number {
  const shared = Math.ceil(fits / LEAST_WORKGROUPS);
  return Math.min(fitsPerWorkgroup, Math.max(SHORTEST_QUEUE, shared));
}

/**
 * The first part of a span that the device may be given: as many iterations as the largest curve's workgroup may do in
 * one dispatch, and as many fits as a few dispatches hold.
 * @param queue fits that a workgroup should have
 * @param mostFits fits whose states the device has room for
 */
export function nextChunk(
  span: Span,
  states: FitStates,
  problems: readonly Problem[],
  pace: Pace,
  limits: ChunkLimits,
  queue: number,
  mostFits: number,
): Chunk {
  const most = pace.most();
  const dispatchWork = Math.min(limits.dispatchWork, most.units);
  const longest = Math.min(limits.dispatchWork, most.longest);
  const points = problems.reduce((largest, { u }) => Math.max(largest, u.length), 1);
  const fits = clamp(most.longest / points, Math.min(SHORTEST_QUEUE, queue), queue);
  const iterations = clamp(longest / (points * fits), 1, span.iterations);
  const ahead = pace.known ? DISPATCHES_AHEAD : 1;
  const held = { ...span, iterations, end: Math.min(span.end, span.first + mostFits) };
  return {
    first: span.first,
    end: endOfWork(held, states, problems, ahead * most.units, fits),
    iterations,
    queue: fits,
    dispatchWork,
  };
}

/** Where the work of a span's fits exceeds what is allowed, after a whole number of queues. */
function endOfWork(
  { first, end, iterations }: Span,
  { problem }: FitStates,
  problems: readonly Problem[],
  allowed: number,
  queue: number,
): number {
  let work = 0;
  for (let fit = first; fit < end; fit++) {
    work += iterations * problems[problem[fit]].u.length;
    if (work > allowed) return Math.min(end, first + queue * Math.max(1, Math.floor((fit - first) / queue)));
  }
  return end;
}

/** Runs of workgroups whose work fits one dispatch, at most `most` of them. */
export function slicesOf(
  groups: readonly FitGroup[],
  problems: readonly Problem[],
  iterations: number,
  dispatchWork: number,
  most: number,
): Slice[] {
  const slices: Slice[] = [];
  let from = 0;
  let work = 0;
  groups.forEach((group, i) => {
    const cost = group.fits * iterations * problems[group.problem].u.length;
    if (i > from && (i - from >= most || work + cost > dispatchWork)) {
      slices.push([from, i]);
      from = i;
      work = 0;
    }
    work += cost;
  });
  if (groups.length > from) slices.push([from, groups.length]);
  return slices;
}

/** The work of workgroups whose fits do so many iterations each. @param iterationsOf of a fit of the chunk */
export function workOf(
  groups: readonly FitGroup[],
  problems: readonly Problem[],
  iterationsOf: (fit: number) => number,
): Work {
  let units = 0;
  let longest = 0;
  for (const { problem, firstFit, fits } of groups) {
    let iterations = 0;
    for (let fit = firstFit; fit < firstFit + fits; fit++) iterations += iterationsOf(fit);
    const work = iterations * problems[problem].u.length;
    units += work;
    longest = Math.max(longest, work);
  }
  return { units, longest };
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, Math.floor(value)));
}

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
