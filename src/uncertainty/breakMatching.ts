import type { BnslParameters } from "../core/forms/evaluate.js";
import type { Form } from "../core/forms/form.js";
import type { RefitProblem, Refits } from "./refitBlocks.js";

/** Breaks closer than this share of the data's range in ln x have merged: the figure of `core/search/reduce.ts`. */
const PLACE_NEAR = 0.02;
/** a change of slope below this share of all slopes is rounding of the device */
const VANISHED = 1e-6;
/** a difference as large as the largest c of the reference costs as much as this share of the range in ln x */
const COST_OF_C = 0.1;
/** a factor e in sharpness costs as much as this share */
const COST_OF_F = 0.03;
/** differences from here on, in those units, count alike: a wild c or f of a merged pair must not outweigh the places */
const FARTHEST = 3;

/**
 * The law with its breaks in the order of the reference's: of all permutations (n ≤ 4: at most 24) that of the smallest
 * sum over breaks of (Δ ln d / range)² + (0.1·Δc / largest |c|)² + (0.03·Δ ln f)². `range` are the smallest and largest
 * training x; a d beyond them by more than the range's own length in ln x counts as being that far. Of equal costs the
 * first in lexicographic order wins, the law's own order before all. The curve that the law draws is the same.
 */
export function matchBreaks(
  reference: BnslParameters,
  law: BnslParameters,
  range: readonly [lo: number, hi: number],
): BnslParameters {
  return reorderBreaks(law, breakOrder(reference, law, range));
}

/** Which of the law's breaks stands for each of the reference's; see `matchBreaks`. */
export function breakOrder(
  reference: BnslParameters,
  law: BnslParameters,
  range: readonly [lo: number, hi: number],
): readonly number[] {
  const n = law.d.length;
  if (n !== reference.d.length) {
    throw new RangeError(`a law of ${n} breaks cannot be matched to one of ${reference.d.length}`);
  }
  if (n < 2) return law.d.map((_, i) => i);
  const cost = costs(reference, law, range);
  let best: readonly number[] = [];
  let least = Infinity;
  for (const order of permutations(n)) {
    const sum = order.reduce((total, from, i) => total + cost[i][from], 0);
    if (best.length === 0 || sum < least) [best, least] = [order, sum];
  }
  return best;
}

/** The law with its breaks in another order: the curve that it draws is the same. */
export function reorderBreaks(law: BnslParameters, order: readonly number[]): BnslParameters {
  const reordered = (values: readonly number[]) => order.map((from) => values[from]);
  return { ...law, c: reordered(law.c), d: reordered(law.d), f: reordered(law.f) };
}

/** What a parameter of a law, such as d2, is called once its breaks are in another order. */
export function renumberBreak(name: string, order: readonly number[]): string {
  const number = Number(name.slice(1));
  return number > 0 ? `${name[0]}${order.indexOf(number - 1) + 1}` : name;
}

/**
 * Whether the data show each break of a law by itself: it stands strictly between the smallest and the largest training x,
 * no other break is within 2 % of that range in ln x (both of such a pair have merged), and its c is not 0 within the
 * rounding of the device: |cᵢ| > 1e-6·(|c0| + Σ|c|).
 */
export function identifiedBreaks({ c0, c, d }: BnslParameters, [lo, hi]: readonly [lo: number, hi: number]): boolean[] {
  const near = PLACE_NEAR * Math.log(hi / lo);
  const slopes = c.reduce((sum, change) => sum + Math.abs(change), Math.abs(c0));
  return d.map((place, i) => {
    const inside = lo < place && place < hi;
    const alone = d.every((other, j) => j === i || Math.abs(Math.log(place / other)) >= near);
    return inside && alone && Math.abs(c[i]) > VANISHED * slopes;
  });
}

/** [i][j]: of the law's break j in the place of the reference's i */
function costs(reference: BnslParameters, law: BnslParameters, [lo, hi]: readonly [number, number]): number[][] {
  const length = Math.log(hi / lo) || 1;
  const place = (d: number) => Math.min(Math.max(Math.log(d / lo) / length, -1), 2);
  const largest = Math.max(...reference.c.map(Math.abs)) || 1;
  return reference.d.map((d, i) =>
    law.d.map((other, j) => {
      const far = place(d) - place(other);
      const bend = held((reference.c[i] - law.c[j]) / largest);
      const width = held(Math.log(reference.f[i] / law.f[j]));
      return far ** 2 + (COST_OF_C * bend) ** 2 + (COST_OF_F * width) ** 2;
    }),
  );
}

/** Also of two corners (f = 0), whose sharpness does not differ. */
function held(difference: number): number {
  return Number.isNaN(difference) ? 0 : Math.min(Math.abs(difference), FARTHEST);
}

const known = new Map<number, readonly (readonly number[])[]>();

/** All orders of 0…n−1, lexicographic. */
function permutations(n: number): readonly (readonly number[])[] {
  const cached = known.get(n);
  if (cached) return cached;
  const extend = (order: readonly number[]): (readonly number[])[] =>
    order.length === n
      ? [order]
      : Array.from({ length: n }, (_, k) => k)
          .filter((k) => !order.includes(k))
          .flatMap((k) => extend([...order, k]));
  const all = extend([]);
  known.set(n, all);
  return all;
}

/** breaks closer than this share of the data's range in ln x, and ln f closer than that, are in one basin */
const BASIN_PLACE = 0.05;
const BASIN_SHARPNESS = 0.7;

/** Where refits ended, most frequent first, behind the fit's own parameters. */
export function winningBasins(
  form: Form,
  { problem, origins }: RefitProblem,
  refits: Refits,
  most: number,
): Float64Array[] {
  const [own] = origins;
  const width = problem.u[problem.u.length - 1] - problem.u[0];
  const basins: Basin[] = [{ p: own, bends: form.bends(own, problem.breaks), wins: Infinity }];
  for (let i = 0; i < refits.objective.length; i++) {
    if (!Number.isFinite(refits.objective[i])) continue;
    const p = refits.p.slice(i * own.length, (i + 1) * own.length);
    const bends = form.bends(p, problem.breaks);
    const home = basins.find((basin) => sameBasin(basin.bends, bends, width));
    if (home) home.wins++;
    else basins.push({ p, bends, wins: 1 });
  }
  return basins
    .sort((one, other) => other.wins - one.wins)
    .slice(0, most)
    .map(({ p }) => p);
}

interface Basin {
  readonly p: Float64Array;
  readonly bends: ReturnType<Form["bends"]>;
  wins: number;
}

/** Coarser than what tells minima of one data set apart: resampling moves them. */
function sameBasin(one: Basin["bends"], other: Basin["bends"], width: number): boolean {
  return one.every(
    ([place, logWidth], i) =>
      Math.abs(place - other[i][0]) <= BASIN_PLACE * width && Math.abs(logWidth - other[i][1]) <= BASIN_SHARPNESS,
  );
}
