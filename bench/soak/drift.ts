import { studentQuantile } from "../../src/core/statistics/student.js";

/** How a quantity moves over time. */
export interface Drift {
  /** mean over the first and the last block */
  readonly first: number;
  readonly last: number;
  readonly largest: number;
  /** per hour; null with fewer than three blocks */
  readonly perHour: number | null;
  /** 95 % interval of that */
  readonly low: number | null;
  readonly high: number | null;
}

/** what is measured one after the other is alike: means of so many stretches of time are less so */
const BLOCKS = 12;

/**
 * The line of least squares through a quantity over time, in hours, with Student's interval of its slope; both over means of
 * equal stretches of time, so that neighbours that are alike do not make the interval too small.
 */
export function driftOf(hours: readonly number[], values: readonly number[]): Drift {
  const blocks = blockMeans(hours, values);
  const [first, last] = [blocks.at(0)?.y ?? NaN, blocks.at(-1)?.y ?? NaN];
  const ends = { first, last, largest: Math.max(...values) };
  if (blocks.length < 3) return { ...ends, perHour: null, low: null, high: null };
  const x = mean(blocks.map((block) => block.x));
  const y = mean(blocks.map((block) => block.y));
  const spread = sum(blocks.map((block) => (block.x - x) ** 2));
  const slope = sum(blocks.map((block) => (block.x - x) * (block.y - y))) / spread;
  const squares = sum(blocks.map((block) => (block.y - y - slope * (block.x - x)) ** 2));
  const freedom = blocks.length - 2;
  const half = studentQuantile(0.975, freedom) * Math.sqrt(squares / freedom / spread);
  return { ...ends, perHour: slope, low: slope - half, high: slope + half };
}

function blockMeans(hours: readonly number[], values: readonly number[]): { x: number; y: number }[] {
  const [from, to] = [Math.min(...hours), Math.max(...hours)];
  const blockOf = (hour: number) => Math.min(BLOCKS - 1, Math.floor((BLOCKS * (hour - from)) / (to - from)));
  return Array.from({ length: BLOCKS }, (_, block) => hours.flatMap((h, i) => (blockOf(h) === block ? [i] : [])))
    .filter((members) => members.length > 0)
    .map((members) => ({ x: mean(members.map((i) => hours[i])), y: mean(members.map((i) => values[i])) }));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}
