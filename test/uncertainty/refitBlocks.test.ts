import { describe, expect, it } from "vitest";
import { TILE } from "../../src/core/engine/layout.js";
import { blocksOf } from "../../src/uncertainty/refitBlocks.js";
import { resamplePlan } from "../../src/uncertainty/resamplePlan.js";
import { clearLaws, geometric, lawCurve } from "../support/curves.js";
import { fittedOf } from "../support/fitted.js";

const POINTS = 40;
/** bytes of a buffer that any WebGPU device lets a shader bind */
const MOST_BYTES = 128 << 20;

const fit = fittedOf(lawCurve(clearLaws[0], geometric(1e3, 1e7, POINTS), 0.02, 1), clearLaws[0]);
const plan = resamplePlan(fit.problem, fit.linearisation, "residual", "none");
const entry = (count: number, origins = 1) => ({
  problem: fit.problem,
  hash: fit.plan.hash,
  plan,
  count,
  origins: new Array<Float64Array>(origins).fill(fit.p),
});

/** Every (problem, resample) of the blocks, as often as it stands in them. */
const covered = (counts: readonly number[], blocks: ReturnType<typeof blocksOf>) =>
  counts.map((count, i) => {
    const times = new Array<number>(count).fill(0);
    for (const { problems, first, end } of blocks) {
      for (let k = first; k < Math.min(end, count) && problems.includes(i); k++) times[k]++;
    }
    return times;
  });

/** What the samples of a block take on the device. */
const bytesOf = ({ problems, first, end }: ReturnType<typeof blocksOf>[number]) =>
  8 * TILE * Math.ceil((end - first) / TILE) * problems.length * POINTS;

describe("blocksOf", () => {
  it("has every resample of every problem once, in blocks of whole problems where they fit", () => {
    const counts = [10, 1, 33, 200];
    const blocks = blocksOf(
      counts.map((count) => entry(count)),
      2,
    );
    expect(blocks).toEqual([{ problems: [0, 1, 2, 3], first: 0, end: 200 }]);
    expect(
      covered(counts, blocks)
        .flat()
        .every((times) => times === 1),
    ).toBe(true);
  });

  it("cuts the resamples of a problem that is too large alone, and keeps the others together", () => {
    const counts = [50, 300_000, 50];
    const blocks = blocksOf(
      counts.map((count) => entry(count)),
      2,
    );
    expect(blocks.length).toBeGreaterThan(2);
    expect(
      covered(counts, blocks)
        .flat()
        .every((times) => times === 1),
    ).toBe(true);
    for (const block of blocks) expect(bytesOf(block)).toBeLessThanOrEqual(MOST_BYTES / 2);
  });

  it("counts the room that a device makes: whole tiles, and for each problem as many as the largest has", () => {
    const few = new Array<number>(20_000).fill(3);
    const one = [...new Array<number>(5000).fill(8), 256];
    for (const counts of [few, one]) {
      const blocks = blocksOf(
        counts.map((count) => entry(count)),
        2,
      );
      for (const block of blocks) expect(bytesOf(block)).toBeLessThanOrEqual(MOST_BYTES / 2);
      expect(blocks.reduce((sum, { problems }) => sum + problems.length, 0)).toBe(counts.length);
    }
  });

  it("takes the data themselves for what they are: no resamples to make room for", () => {
    const held = new Array(1000).fill({ ...entry(1), plan: null });
    expect(blocksOf(held, 8)).toHaveLength(1);
  });
});
