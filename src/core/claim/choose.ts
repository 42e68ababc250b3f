import { bnslForm } from "../forms/bnsl/form.js";
import { distinctOf, type Problem } from "../problem/problem.js";
import type { ErrorModel } from "../options.js";
import type { Draws } from "../random/philox.js";
import type { Support } from "../status.js";
import { quantile } from "../statistics/quantile.js";
import { Basis, Bends, type Seen, seenFrom } from "./bends.js";
import { correlated, type Correlation, correlationOf, normalsOf, ROUNDING, spreadOf } from "./errorModel.js";

/** How many breaks a curve's rows support, and each step that was tried on the way. */
export interface Choice {
  readonly breaks: number;
  readonly steps: readonly Step[];
  /** rows of the problem that stand far out from the fit with these breaks, as it is without them */
  readonly outliers: readonly number[];
}

/** As far as minima are looked at ahead: two breaks may stand or fall together, as the rise and fall of a double descent. */
const AHEAD = 2;

/**
 * Goes from the fewest breaks to more as long as the rows support them: to the next number there is or, where its breaks are not
 * supported alone, to the one behind it.
 * @param minima with ascending numbers of breaks, at least one
 */
export function chooseBreaks(minima: readonly Minimum[], { errors, segmentX }: ChoiceOptions, draws: Draws): Choice {
  const steps: Step[] = [];
  const fits = minima.map((minimum) => ({ ...minimum, seen: seenFrom(minimum.problem, minimum.p, draws, MOST_ROWS) }));
  const normals = fits.length > 1 ? normalsOf(fits[0].seen.u.length, SIMULATIONS, PURPOSE, draws) : [];
  let at = 0;
  for (let ahead = 1; ahead <= AHEAD && at + ahead < fits.length; ahead++) {
    const step = supportOf(fits[at], fits[at + ahead], { normals, draws, errors, segmentX });
    steps.push(step);
    if (step.support !== "supported") continue;
    at += ahead;
    ahead = 0;
  }
  return { breaks: minima[at].problem.breaks, steps, outliers: outliersOf(minima[at], draws) };
}

/**
 * A row stands out by `FAR` standard deviations of the median row, and by `CLEAR` of all others; a wrong
 * form or correlated errors make no row do so.
 */
const FAR = 12;
const CLEAR = 5;
/** The median size of normal errors, in standard deviations. */
export const MEDIAN_SIZE = 0.6745;
/** A row on which the fit rests more than this is not judged by the others. */
const MOST_LEVERAGE = 0.5;

/**
 * Rows whose deleted residual is beyond these, else two neighbours that are so together (Cook & Weisberg 1982, sections 2.2 and 2.3): a
 * spike bends the fit and hides breaks. The median is not moved by a second spike.
 */
function outliersOf({ problem, p }: Minimum, draws: Draws): number[] {
  const { errors, columns, rows, run } = seenFrom(problem, p, draws, Infinity);
  const basis = new Basis(columns);
  const rest = basis.rest(errors);
  const squares = rest.reduce((sum, v) => sum + v * v, 0);
  const freedom = errors.length - basis.vectors.length;
  if (squares <= errors.length * ROUNDING ** 2 || freedom < LEAST_FREEDOM) return [];
  const typical = (quantile(rest.map(Math.abs).sort(), 0.5) / MEDIAN_SIZE) ** 2 * (rest.length / freedom);
  const isFar = (places: readonly number[]) => {
    const loss = basis.lossWithout(rest, places, MOST_LEVERAGE);
    const others = (squares - loss) / (freedom - places.length);
    return loss / places.length > Math.max(FAR ** 2 * typical, CLEAR ** 2 * others);
  };
  const all = Array.from(errors.keys());
  const alone = all.filter((j) => isFar([j]));
  const far = alone.length > 0 ? alone : (neighboursIn(run).find(isFar) ?? []);
  return far.flatMap((j) => rows[j]).sort((i, j) => i - j);
}

/** Each two rows that follow each other in one run. */
function neighboursIn(run: Uint32Array): number[][] {
  return Array.from(run.keys())
    .slice(1)
    .flatMap((j) => (run[j] === run[j - 1] ? [[j - 1, j]] : []));
}

/** At most this share of the rows is set aside at once, but one of any. */
const MOST_ASIDE = 0.12;

/**
 * Rows of the problem that the curve is better fitted without: those that stand out, else those on which breaks beyond the chosen ones
 * rest. A row or two neighbours (a spike), or the first rows by x (a warm-up); of the last rows, which forecasts rest on, none.
 * @param count rows of the problem
 */
export function oddRows({ breaks, steps, outliers }: Choice, count: number): readonly number[] {
  const isEarly = (row: number) => row < count - Math.ceil(END_SHARE * count);
  const most = Math.max(1, MOST_ASIDE * count);
  const far = outliers.filter(isEarly);
  if (far.length > 0 && far.length <= most) return far;
  const step = steps.find(({ from, support, rows }) => {
    const isOdd = support === "rests-on-rows" || support === "rests-on-ends";
    return from === breaks && isOdd && rows.every(isEarly) && rows.length <= most;
  });
  return step ? step.rows : [];
}

