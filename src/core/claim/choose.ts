import type { Problem } from "../problem/problem.js";
import { drawnNormal } from "../random/normal.js";
import { philox4x32, uniform } from "../random/philox.js";
import { quantile } from "../statistics/quantile.js";
import { Basis, Bends, type Seen, seenFrom } from "./bends.js";
import { correlationOf, spreadOf } from "./errorModel.js";

/** How many breaks a curve's rows support, and each step that was tried on the way. */
export interface Choice {
  readonly breaks: number;
  readonly steps: readonly Step[];
}

/** As far as minima are looked at ahead: two breaks may stand or fall together, as the rise and fall of a double descent. */
const AHEAD = 2;

/**
 * Goes from the fewest breaks to more as long as the rows support them, one break at a time or, where one alone gains nothing, two.
 * @param minima with ascending numbers of breaks, at least one
 */
export function chooseBreaks(minima: readonly Minimum[], draws: Draws): Choice {
  const steps: Step[] = [];
  let at = 0;
  for (let ahead = 1; ahead <= AHEAD && at + ahead < minima.length; ahead++) {
    const step = supportOf(minima[at], minima[at + ahead], draws);
    steps.push(step);
    if (step.verdict !== "supported") continue;
    at += ahead;
    ahead = 0;
  }
  return { breaks: minima[at].problem.breaks, steps };
}

/** A minimum of a curve with some number of breaks, in the solver's units. */
export interface Minimum {
  readonly problem: Problem;
  readonly p: Float64Array;
}

/** Why a fit with more breaks was chosen over one with fewer, or not. */
export interface Step {
  readonly from: number;
  readonly to: number;
  readonly verdict: Verdict;
  /** share of the simulated curves without these breaks that gain as much by them; null: not simulated */
  readonly p: number | null;
  /** correlation of neighbouring errors of the fit with more breaks */
  readonly rho: number | null;
  /** without these training rows the breaks go: first and last of the rows in the order of x */
  readonly rows: readonly [first: number, last: number] | null;
}

/**
 * supported; "few": too few rows for a test; "no gain": errors without these breaks gain as much; "sharp pair": two breaks of
 * opposite change between neighbouring x, or a break beside which there are too few; "rows": it goes when few rows are left out
 */
type Verdict = "supported" | "few" | "no gain" | "sharp pair" | "rows";

/** Errors that one curve's tests are simulated with. */
export interface Draws {
  readonly hash: number;
  readonly key: readonly [number, number];
}

/** simulated curves of a test */
const SIMULATIONS = 300;
/** a gain that so few of the simulated curves have is one of a break */
const LEVEL = 0.05;
/** with a tenth of the rows at either end left out it need not be as clear, for much of a break may lie there */
const END_LEVEL = 0.1;
const END_SHARE = 0.1;
/** Two breaks at once are searched for in many more ways than the simulated ones are. */
const PAIR_FACTOR = 2;
/** a ρ at which so few simulated curves seem as little correlated as this one is ruled out */
const RULED_OUT = 0.05;
/** ρ that errors are simulated with, ascending */
const RHOS = [0, 0.2, 0.4, 0.6, 0.75, 0.85, 0.92, 0.96, 0.98];
/** Residuals below this are rounding (of `core/identify/flatness.ts`, too). */
const ROUNDING = 1e-11;
/** rows that a pair of breaks has to span, and that lie before the first and behind the last */
const PAIR_ROWS = 6;
const OUTER_ROWS = 3;
/** words of these draws apart from all others */
const PURPOSE = 0x636c6169;

/**
 * Whether the rows support the breaks that one fit has more than another: a simulated likelihood-ratio test (Davies 1987 has why no table
 * of χ² will do: a break's place means nothing where there is none).
 *
 * Errors are AR(1) with a standard deviation that may change along x. Of curves without the breaks, simulated about the smaller fit to
 * first order, the gain of the best breaks is searched for on a grid; ρ is taken as large as the errors of the larger fit allow. Then
 * each row, each two neighbours and a tenth of the rows at either end are left out in turn: the gain has to stand without them.
 */
function supportOf(from: Minimum, to: Minimum, draws: Draws): Step {
  const breaks = to.problem.breaks - from.problem.breaks;
  const step = { from: from.problem.breaks, to: to.problem.breaks, p: null, rho: null, rows: null };
  const [small, large] = [seenFrom(from.problem, from.p), seenFrom(to.problem, to.p)];
  const bends = new Bends(small);
  const floor = small.u.length * ROUNDING ** 2;
  if (bends.isEmpty || small.u.length - bends.basis.vectors.length < 4) return { ...step, verdict: "few" };
  const { rho, score } = correlationOf(large.errors, floor);
  const gain = correlationOf(small.errors, floor).score - score;
  const enough = gain / (breaks > 1 ? PAIR_FACTOR : 1);
  const chance = simulate(bends, breaks, { rho, enough, spread: spreadOf(large.errors), floor }, draws);
  const tested = { ...step, rho, p: chance.shareAbove(gain) };
  if (!(enough >= chance.gainAt(LEVEL))) return { ...tested, verdict: "no gain" };
  if (isSharp(to, breaks)) return { ...tested, verdict: "sharp pair" };
  const rows = decidingRows(bends, large, bends.basis.rest(small.errors), breaks, chance, floor);
  if (!rows) return { ...tested, verdict: "supported" };
  const size = Math.ceil(from.problem.u.length / small.u.length);
  return { ...tested, verdict: "rows", rows: [rows[0] * size, Math.min(rows[1] * size, from.problem.u.length) - 1] };
}

