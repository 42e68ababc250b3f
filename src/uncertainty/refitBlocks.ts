import { TILE } from "../core/engine/layout.js";
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
  const blocks: Block[] = [];
  let together: number[] = [];
  let load = NOTHING;
  const flush = () => {
    if (together.length > 0) blocks.push({ problems: together, first: 0, end: load.resamples });
    together = [];
    load = NOTHING;
  };
  problems.forEach((entry, i) => {
    const parts = Math.ceil(shareOf(withProblem(NOTHING, entry, freshStarts)));
    if (parts > 1) {
      blocks.push(...partsOf(i, entry.count, parts));
      return;
    }
    if (shareOf(withProblem(load, entry, freshStarts)) > 1) flush();
    together.push(i);
    load = withProblem(load, entry, freshStarts);
  });
  flush();
  return blocks;
}

/** What a device has to hold for some problems. */
interface Load {
  /** of the problem that has most: there is room for so many of each */
  readonly resamples: number;
  readonly points: number;
  readonly fits: number;
  /** false: the data themselves are refitted, which take no room besides */
  readonly drawn: boolean;
}

const NOTHING: Load = { resamples: 0, points: 0, fits: 0, drawn: false };

function withProblem(load: Load, { problem, plan, origins, count }: RefitProblem, fresh: number): Load {
  return {
    resamples: Math.max(load.resamples, count),
    points: load.points + problem.u.length,
    fits: load.fits + count * (origins.length + fresh),
    drawn: plan !== null,
  };
}

/** Of what it may hold. */
function shareOf({ resamples, points, fits, drawn }: Load): number {
  const places = drawn ? TILE * Math.ceil(resamples / TILE) : 1;
  return Math.max((places * points) / MOST_VALUES, fits / MOST_FITS);
}

function partsOf(problem: number, count: number, parts: number): Block[] {
  const size = Math.ceil(count / parts);
  const starts = Array.from({ length: Math.ceil(count / size) }, (_, i) => i * size);
  return starts.map((first) => ({ problems: [problem], first, end: Math.min(count, first + size) }));
}
