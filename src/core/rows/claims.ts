import { bnsl, type BnslParameters } from "../forms/evaluate.js";
import type { CurvePlan } from "../plan.js";
import type { Problem } from "../problem/problem.js";
import type { FitRow } from "../types.js";

type Open = Pick<FitRow, "unidentified">;

/** Whether the training rows determine all of these parameters. (What is fixed, tied or on a bound counts as determined.) */
export function isDetermined({ unidentified }: Open, ...names: readonly string[]): boolean {
  return !names.some((name) => unidentified.includes(name));
}

/** Whether they determine the place of break i (from 1) and by how much the exponent changes there. */
export function isBreakDetermined(row: Open, i: number): boolean {
  return isDetermined(row, `c${i}`, `d${i}`);
}

/** The places of the breaks that they determine. */
export function determinedBreaks(row: Pick<FitRow, "unidentified" | "d">): number[] {
  return row.d.filter((_, i) => isBreakDetermined(row, i + 1));
}

/**
 * Whether they determine what becomes of the law for large x: a, the first exponent and every break. (With b alone open,
 * the level at x = 1, they may.)
 */
export function isEndDetermined(row: Pick<FitRow, "unidentified" | "nBreaks">): boolean {
  const breaks = Array.from({ length: row.nBreaks }, (_, i) => i + 1);
  return isDetermined(row, "a", "c0") && breaks.every((i) => isBreakDetermined(row, i));
}

/** a, b, c0, then c, d and f of each break in turn. */
export function inOrderOfLaw(p: string, q: string): number {
  return placeOf(p) - placeOf(q);
}

function placeOf(name: string): number {
  const number = Number(name.slice(1));
  return 10 * number + "abcdf".indexOf(name[0]);
}

/** As far beyond the largest training x as breaks may lie by default. */
const BEYOND = 10;
/** Looked at so many places there, and as many within the data. */
const PLACES = 40;
/** A turn of less than a fifth of what the fitted curve spans within the data may be taken for a plateau. */
const TURN = 0.2;
/** Nor is one that is within three standard deviations of a point. */
const NOISE = 3;
/** A turn that so many distinct x have made already is the data's own. */
const TURNED = 3;
/** Beyond a fall or rise as it was at the end of the data, so many times what all of them span is far behind. */
const SPANS_LINEAR = 10;
const SPANS_LOG = 2;

/**
 * Whether the fitted curve, from the largest training x on to 10 times that, does what the data give no reason for. On the
 * scale of the residuals (ln y, ln(y + 1), or y itself):
 *
 * - it turns against the data's trend: they rise or fall by at least half of what the fitted curve spans within them, and
 *   the curve goes back by more than a fifth of that span and three standard deviations of the residuals. A turn with
 *   three distinct x or more behind it is the data's own and does not count.
 * - it leaves their range far behind: it moves by more than 10 spans in y, or 2 spans and a factor of 10 in ln y, further
 *   than it would by going on as it did in the last third of the data. That is a geometric series of its steps there,
 *   which y = a + b·x^(−c0) follows exactly under `linear` and, with a = 0, in ln y, so that no such law runs away, however steep.
 * - it has no number there (ŷ that is not above 0 under a log objective, or beyond the range of a double).
 */
export function runsAway(plan: CurvePlan, problem: Problem, law: BnslParameters, objective: number): boolean {
  const x = distinctTraining(plan);
  const [from, to] = [Math.log(x[0]), Math.log(x[x.length - 1])];
  if (!(from < to)) return false;
  const { shift } = plan.scaling;
  const at = (u: number): number => {
    const y = bnsl(Math.exp(u), law);
    return problem.linear ? y : Math.log(y - shift);
  };
  const inside = places(from, to).map(at);
  const beyond = places(to, to + Math.log(BEYOND)).map(at);
  if (![...inside, ...beyond].every(Number.isFinite)) return true;
  const deviation = Math.sqrt(objective);
  const seen = { x, at, inside, beyond, from, to, noise: NOISE * deviation, linear: problem.linear };
  return turnsBack(seen) || leavesFar(seen);
}

interface Seen {
  /** distinct training x, ascending */
  readonly x: readonly number[];
  /** the curve on the scale of the residuals, by ln x */
  readonly at: (u: number) => number;
  readonly inside: readonly number[];
  readonly beyond: readonly number[];
  readonly from: number;
  readonly to: number;
  readonly noise: number;
  readonly linear: boolean;
}

function turnsBack({ x, at, inside, beyond, noise }: Seen): boolean {
  const last = inside[inside.length - 1];
  const change = last - inside[0];
  const span = spanOf(inside);
  if (change === 0 || Math.abs(change) < span / 2) return false;
  const ahead = (value: number) => Math.sign(change) * (value - last);
  const back = -Math.min(...beyond.map(ahead));
  if (!(back > Math.max(TURN * span, noise))) return false;
  const top = x.reduce((best, v, i) => (ahead(at(Math.log(v))) > ahead(at(Math.log(x[best]))) ? i : best), 0);
  return x.length - 1 - top < TURNED;
}

function leavesFar({ at, inside, beyond, from, to, linear }: Seen): boolean {
  const step = (to - from) / 6;
  const steps = [at(to - step) - at(to - 2 * step), at(to) - at(to - step)];
  const moved = beyond[beyond.length - 1] - at(to);
  const further = Math.abs(moved) - Math.abs(continued(steps, Math.log(BEYOND) / step));
  const span = spanOf(inside);
  return further > (linear ? SPANS_LINEAR * span : Math.max(SPANS_LOG * span, Math.log(BEYOND)));
}

/** Two steps gone on with, each as much larger or smaller than the one before; none that turn. */
function continued([first, second]: readonly number[], count: number): number {
  const ratio = second / first;
  if (!(ratio > 0) || !Number.isFinite(ratio)) return second * count;
  return Math.abs(ratio - 1) < 1e-9 ? second * count : (second * ratio * (ratio ** count - 1)) / (ratio - 1);
}

function spanOf(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values);
}

function places(from: number, to: number): number[] {
  return Array.from({ length: PLACES + 1 }, (_, i) => from + (i / PLACES) * (to - from));
}

function distinctTraining({ curve, trainRows }: CurvePlan): number[] {
  return [...new Set(trainRows.map((row) => curve.x[row]))].sort((p, q) => p - q);
}