/** Gains of simulated curves without the breaks, at each ρ that is not ruled out. */
class Chance {
  constructor(private readonly gains: readonly Float64Array[]) {}

  /** the gain that a share of the curves has at most, at the ρ where it is largest */
  gainAt(level: number): number {
    return Math.max(...this.gains.map((sorted) => quantile(sorted, 1 - level)));
  }

  shareAbove(gain: number): number {
    return Math.max(...this.gains.map((g) => (1 + g.filter((v) => v >= gain).length) / (g.length + 1)));
  }
}

interface Simulation {
  /** of the errors of the larger fit */
  readonly rho: number;
  /** a gain that has to be above those of chance: as soon as it is not, no larger ρ is tried */
  readonly enough: number;
  readonly spread: Float64Array;
  readonly floor: number;
}

function simulate(bends: Bends, breaks: number, { rho, enough, spread, floor }: Simulation, draws: Draws): Chance {
  const normals = Array.from({ length: SIMULATIONS }, (_, number) => normalsOf(spread.length, number, draws));
  const all: Float64Array[] = [];
  for (const at of RHOS) {
    const gains = new Float64Array(SIMULATIONS);
    let below = 0;
    normals.forEach((z, number) => {
      const rest = bends.basis.rest(errorsOf(z, at, spread));
      const bent = correlationOf(bends.bent(rest, breaks), floor);
      gains[number] = correlationOf(rest, floor).score - bent.score;
      if (bent.rho <= rho) below++;
    });
    if (at > 0 && below < RULED_OUT * SIMULATIONS) break;
    all.push(gains.sort());
    if (!(enough >= quantile(gains, 1 - LEVEL))) break;
  }
  return new Chance(all);
}

function normalsOf(count: number, number: number, { hash, key }: Draws): Float64Array {
  const normals = new Float64Array(count);
  for (let j = 0; j < count; j += 4) {
    philox4x32([j >> 2, number, hash, PURPOSE], key).forEach((word, k) => {
      if (j + k < count) normals[j + k] = drawnNormal(uniform(word));
    });
  }
  return normals;
}

/** A stationary AR(1) process from independent normals, each error with its own standard deviation. */
function errorsOf(normals: Float64Array, rho: number, spread: Float64Array): Float64Array {
  const fresh = Math.sqrt(1 - rho * rho);
  let error = 0;
  return normals.map((z, j) => {
    error = j === 0 ? z : rho * error + fresh * z;
    return spread[j] * error;
  });
}

/** Whether neighbouring breaks span too few x, or a pair lies where there are too few before or behind it. */
function isSharp({ problem, p }: Minimum, breaks: number): boolean {
  const { u } = problem;
  const distinct = u.filter((v, j) => j === 0 || v !== u[j - 1]);
  const at = 3 + problem.breaks;
  const places = Array.from({ length: problem.breaks }, (_, i) => {
    return { place: p[at + i], width: Math.exp(p[at + problem.breaks + i]) };
  }).sort((a, b) => a.place - b.place);
  const span = (from: number, to: number) => distinct.filter((v) => v >= from && v <= to).length;
  const isPairSharp = places.some((left, i) => {
    const right = places[i + 1];
    if (!right) return false;
    const from = Math.min(left.place - left.width, right.place - right.width);
    const to = Math.max(left.place + left.width, right.place + right.width);
    return span(from, to) < PAIR_ROWS;
  });
  const outer = Math.min(
    distinct.filter((v) => v < places[0].place).length,
    distinct.filter((v) => v >= places[places.length - 1].place).length,
  );
  return isPairSharp || (breaks > 1 && outer < OUTER_ROWS);
}

/** The first rows, half open, without which the gain is one of chance; null: none. */
function decidingRows(
  bends: Bends,
  { errors, columns }: Seen,
  rest: Float64Array,
  breaks: number,
  chance: Chance,
  floor: number,
): [number, number] | null {
  const { length } = errors;
  const own = new Basis(columns);
  const ownRest = own.rest(errors);
  const isNeeded = (first: number, end: number, least: number) => {
    const others = bends.restAndBent(rest, breaks, first, end);
    if (!others) return true;
    const moved = own.without(first, end)?.rest(ownRest) ?? others[0];
    const [before, after, afterOwn] = [...others, moved].map((e) => correlationOf(e, floor).score);
    // the larger fit, moved to the other rows, or breaks on the grid where they do better
    return !(before - Math.min(after, afterOwn) >= least);
  };
  const tenth = Math.ceil(END_SHARE * length);
  const [needed, atEnds] = [chance.gainAt(LEVEL), chance.gainAt(END_LEVEL)];
  if (isNeeded(0, tenth, atEnds)) return [0, tenth];
  if (isNeeded(length - tenth, length, atEnds)) return [length - tenth, length];
  for (const size of [1, 2]) {
    for (let j = 0; j + size <= length; j++) if (isNeeded(j, j + size, needed)) return [j, j + size];
  }
  return null;
}
