import type { Draws } from "./draws.js";
import { sixDigits } from "./law.js";

/** Where a curve was evaluated: both ascending, every test x beyond the training ones. */
export interface Grid {
  readonly train: readonly number[];
  readonly test: readonly number[];
}

/** An image run: evaluations a step apart at first, then 5 % apart; held out in even steps up to twice as far. */
export function imageGrid(step: number, decades: number, tests: number, draws: Draws): Grid {
  const end = step * 10 ** decades;
  const train: number[] = [];
  for (let x = step; x <= end; x += Math.max(step, 0.05 * x) * draws.between(0.85, 1.15)) train.push(x);
  const last = train[train.length - 1];
  return rounded(train, evenly(1.06 * last, draws.between(2.02, 2.14) * last, tests));
}

/** Data sets that double in size, the largest one held out. */
export function doublingGrid(smallest: number, points: number): Grid {
  const sizes = Array.from({ length: points + 1 }, (_, i) => smallest * 2 ** i);
  return rounded(sizes.slice(0, points), sizes.slice(points));
}

/** Checkpoints at multiples of one number of tokens, the second half of the run held out. */
export function checkpointGrid(step: number, points: number): Grid {
  const multiples = Array.from({ length: 2 * points }, (_, i) => step * (i + 1));
  return rounded(multiples.slice(0, points), multiples.slice(points));
}

/** The run that all few-shot tasks are read off. */
export function fewShotGrid(): Grid {
  return rounded([3e9, ...geometric(5.6e9, 1.3e11, 18)], geometric(1.55e11, 2.66e11, 24));
}

/** A drop as sharp as that of learning to add, at 780: closer together around it, three points held out beyond. */
export function additionGrid(): Grid {
  return rounded([200, 250, 310, 380, 450, 520, 580, 640, 690, 730, 770, 810, 850, 900], [960, 1030, 1110]);
}

export function geometric(low: number, high: number, points: number): number[] {
  return Array.from({ length: points }, (_, i) => low * (high / low) ** (i / (points - 1)));
}

function evenly(low: number, high: number, points: number): number[] {
  return Array.from({ length: points }, (_, i) => low + ((high - low) * i) / (points - 1));
}

function rounded(train: readonly number[], test: readonly number[]): Grid {
  return { train: train.map(sixDigits), test: test.map(sixDigits) };
}