export interface ChoiceOptions {
  /** "independent": no correlation is looked for */
  readonly errors: "auto" | ErrorModel;
  /** distinct x that a segment needs, the turn to the next one included; two breaks have to span twice as many */
  readonly segmentX: number;
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
  readonly support: Support;
  /**
   * share of the simulated curves without these breaks that gain as much per break, at the ρ where it is largest of those tried; a
   * lower bound where the support is "no-gain"; null: not simulated
   */
  readonly p: number | null;
  /** without these rows of the problem the breaks go, ascending */
  readonly rows: readonly number[];
}

/** simulated curves of a test */
const SIMULATIONS = 300;
/** a gain that so few of the simulated curves have may be one of a break; that rows have to support it as well takes most of them away */
const LEVEL = 0.08;
/** with a tenth of the rows at one end left out, or at both, it need not be as clear, for much of a break may lie there */
const END_LEVEL = 0.1;
const ENDS_LEVEL = 0.2;
const END_SHARE = 0.1;
/** but no row further from the end than this share of the span of ln x: the first tenth of evenly spaced steps may span half of it */
const END_REACH = 0.25;
/** a ρ at which so few simulated curves seem as little correlated as this one is ruled out */
const RULED_OUT = 0.05;
/** ρ that errors are simulated with, ascending */
const RHOS = [0, 0.2, 0.4, 0.6, 0.75, 0.85, 0.92, 0.96, 0.98];
/** More rows than these are averaged with their neighbours: what a break does is as wide as many of them. */
const MOST_ROWS = 256;
/** Fewer degrees of freedom do not tell how large errors are. */
const LEAST_FREEDOM = 4;
/** On either side of a break, in its f: 12 to 88 % of the turn lie within. */
const TURN = 2;
/** words of these draws apart from all others */
const PURPOSE = 0x636c6169;

/**
 * Whether the rows support the breaks that one fit has more than another: a simulated likelihood-ratio test (Davies 1987 has why no table
 * of χ² will do: a break's place means nothing where there is none).
 *
 * Errors are AR(1) with a standard deviation that may change along x. Of curves without the breaks, simulated about the smaller fit to
 * first order, the gain of the best breaks is searched for on a grid; ρ is taken as large as the errors of the larger fit allow. Then
 * each row, each two neighbours, a tenth of the rows at either end and both are left out in turn: the gain has to stand without them.
 */
function supportOf(from: SeenMinimum, to: SeenMinimum, { normals, draws, errors: errorsAre, segmentX }: Tested): Step {
  const breaks = to.problem.breaks - from.problem.breaks;
  const step = { from: from.problem.breaks, to: to.problem.breaks, p: null, rows: [] };
  const [small, large] = [from.seen, to.seen];
  const bends = new Bends(small, segmentX);
  const floor = small.u.length * ROUNDING ** 2;
  if (bends.isEmpty || small.u.length - bends.basis.vectors.length < LEAST_FREEDOM)
    return { ...step, support: "few-rows" };
  const judge: Judge = (errors, run) =>
    correlationOf(errors, run, floor, errorsAre === "independent" ? [0] : undefined);
  const { rho, score } = judge(large.errors, large.run);
  const gain = judge(small.errors, small.run).score - score;
  // several breaks at once are searched for in many more ways than the simulated ones are
  const enough = gain / breaks;
  const spread = spreadOf(large.errors, placesOf(large.u));
  const withoutBreaks = {
    bends,
    breaks,
    rho,
    enough,
    spread,
    run: small.run,
    rhos: errorsAre === "independent" ? [0] : RHOS,
  };
  const chance = simulate(withoutBreaks, normals, judge);
  const tested = { ...step, p: chance.shareAbove(enough) };
  if (!(enough >= chance.gainAt(LEVEL))) return { ...tested, support: "no-gain" };
  const decided = decidingRows(bends, large, bends.basis.rest(small.errors), breaks, chance, judge);
  if (!decided) return { ...tested, support: shapeOf(to, breaks, segmentX) };
  const rows = decided.rows.flatMap((j) => large.rows[j]);
  const isAveraged = decided.support === "rests-on-rows" && rows.length > decided.rows.length;
  const named = isAveraged ? outermost(rows, decided.rows.length, from, draws) : rows;
  return { ...tested, ...decided, rows: named.sort((i, j) => i - j) };
}

/** Of rows that were averaged, those that a fit misses most. */
function outermost(rows: readonly number[], count: number, { problem, p }: Minimum, draws: Draws): number[] {
  const all = seenFrom(problem, p, draws, Infinity);
  const sizes = new Map(all.rows.map(([row], j) => [row, Math.abs(all.errors[j])]));
  return rows.toSorted((i, j) => sizes.get(j)! - sizes.get(i)!).slice(0, count);
}

/** What all tests of a curve have in common. */
interface Tested extends ChoiceOptions {
  readonly normals: readonly Float64Array[];
  readonly draws: Draws;
}

