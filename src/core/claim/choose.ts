import { bnslForm } from "../forms/bnsl/form.js";
import { distinctOf, type Problem } from "../problem/problem.js";
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
 * Goes from the fewest breaks to more as long as the rows support them: to the next number there is or, where its breaks are not
 * supported alone, to the one behind it.
 * @param minima with ascending numbers of breaks, at least one
 */
export function chooseBreaks(minima: readonly Minimum[], draws: Draws): Choice {
  const steps: Step[] = [];
  const order = shuffledWithinX(minima[0].problem.u, draws);
  const fits = minima.map((minimum) => ({ ...minimum, seen: seenFrom(minimum.problem, minimum.p, order) }));
  const normals = fits.length > 1 ? normalsOf(fits[0].seen.u.length, draws) : [];
  let at = 0;
  for (let ahead = 1; ahead <= AHEAD && at + ahead < fits.length; ahead++) {
    const step = supportOf(fits[at], fits[at + ahead], normals);
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

interface SeenMinimum extends Minimum {
  readonly seen: Seen;
}

/** Why a fit with more breaks was chosen over one with fewer, or not. */
export interface Step {
  readonly from: number;
  readonly to: number;
  readonly verdict: Verdict;
  /**
   * share of the simulated curves without these breaks that gain as much by them, at the ρ where it is largest of those tried; a
   * lower bound where the verdict is "no gain"; null: not simulated
   */
  readonly p: number | null;
  /** correlation of neighbouring errors of the fit with more breaks */
  readonly rho: number | null;
  /** without these rows the breaks go: places in the order of x */
  readonly rows: readonly number[] | null;
}

/**
 * supported; "few": too few rows for a test; "no gain": errors without these breaks gain as much; "sharp pair": two breaks that span
 * too few x, or outside which there are too few; "rows": they go when few rows are left out
 */
export type Verdict = "supported" | "few" | "no gain" | "sharp pair" | "rows";

/** Errors that one curve's tests are simulated with. */
export interface Draws {
  readonly hash: number;
  readonly key: readonly [number, number];
}

/** simulated curves of a test */
const SIMULATIONS = 300;
/** a gain that so few of the simulated curves have may be one of a break; that rows have to support it as well takes most of them away */
const LEVEL = 0.08;
/** with a tenth of the rows at either end left out, or at both, it need not be as clear, for much of a break may lie there */
const END_LEVEL = 0.1;
const END_SHARE = 0.1;
/** a ρ at which so few simulated curves seem as little correlated as this one is ruled out */
const RULED_OUT = 0.05;
/** ρ that errors are simulated with, ascending */
const RHOS = [0, 0.2, 0.4, 0.6, 0.75, 0.85, 0.92, 0.96, 0.98];
/** Residuals below this are rounding. */
const ROUNDING = 1e-11;
/** rows that a pair of breaks has to span, and that lie before the first and behind the last */
const PAIR_ROWS = 6;
const OUTER_ROWS = 3;
/** words of these draws apart from all others */
const PURPOSE = 0x636c6169;
const SHUFFLE = 0x73687566;

/**
 * Whether the rows support the breaks that one fit has more than another: a simulated likelihood-ratio test (Davies 1987 has why no table
 * of χ² will do: a break's place means nothing where there is none).
 *
 * Errors are AR(1) with a standard deviation that may change along x. Of curves without the breaks, simulated about the smaller fit to
 * first order, the gain of the best breaks is searched for on a grid; ρ is taken as large as the errors of the larger fit allow. Then
 * each row, each two neighbours, a tenth of the rows at either end and both are left out in turn: the gain has to stand without them.
 */
function supportOf(from: SeenMinimum, to: SeenMinimum, normals: readonly Float64Array[]): Step {
  const breaks = to.problem.breaks - from.problem.breaks;
  const step = { from: from.problem.breaks, to: to.problem.breaks, p: null, rho: null, rows: null };
  const [small, large] = [from.seen, to.seen];
  const bends = new Bends(small);
  const floor = small.u.length * ROUNDING ** 2;
  if (bends.isEmpty || small.u.length - bends.basis.vectors.length < 4) return { ...step, verdict: "few" };
  const { rho, score } = correlationOf(large.errors, floor);
  const gain = correlationOf(small.errors, floor).score - score;
  // several breaks at once are searched for in many more ways than the simulated ones are
  const enough = gain / breaks;
  const chance = simulate(bends, breaks, { rho, enough, spread: spreadOf(large.errors), floor }, normals);
  const tested = { ...step, rho, p: chance.shareAbove(gain) };
  if (!(enough >= chance.gainAt(LEVEL))) return { ...tested, verdict: "no gain" };
  if (isSharp(to, breaks)) return { ...tested, verdict: "sharp pair" };
  const rows = decidingRows(bends, large, bends.basis.rest(small.errors), breaks, chance, floor);
  if (!rows) return { ...tested, verdict: "supported" };
  const { length } = from.problem.u;
  const size = Math.ceil(length / small.u.length);
  const places = Array.from({ length }, (_, j) => j).filter((j) => rows.includes(Math.floor(j / size)));
  return { ...tested, verdict: "rows", rows: places };
}

/** Gains of simulated curves without the breaks, at each ρ that is not ruled out. */
class Chance {
  constructor(private readonly gains: readonly Float64Array[]) {}

  /** the gain that a share of the curves exceeds, at the ρ where it is largest */
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

function simulate(
  bends: Bends,
  breaks: number,
  { rho, enough, spread, floor }: Simulation,
  normals: readonly Float64Array[],
): Chance {
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

/** Independent normals of each simulated curve. */
function normalsOf(rows: number, { hash, key }: Draws): Float64Array[] {
  return Array.from({ length: SIMULATIONS }, (_, number) => {
    const normals = new Float64Array(rows);
    for (let j = 0; j < rows; j += 4) {
      philox4x32([j >> 2, number, hash, PURPOSE], key).forEach((word, k) => {
        if (j + k < rows) normals[j + k] = drawnNormal(uniform(word));
      });
    }
    return normals;
  });
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
  const distinct = distinctOf(problem.u);
  const places = bnslForm.bends(p, problem.breaks).map(([place, logWidth]) => ({ place, width: Math.exp(logWidth) }));
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

/** The first rows found without which the gain is one of chance; null: none. */
function decidingRows(
  bends: Bends,
  { errors, columns }: Seen,
  rest: Float64Array,
  breaks: number,
  chance: Chance,
  floor: number,
): number[] | null {
  const own = new Basis(columns);
  const ownRest = own.rest(errors);
  const isNeeded = (rows: readonly number[], least: number) => {
    const others = bends.restAndBent(rest, breaks, rows);
    if (!others) return true;
    const moved = own.without(rows)?.rest(ownRest) ?? others[0];
    const [before, after, afterOwn] = [...others, moved].map((e) => correlationOf(e, floor).score);
    // the larger fit, moved to the other rows, or breaks on the grid where they do better
    return !(before - Math.min(after, afterOwn) >= least);
  };
  const rows = Array.from(errors.keys());
  const tenth = Math.ceil(END_SHARE * rows.length);
  const [first, last] = [rows.slice(0, tenth), rows.slice(-tenth)];
  const atEnds = chance.gainAt(END_LEVEL);
  const needed = chance.gainAt(LEVEL);
  return (
    [first, last, [...first, ...last]].find((ends) => isNeeded(ends, atEnds)) ??
    rows.map((j) => [j]).find((row) => isNeeded(row, needed)) ??
    rows
      .slice(1)
      .map((j) => [j - 1, j])
      .find((pair) => isNeeded(pair, needed)) ??
    null
  );
}

/**
 * Places of the rows by ascending x, those of one x in a random order: a problem has them by ascending y, which would be taken for
 * correlation.
 */
function shuffledWithinX(u: Float64Array, { hash, key }: Draws): number[] {
  const words = Array.from(u, (_, j) => philox4x32([j, 0, hash, SHUFFLE], key)[0]);
  return Array.from(u.keys()).sort((i, j) => u[i] - u[j] || words[i] - words[j]);
}
