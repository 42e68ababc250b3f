import { internalNames } from "../forms/bnsl/bounds.js";
import { bnslForm } from "../forms/bnsl/form.js";
import { distinctOf, outermost, type Problem } from "../problem/problem.js";
import type { Scaling } from "../problem/scaling.js";
import { Flatness, isFree, isOnBound, type Move } from "./flatness.js";

/**
 * Names of the parameters that the training rows do not determine, in the solver's order of breaks; those that are fixed,
 * tied or on a bound are never among them.
 *
 * A parameter is not determined where it can be moved, all others solved again, and the objective hardly rises. Two
 * distances count. Near: b, d and f by a factor of 2, an exponent by 0.5, a by a tenth of its scale; the objective must
 * rise by more than nothing (`UNFELT`). Far: b by a factor of 1000, an exponent by 2 or by itself, d to where fewer than two x lie
 * on one side of it, f by a factor of 10 upwards or through all of its bounds, a by half of its scale (under `linear` by all of it); the objective must
 * rise by more than the noise allows (`LEVEL`). The scale of a is that of y: its range under `linear`, else the smallest y
 * (where b > 0, so that a lies between 0 and it) or the largest.
 *
 * What needs no trial: a constant y, whose level a and b share at any c0; a break before or behind which fewer than two
 * distinct x lie; the exponents where y − a hardly changes over the data, which is the law's limit a + b·ln x.
 */
export function unidentifiedNames(problem: Problem, p: Float64Array, scaling: Scaling): string[] {
  const names = internalNames(problem.breaks);
  const open = new Set(isConstant(problem, scaling) ? whereConstant(problem) : whereOpen(problem, p, scaling));
  return names.filter((_, k) => open.has(k) && isFree(problem, k) && !isOnBound(problem, p, k));
}

const LN2 = Math.log(2);
const BY_1000 = Math.log(1000);
/** With a open, ŷ − a that changes by less than this share of itself over the data is a piece of the law's limit. */
const HARDLY = 0.5;
/** y that differ by less than this share are one number written twice */
const EQUAL = 1e-12;

/** Places of the parameters in the solver's order. */
const B = 0;
const C0 = 1;
const cAt = (i: number): number => 2 + i;
const aAt = ({ breaks }: Problem): number => 2 + breaks;
const dAt = ({ breaks }: Problem, i: number): number => 3 + breaks + i;
const fAt = ({ breaks }: Problem, i: number): number => 3 + 2 * breaks + i;
const breaksOf = ({ breaks }: Problem): number[] => Array.from({ length: breaks }, (_, i) => i);

function isConstant({ y }: Problem, { shift, scale }: Scaling): boolean {
  const written = y.map((v) => v * scale + shift).sort();
  const [least, most] = [written[0], written[written.length - 1]];
  return most - least <= EQUAL * Math.max(Math.abs(least), Math.abs(most));
}

/** With an a of its own any b and c0 will do as long as b is small; without, c0 = 0 and b are told, and no break is. */
function whereConstant(problem: Problem): number[] {
  const breaks = breaksOf(problem).flatMap((i) => wholeBreak(problem, i));
  return isFree(problem, aAt(problem)) ? [B, C0, aAt(problem), ...breaks] : breaks;
}

function wholeBreak(problem: Problem, i: number): number[] {
  return [cAt(i), dAt(problem, i), fAt(problem, i)];
}

function whereOpen(problem: Problem, p: Float64Array, scaling: Scaling): number[] {
  const size = problem.linear ? 1 + Math.abs(scaling.shift / scaling.scale) : 1;
  const flat = new Flatness(problem, p, size);
  const isOpen = (move: Move) => isFree(problem, move.k) && !isOnBound(problem, p, move.k) && flat.isOpen(move);
  const breaks = breaksOf(problem).flatMap((i) => openOfBreak(problem, p, i, isOpen));
  const unseen = isFirstSlopeUnseen(problem, p, breaks, flat);
  const opening = unseen || isOpen(exponentMove(p, C0));
  const movable = isOpen(asymptoteMove(problem));
  const logarithm = (movable || flat.isBeyondRank(aAt(problem))) && isLogarithm(problem, p);
  const level = unseen || isScaleOpen(problem, p, scaling, size);
  return [
    ...breaks,
    ...(movable || logarithm ? [aAt(problem)] : []),
    ...(opening ? [C0] : []),
    ...(level ? [B] : []),
    ...(logarithm ? [B, C0, ...breaksOf(problem).map(cAt)] : []),
  ];
}