/** The likelihood of errors at their most likely correlation. */
type Judge = (errors: Float64Array, run: Uint32Array) => Correlation;

/** Place of each row among all by x, 0 … 1. */
function placesOf(u: Float64Array): Float64Array {
  const places = new Float64Array(u.length);
  Array.from(u.keys())
    .sort((i, j) => u[i] - u[j])
    .forEach((row, place) => (places[row] = place / (u.length - 1)));
  return places;
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
  readonly bends: Bends;
  readonly breaks: number;
  /** of the errors of the larger fit */
  readonly rho: number;
  /** a gain that has to be above those of chance: as soon as it is not, no larger ρ is tried */
  readonly enough: number;
  readonly spread: Float64Array;
  readonly run: Uint32Array;
  /** ρ that are simulated, ascending */
  readonly rhos: readonly number[];
}

function simulate(
  { bends, breaks, rho, enough, spread, run, rhos }: Simulation,
  normals: readonly Float64Array[],
  judge: Judge,
): Chance {
  const all: Float64Array[] = [];
  for (const at of rhos) {
    const gains = new Float64Array(SIMULATIONS);
    let below = 0;
    normals.forEach((z, number) => {
      const rest = bends.basis.rest(correlated(z, at, run).map((error, j) => spread[j] * error));
      const bent = judge(bends.bent(rest, breaks), run);
      gains[number] = judge(rest, run).score - bent.score;
      if (bent.rho <= rho) below++;
    });
    if (at > 0 && below < RULED_OUT * SIMULATIONS) break;
    all.push(gains.sort());
    if (!(enough >= quantile(gains, 1 - LEVEL))) break;
  }
  return new Chance(all);
}

/** Whether there are x enough for the outer segments and for what lies between neighbouring breaks. */
function shapeOf({ problem, p }: Minimum, breaks: number, segmentX: number): "supported" | "few-x" | "sharp-pair" {
  const distinct = distinctOf(problem.u);
  const turns = bnslForm.bends(p, problem.breaks).map(([place, logWidth]) => {
    const width = TURN * Math.exp(logWidth);
    return { place, from: place - width, to: place + width };
  });
  const within = (from: number, to: number) => distinct.filter((v) => v >= from && v <= to).length;
  const [first, last] = [turns[0], turns[turns.length - 1]];
  if (Math.min(within(-Infinity, first.to), within(last.from, Infinity)) < segmentX) return "few-x";
  const spans = turns
    .slice(1)
    .map((turn, i) => within(Math.min(turns[i].from, turn.from), Math.max(turns[i].to, turn.to)));
  if (spans.some((x) => x < 2 * segmentX)) return "sharp-pair";
  // two breaks that stand or fall together do so by what lies outside them
  const outside = Math.min(within(-Infinity, first.place), within(last.place, Infinity));
  return breaks > 1 && outside < segmentX ? "few-x" : "supported";
}

/** The first of these rows, as they stand from one end of the curve. */
function endOf(rows: readonly number[], u: Float64Array): number[] {
  const reach = END_REACH * Math.abs(u[rows[rows.length - 1]] - u[rows[0]]);
  const tenth = rows.slice(0, Math.ceil(END_SHARE * rows.length));
  return tenth.filter((row, place) => place === 0 || Math.abs(u[row] - u[rows[0]]) <= reach);
}

/** Rows without which the gain is one of chance: the one, the two neighbours, or the ends that take most of it; null: none. */
function decidingRows(
  bends: Bends,
  { errors, columns, u, run }: Seen,
  rest: Float64Array,
  breaks: number,
  chance: Chance,
  judge: Judge,
): Pick<Step, "support" | "rows"> | null {
  const own = new Basis(columns);
  const ownRest = own.rest(errors);
  const gainWithout = (rows: readonly number[]) => {
    const others = bends.restAndBent(rest, breaks, rows);
    if (!others) return -Infinity;
    const moved = own.without(rows)?.rest(ownRest) ?? others[0];
    const left = run.filter((_, j) => !rows.includes(j));
    const [before, after, afterOwn] = [...others, moved].map((e) => judge(e, left).score);
    // the larger fit, moved to the other rows, or breaks on the grid where they do better
    return before - Math.min(after, afterOwn);
  };
  const decides = (candidates: readonly number[][], level: number) => {
    const gains = candidates.map(gainWithout);
    const least = gains.reduce((best, gain, i) => (gain < gains[best] ? i : best), 0);
    return gains[least] >= chance.gainAt(level) ? null : candidates[least];
  };
  const rows = Array.from(errors.keys());
  const few =
    decides(
      rows.map((j) => [j]),
      LEVEL,
    ) ?? decides(neighboursIn(run), LEVEL);
  if (few) return { support: "rests-on-rows", rows: few };
  const byX = rows.sort((i, j) => u[i] - u[j]);
  const [first, last] = [endOf(byX, u), endOf(byX.reverse(), u)];
  const ends = decides([first, last], END_LEVEL) ?? decides([[...first, ...last]], ENDS_LEVEL);
  return ends && { support: "rests-on-ends", rows: ends };
}
