import type { RefitProblem } from "./refitProblem.js";

/** (y, weight) pairs and fits that a device holds at once */
const MOST_VALUES = 1 << 22;
const MOST_FITS = 1 << 18;

/** Resamples first … end − 1 of some problems. */
export interface Block {
  readonly problems: readonly number[];
  readonly first: number;
  readonly end: number;
}

/** Cuts resamples and problems so that a device can hold a block; no cut changes a refit. */
export function blocksOf(problems: readonly RefitProblem[], freshStarts: number): Block[] {
  const cost = ({ problem, origins, count }: RefitProblem) =>
    Math.max((count * problem.u.length) / MOST_VALUES, (count * (origins.length + freshStarts)) / MOST_FITS);
  const blocks: Block[] = [];
  let together: number[] = [];
  let total = 0;
  const flush = () => {
    if (together.length > 0) blocks.push({ problems: together, first: 0, end: mostOf(together, problems) });
    together = [];
    total = 0;
  };
  problems.forEach((entry, i) => {
    const parts = Math.ceil(cost(entry));
    if (parts > 1) blocks.push(...partsOf(i, entry.count, parts));
    else {
      if (total + cost(entry) > 1) flush();
      together.push(i);
      total += cost(entry);
    }
  });
  flush();
  return blocks;
}

function partsOf(problem: number, count: number, parts: number): Block[] {
  const size = Math.ceil(count / parts);
  const starts = Array.from({ length: Math.ceil(count / size) }, (_, i) => i * size);
  return starts.map((first) => ({ problems: [problem], first, end: Math.min(count, first + size) }));
}

function mostOf(picked: readonly number[], problems: readonly RefitProblem[]): number {
  return picked.reduce((most, i) => Math.max(most, problems[i].count), 0);
}