/** The change of exponent, the place and the sharpness stand or fall together; a sharpness alone may be open. */
function openOfBreak(problem: Problem, p: Float64Array, i: number, isOpen: (move: Move) => boolean): number[] {
  const whole =
    (isFree(problem, cAt(i)) && fewestBeside(problem, p[dAt(problem, i)]) < 2) ||
    isOpen(placeMove(problem, p, dAt(problem, i))) ||
    isOpen(exponentMove(p, cAt(i)));
  if (whole) return wholeBreak(problem, i);
  return isOpen(sharpnessMove(fAt(problem, i))) ? [fAt(problem, i)] : [];
}

/** The smaller number of distinct x on the two sides of a place. */
function fewestBeside({ u }: Problem, place: number): number {
  const distinct = distinctOf(u);
  const before = distinct.filter((v) => v < place).length;
  const behind = distinct.filter((v) => v > place).length;
  return Math.min(before, behind);
}

/**
 * Whether fewer than two x lie before the first break, or may as far as the points tell: c0, and the b that it leads to,
 * rest on one x or none then.
 */
function isFirstSlopeUnseen(problem: Problem, p: Float64Array, open: readonly number[], flat: Flatness): boolean {
  if (problem.breaks === 0) return false;
  const first = breaksOf(problem).reduce((i, j) => (p[dAt(problem, j)] < p[dAt(problem, i)] ? j : i), 0);
  const [c, d] = [cAt(first), dAt(problem, first)];
  if (!isFree(problem, c) || !open.includes(c)) return false;
  if (p[d] <= secondOf(problem)) return true;
  const move = placeMove(problem, p, d);
  return isFree(problem, d) && flat.isOpenBelow({ ...move, near: move.far[0] });
}

function secondOf({ u }: Problem): number {
  return u.find((v) => v > u[0]) ?? u[0];
}

function exponentMove(p: Float64Array, k: number): Move {
  const far = Math.max(2, Math.abs(p[k]));
  return { k, near: 0.5, far: [far, far] };
}

/** Far is just beyond the second and the last but one of the distinct x. */
function placeMove({ u }: Problem, p: Float64Array, k: number): Move {
  const distinct = distinctOf(u);
  const near = Math.min(LN2, (u[u.length - 1] - u[0]) / 4);
  const least = 1e-3 * near;
  const down = p[k] - distinct[Math.min(1, distinct.length - 1)] + least;
  const up = distinct[Math.max(0, distinct.length - 2)] - p[k] + least;
  return { k, near, far: [Math.max(0, down), Math.max(0, up)] };
}

/** Downwards a corner is the limit, from which wide breaks differ little: only that nothing is felt counts. */
function sharpnessMove(k: number): Move {
  return { k, near: LN2, far: [0, Math.log(10)] };
}

function asymptoteMove(problem: Problem): Move {
  const k = aAt(problem);
  const { extreme, range } = outermost(problem);
  if (problem.linear) return { k, near: range / 10, far: [range, range] };
  const below = extreme - problem.lo[k];
  const scale = problem.sign > 0 && below > 0 && Number.isFinite(below) ? below : Math.abs(extreme);
  return { k, near: scale / 10, far: [scale / 2, scale / 2] };
}

/** b is the law's height at x = 1, which its own parameter is only where u is ln x itself. */
function isScaleOpen(problem: Problem, p: Float64Array, { centre }: Scaling, size: number): boolean {
  if (!isFree(problem, B) || problem.prior !== null) return false;
  const moved = centredAtOne(problem, p, centre);
  return new Flatness(moved.problem, moved.p, size).isOpen({ k: B, near: LN2, far: [BY_1000, BY_1000] });
}

/** A bound on b, or an a tied to it, would ask for this centre in the first place. */
function centredAtOne(problem: Problem, p: Float64Array, centre: number): { problem: Problem; p: Float64Array } {
  if (centre === 0) return { problem, p };
  const { u, lo, hi } = problem;
  const places = breaksOf(problem).map((i) => dAt(problem, i));
  const moved = p.map((v, k) => (places.includes(k) ? v + centre : v));
  moved[B] += p[C0] * centre;
  // of a tied place lo is the offset to its source, which moves along
  const bounds = (bound: Float64Array) => bound.map((v, k) => (places.includes(k) && lo[k] <= hi[k] ? v + centre : v));
  return { problem: { ...problem, u: u.map((v) => v + centre), lo: bounds(lo), hi: bounds(hi) }, p: moved };
}

function isLogarithm(problem: Problem, p: Float64Array): boolean {
  const shape = new Float64Array(p.length);
  const row = new Float64Array(p.length + 1);
  bnslForm.prepare(p, problem.breaks, shape);
  const heights = Array.from(problem.u, (u) =>
    Math.abs(bnslForm.evaluate(u, problem.sign, p, problem.breaks, shape, row) - p[aAt(problem)]),
  );
  heights.sort((g, h) => g - h);
  const most = heights[heights.length - 1];
  return most - heights[0] < HARDLY * most;
}
