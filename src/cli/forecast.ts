import { sum } from "d3-array";
import type { CurveCounts, FitProgress, WindowProgress } from "./io.js";

/** How far a run is, and how long it goes on. */
export interface Outlook {
  /** of the whole cost, 0 … 1 */
  readonly share: number;
  /** null: nothing is known yet, or all is done */
  readonly secondsLeft: number | null;
  /** whether that rests on too few windows, or on usual costs */
  readonly rough: boolean;
  /** curves a second that this run has fitted; null where it does not go window by window, or has fitted none */
  readonly curveRate: number | null;
  /** starts a second */
  readonly startRate: number;
}

/** What a fit with 0, 1, 2, … breaks costs beside the others, for as long as nothing is measured. */
const USUAL_COSTS = [1, 4, 13, 25, 45];

/** The usual costs of the parts of a window, in the order in which they are fitted. */
export function usualCosts(breaks: readonly number[], holdout: boolean): number[] {
  const costs = breaks.map((n) => USUAL_COSTS[n] ?? 1);
  return holdout ? [...costs, ...costs.map((cost) => cost / 2)] : costs;
}

/**
 * Tells the time that a run has left from what its windows have cost: the seconds that each part (an n) took for a unit of
 * work, over the windows that this run has fitted. The first window also compiles: a part counts it only until a later window has
 * done that part. Windows of an earlier run cost nothing.
 */
export class Forecast {
  private readonly first = new Map<number, Cost>();
  private readonly later = new Map<number, Cost>();
  private windows = 0;
  private previousPart = Infinity;
  private last: number;
  private seconds = 0;
  private curves = 0;

  /**
   * @param began seconds on any clock
   * @param usual costs of the parts beside each other, where they are known to differ
   */
  constructor(
    private readonly began: number,
    private readonly usual: readonly number[] = [],
  ) {
    this.last = began;
  }

  /** @param now seconds on the same clock */
  update(progress: FitProgress, now: number): Outlook {
    const { window, done, total, fits } = progress;
    if (window === undefined) return evenly(done / Math.max(total, 1), fits, Math.max(now - this.began, 1e-3));
    const took = now - this.last;
    this.last = now;
    if (window.part > 0) this.count(window, took);
    return this.outlook(fits, window);
  }

  private count({ part, parts, own }: WindowProgress, took: number): void {
    if (part <= this.previousPart) this.windows++;
    this.previousPart = part;
    const costs = this.windows === 1 ? this.first : this.later;
    const { seconds, work, windows } = costs.get(part) ?? { seconds: 0, work: 0, windows: 0 };
    costs.set(part, { seconds: seconds + took, work: work + workOf(own), windows: windows + 1 });
    this.seconds += took;
    if (part === parts) this.curves += own.curves;
  }

  private outlook(fits: number, { part, parts, own, before, after }: WindowProgress): Outlook {
    const rates = this.ratesOf(part > 0 ? parts : this.usual.length);
    const whole = sum(rates);
    const inWindow = part === 0 || part === parts ? 1 : sum(rates.slice(0, part)) / whole;
    const behind = workOf(after) + workOf(own) * (1 - inWindow);
    const all = workOf(before) + workOf(own) + workOf(after);
    const secondsLeft = behind * whole;
    const fitted = this.curves + (part < parts ? own.curves * inWindow * Math.sign(part) : 0);
    return {
      share: all > 0 ? 1 - behind / all : 1,
      secondsLeft: secondsLeft > 0 ? secondsLeft : null,
      rough: !rates.every((_, k) => (this.later.get(k + 1)?.windows ?? 0) >= FIRM),
      curveRate: fitted > 0 ? fitted / Math.max(this.seconds, 1e-3) : null,
      startRate: fits / Math.max(this.seconds, 1e-3),
    };
  }

  /** Seconds a unit of work for each part: measured, or the usual ones scaled to what is measured. */
  private ratesOf(parts: number): number[] {
    const measured = Array.from({ length: parts }, (_, k) => this.later.get(k + 1) ?? this.first.get(k + 1));
    const usual = measured.map((_, k) => this.usual[k] ?? 1);
    const known = measured.flatMap((cost, k) => (cost ? [{ rate: rateOf(cost), usual: usual[k] }] : []));
    const scale = sum(known.map(({ rate }) => rate)) / sum(known.map((one) => one.usual)) || 0;
    return measured.map((cost, k) => (cost ? rateOf(cost) : usual[k] * scale));
  }
}

interface Cost {
  readonly seconds: number;
  readonly work: number;
  readonly windows: number;
}

function rateOf({ seconds, work }: Cost): number {
  return seconds / Math.max(work, 1);
}

/** Windows after the first that make a forecast firm: one alone may be a tenth off. */
const FIRM = 3;

/** A curve costs as much as so many points besides its own: measured with 12 and with 60 points. */
const CURVE_AS_POINTS = 20;

function workOf({ curves, points }: CurveCounts): number {
  return points + CURVE_AS_POINTS * curves;
}

function evenly(share: number, fits: number, seconds: number): Outlook {
  const secondsLeft = share > 0 && share < 1 ? (seconds * (1 - share)) / share : null;
  return { share, secondsLeft, rough: false, curveRate: null, startRate: fits / seconds };
}
