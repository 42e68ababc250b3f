import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { scipyContestant, ourContestant } from "../../bench/bootstrap/contestants.js";
import { encodeResamples, judged, resampledCurves, shareReached } from "../../bench/bootstrap/resampledCurve.js";
import { readNumbers, writeNumbers } from "../../bench/peers/formats.js";
import { findRequirement } from "../../bench/peers/requirements.js";
import { noisyCurve } from "../../bench/simulated/truthCurve.js";
import { CpuEngine } from "../../src/core/engine/cpuEngine.js";
import { inlineExecutor } from "../../src/core/engine/tasks.js";
import { resolveOptions } from "../../src/core/options.js";
import { fitCurves } from "../../src/core/fit.js";
import type { FitRow } from "../../src/core/types.js";

const law = { a: 0, b: 1, c0: 0.1, c: [0.4], d: [3e4], f: [0.2] };
const observed = { law, range: [1e3, 1e6], points: 30, sigma: 0.02 } as const;
const options = resolveOptions({ breaks: [1], select: "none", signB: "+", starts: 64 });
const engine = new CpuEngine(inlineExecutor);

async function madeCurves(kind: "residual" | "case", count: number) {
  const curves = [0, 1].map((i) => noisyCurve(observed, "made", i, 0));
  const rows: FitRow[] = [];
  for await (const window of fitCurves(curves, options, { engine, executor: inlineExecutor })) rows.push(...window);
  const pairs = curves.map((curve, i) => ({ curve, row: rows[i], rows: [rows[i]] }));
  return resampledCurves(pairs, options, { kind, count, seed: 0 });
}

describe("resamples for a peer", () => {
  it("stand in the file as they were drawn", async () => {
    const curves = await madeCurves("case", 3);
    const folder = mkdtempSync(join(tmpdir(), "bnsl-resamples-"));
    writeNumbers(join(folder, "resamples"), encodeResamples(curves));
    const numbers = readNumbers(join(folder, "resamples"));
    rmSync(folder, { recursive: true });
    expect(Array.from(numbers.subarray(0, 7))).toEqual([1, 2, 1, 6, 3, 30, 1]);
    const curveLength = 2 + 3 * 6 + 30 + 3 * 2 * 30;
    expect(numbers).toHaveLength(5 + 2 * curveLength);
    const last = curves[1].drawn[2];
    expect(numbers.slice(-60, -30)).toEqual(last.y);
    expect(numbers.slice(-30)).toEqual(last.w);
    expect(last.w.some((weight) => weight === 0)).toBe(true); // drawn with replacement
  });

  it("are judged within the bounds", async () => {
    const [{ entry, drawn }] = await madeCurves("residual", 1);
    const [own] = entry.origins;
    const at = judged(drawn[0], own);
    expect(at).toBeGreaterThan(0);
    const beyond = own.slice();
    beyond[3] = -1; // a < 0 is put back on 0
    const onBound = own.slice();
    onBound[3] = 0;
    expect(judged(drawn[0], beyond)).toBe(judged(drawn[0], onBound));
    expect(
      judged(
        drawn[0],
        own.map(() => NaN),
      ),
    ).toBe(Infinity);
  });

  it("are refused where a peer could not know what the fit was told", () => {
    const tied = resolveOptions({ breaks: [1], ties: { c1: "-c0" } });
    expect(() => resampledCurves([], tied, { kind: "auto", count: 1, seed: 0 })).toThrow(/without ties/);
  });

  it("are refitted to the same minima by SciPy, where it is here", async () => {
    const found = findRequirement("scipy");
    const curves = await madeCurves("residual", 4);
    const ours = await ourContestant(engine, "default effort", 0).run(curves);
    expect(ours.objectives).toHaveLength(8);
    expect(shareReached(ours.objectives, ours.objectives, 0)).toBe(1);
    if (!("program" in found)) return;
    const theirs = await scipyContestant(found.program, { method: "trf", processes: 1 }).run(curves);
    expect(theirs.seconds).toBeGreaterThan(0);
    expect(shareReached(ours.objectives, theirs.objectives, 1e-4)).toBe(1);
    expect(shareReached(theirs.objectives, ours.objectives, 1e-2)).toBeGreaterThan(0.5);
  });
});

describe("the share of minima that one reaches of another", () => {
  it("counts lower ones and those within the tolerance, and no failure", () => {
    const one = Float64Array.from([1, 2, 3, Infinity]);
    const other = Float64Array.from([1.5, 2, 2.9, Infinity]);
    expect(shareReached(one, other, 1e-4)).toBe(0.5);
    expect(shareReached(one, other, 0.1)).toBe(0.75);
  });
});
