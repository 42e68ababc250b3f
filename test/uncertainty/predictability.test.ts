import { describe, expect, it } from "vitest";
import { CpuEngine } from "../../src/core/engine/cpuEngine.js";
import { inlineExecutor } from "../../src/core/engine/tasks.js";
import { predictabilityRows } from "../../src/uncertainty/predictability.js";
import {
  EXAMPLE_LAW,
  resolvePredictability,
  type PredictabilityRequest,
} from "../../src/uncertainty/predictabilityRequest.js";

const study = (partial: Partial<PredictabilityRequest>) =>
  predictabilityRows(
    [{ key: [], law: EXAMPLE_LAW, sigma: 0.02 }],
    resolvePredictability({
      pointsPerDecade: 5,
      simulations: 6,
      sharpness: [0.05],
      noise: [0.01],
      ...partial,
    }),
    { engine: new CpuEngine(inlineExecutor) },
  );

describe("predictability", () => {
  it("sees a sharp break behind which data go on, and not the one before which they stop", async () => {
    const [beforeKnown, before, behindKnown, behind] = await study({ stops: [0.5, 4] });
    expect([beforeKnown, before].map(({ knowledge }) => knowledge)).toEqual(["known", "aicc"]);
    expect(before.taken!).toBeLessThan(0.5); // noise alone may look like a break
    expect(before.locationError).toBe(Infinity);
    expect(before.located!).toBeLessThan(0.5);
    expect(before.medianError!).toBeGreaterThan(0.2); // a straight line goes on straight
    expect(behind.taken).toBe(1);
    expect(behind.located).toBe(1);
    expect(behind.medianError!).toBeLessThan(0.05);
    expect(behindKnown.medianError).toBe(behind.medianError);
    expect([beforeKnown.points, behind.points]).toEqual([14, 19]);
    for (const row of [beforeKnown, before, behindKnown, behind]) {
      expect(row.failed).toBe(0);
      expect(row.upperError!).toBeGreaterThanOrEqual(row.medianError!);
    }
  });

  it("has a cell's figures depend on the cell and the seed alone", async () => {
    const alone = await study({ stops: [2] });
    const among = await study({ stops: [4, 2], noise: [0.05, 0.01] });
    const same = among.filter(({ stop, noise }) => stop === 2 && noise === 0.01);
    expect(same).toEqual(alone);
    expect(await study({ stops: [2], seed: 1 })).not.toEqual(alone);
  });

  it("has repeated runs bring the error down, as if the noise were 1/√repeats of it", async () => {
    const rows = await study({ stops: [2], noise: [0.05], repeats: [1, 16], simulations: 24 });
    const [one, many] = rows.filter(({ knowledge }) => knowledge === "known");
    expect(many.points).toBe(one.points);
    expect(many.medianError!).toBeLessThan(one.medianError! / 2);
  });

  it("takes the law's own sharpness and its fit's own noise where it is asked to", async () => {
    const [row] = await study({ stops: [2], sharpness: "own", noise: "own", simulations: 2 });
    expect([row.sharpness, row.noise]).toEqual([0.2, 0.02]);
  });
});
