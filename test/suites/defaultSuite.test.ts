import { describe, expect, it } from "vitest";
import { defaultSuite, type SuiteCurve } from "../../bench/suites/defaultSuite.js";
import { lawValue } from "../../bench/suites/law.js";

const suite = defaultSuite();

describe("the default suite", () => {
  it("has the benchmark's curves by domain, each key once", () => {
    const count = (domain: string) => suite.filter((curve) => curve.key[0] === domain).length;
    expect([count("IC"), count("NMT"), count("LM"), count("BB")]).toEqual([72, 5, 5, 10]);
    expect(new Set(suite.map((curve) => curve.key.join("|"))).size).toBe(92);
  });

  it("has as many curves as the benchmark with enough training points for 0…3 breaks", () => {
    const enough = (parameters: number) => suite.filter(({ grid }) => new Set(grid.train).size > parameters).length;
    expect([3, 6, 9, 12].map(enough)).toEqual([92, 92, 90, 81]);
  });

  it("holds out points beyond the training ones, to at most 2.2 times as far", () => {
    for (const { key, grid } of suite) {
      const last = Math.max(...grid.train);
      expect(Math.min(...grid.test), key.join()).toBeGreaterThan(last);
      expect(Math.max(...grid.test) / last, key.join()).toBeLessThan(2.2);
    }
  });

  it("has breaks inside the training range, sharp ones and smooth ones", () => {
    const breaks = suite.flatMap(({ truth, grid }) => truth.breaks.map((at) => ({ ...at, grid })));
    for (const { d, grid } of breaks) {
      expect(d).toBeGreaterThan(Math.min(...grid.train));
      expect(d).toBeLessThan(Math.max(...grid.train));
    }
    const sharp = breaks.filter(({ f }) => f <= 0.15).length;
    const smooth = breaks.filter(({ f }) => f >= 0.5).length;
    expect(sharp + smooth).toBe(breaks.length);
    expect(Math.min(sharp, smooth)).toBeGreaterThan(breaks.length / 3);
    for (const n of [0, 1, 2]) expect(suite.filter(({ truth }) => truth.breaks.length === n).length).toBeGreaterThan(9);
  });

  it("has one curve that rises again, and no other", () => {
    expect(suite.filter(rises).map(({ key }) => key.join())).toEqual(["IC,atlas_10,Patch/S"]);
    const { truth } = suite.find(rises)!;
    expect(truth.c0).toBeGreaterThan(0);
    expect(truth.c0 + truth.breaks[0].c).toBeLessThan(0);
    expect(truth.breaks[1].c).toBeGreaterThan(0);
  });

  it("has the addition-like drop: 14 training points, most of the drop in the last few", () => {
    const { truth, grid } = suite.find(({ key }) => key[1] === "('sums', '2-shot')")!;
    expect([grid.train.length, grid.test.length]).toEqual([14, 3]);
    const y = grid.train.map((x) => lawValue(truth, x));
    expect(y[0] - y[7]).toBeLessThan((y[7] - y[13]) / 2);
    expect(truth.breaks[0].c).toBeGreaterThan(3);
  });

  it("is another suite under another seed", () => {
    const other = defaultSuite(93);
    expect(other[0].key).toEqual(suite[0].key);
    expect(other[0].truth).not.toEqual(suite[0].truth);
  });
});

function rises({ truth, grid }: SuiteCurve): boolean {
  const y = [...grid.train, ...grid.test].map((x) => lawValue(truth, x));
  return y.some((value, i) => i > 0 && value > y[i - 1]);
}
