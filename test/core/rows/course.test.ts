import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bnsl, localSlope, type BnslParameters } from "../../../src/core/forms/evaluate.js";
import { courseOf, shareWithin } from "../../../src/core/rows/course.js";
import { lawInShort, lawWords } from "../../../src/text/lawWords.js";

// even over the range: fc.double is so over exponents of doubles, so that most of its numbers are next to 0
const within = (min: number, max: number) =>
  fc.integer({ min: 0, max: 1_000_000 }).map((i) => min + ((max - min) * i) / 1_000_000);
const log = (min: number, max: number) => within(Math.log(min), Math.log(max)).map(Math.exp);

/** f from one end of its bounds to the other, breaks in and out of the data, exponents up to their bounds. */
const anyLaw = fc.integer({ min: 0, max: 4 }).chain((n) => {
  const each = (value: fc.Arbitrary<number>) => fc.array(value, { minLength: n, maxLength: n });
  return fc.record({
    a: fc.oneof(fc.constant(0), within(-2, 2)),
    b: fc.tuple(log(1e-3, 1e3), fc.boolean()).map(([b, negative]) => (negative ? -b : b)),
    c0: within(-20, 20),
    c: each(within(-20, 20)),
    d: each(log(0.1, 1e5)),
    f: each(log(0.01, 10)),
  });
});
const DATA = [1, 1e4] as const;
const RUNS = 300;

function grid(from: number, to: number, count: number): number[] {
  return Array.from({ length: count + 1 }, (_, i) => Math.exp(from + (i * (to - from)) / count));
}

describe("courseOf", () => {
  it("goes over the range from end to end, by breaks and by turns", () => {
    fc.assert(
      fc.property(anyLaw, (law) => {
        const { stretches, runs } = courseOf(law, DATA);
        for (const parts of [stretches, runs]) {
          expect(parts[0].from).toBe(Math.log(DATA[0]));
          expect(parts.at(-1)!.to).toBe(Math.log(DATA[1]));
          for (const [i, { from }] of parts.slice(1).entries()) expect(from).toBe(parts[i].to);
        }
        const inside = law.d.filter((d) => d > DATA[0] && d < DATA[1]);
        expect(stretches).toHaveLength(new Set(inside).size + 1);
      }),
      { numRuns: RUNS },
    );
  });

  it("states slopes that the curve has there, and misses none but by little", () => {
    fc.assert(
      fc.property(anyLaw, (law) => {
        for (const { from, to, least, greatest, mean, steady, ends } of courseOf(law, DATA).stretches) {
          const slopes = grid(from, to, 1000).map((x) => localSlope(x, law));
          const [lo, hi] = [Math.min(...slopes), Math.max(...slopes)];
          // samples about breaks lie a quarter of f apart: within one a slope of c·s changes by c/16 at most
          const step = law.c.reduce((sum, c) => sum + Math.abs(c), 0) / 16;
          expect(least).toBeGreaterThanOrEqual(lo - step);
          expect(greatest).toBeLessThanOrEqual(hi + step);
          expect(least).toBeLessThanOrEqual(lo + step);
          expect(greatest).toBeGreaterThanOrEqual(hi - step);
          for (const each of [mean, ...(steady === null ? [] : [steady]), ...ends]) {
            expect(each).toBeGreaterThanOrEqual(least);
            expect(each).toBeLessThanOrEqual(greatest);
          }
        }
      }),
      { numRuns: RUNS },
    );
  });

  it("states directions that y has from one end of a run to the other, and inside but for what no one sees", () => {
    let turning = 0;
    fc.assert(
      fc.property(anyLaw, (law) => {
        const { runs } = courseOf(law, DATA);
        if (runs.length > 1) turning++;
        const all = grid(Math.log(DATA[0]), Math.log(DATA[1]), 2000).map((x) => bnsl(x, law));
        const finite = all.every(Number.isFinite);
        const range = Math.max(...all) - Math.min(...all);
        for (const { from, to, direction } of runs) {
          const y = grid(from, to, 300).map((x) => bnsl(x, law));
          if (!finite) continue;
          // x = exp(u) is rounded, u being up to ln 1e4, and y with it
          const rounding = 1e-13 * Math.max(...all.map(Math.abs));
          expect(direction * (y.at(-1)! - y[0])).toBeGreaterThanOrEqual(-rounding);
          const back = y.slice(1).reduce((most, value, i) => Math.max(most, -direction * (value - y[i])), 0);
          expect(back).toBeLessThanOrEqual(1e-4 * range + rounding);
        }
        for (const [i, { direction }] of runs.slice(1).entries())
          expect(Math.abs(direction - runs[i].direction)).toBeGreaterThan(0);
      }),
      { numRuns: RUNS },
    );
    // the test is none if no law turns
    expect(turning).toBeGreaterThan(RUNS / 20);
  });

  it("says in words nothing else: every exponent and verb is the curve's", () => {
    const context = { xName: "x", yName: "loss", fitted: DATA };
    fc.assert(
      fc.property(anyLaw, (law) => {
        const [direction, slopes] = lawWords(law, context);
        const stated = slopesIn(slopes);
        const { stretches } = courseOf(law, DATA);
        expect(stated).toHaveLength(stretches.length);
        stretches.forEach(({ from, to }, i) => {
          const seen = grid(from, to, 2000).map((x) => localSlope(x, law));
          const [lo, hi] = [Math.min(...seen), Math.max(...seen)];
          // three digits are stated; what is between two places of 2,000 is not seen
          for (const slope of stated[i]) {
            const room = 0.006 * Math.abs(slope) + 0.1 * (hi - lo) + 1e-12;
            expect(slope).toBeGreaterThanOrEqual(lo - room);
            expect(slope).toBeLessThanOrEqual(hi + room);
          }
        });
        const ends = DATA.map((x) => bnsl(x, law));
        if (direction.startsWith("loss rises throughout")) expect(ends[1]).toBeGreaterThan(ends[0]);
        if (direction.startsWith("loss falls throughout")) expect(ends[1]).toBeLessThan(ends[0]);
        expect(lawInShort(law, DATA).split("(")).toHaveLength(stretches.length);
      }),
      { numRuns: RUNS },
    );
  });

  it("states exponents of sharp breaks as they are", () => {
    const sharp = { a: 0.1, b: 1, c0: 0.35, c: [5.35], d: [100], f: [0.01] };
    const { stretches, runs } = courseOf(sharp, DATA);
    expect(stretches.map(({ steady }) => steady)).toEqual([-0.35, -5.7].map((s): unknown => expect.closeTo(s, 12)));
    expect(runs).toEqual([{ from: 0, to: Math.log(1e4), direction: -1 }]);
  });

  it("goes everywhere without a range: the middle of wide breaks is none of their exponents", () => {
    const wide = { a: 0, b: 1, c0: -10.6, c: [10.4, 9.6], d: [0.05, 2e5], f: [2, 2] };
    const [before, middle, after] = courseOf(wide, null).stretches;
    expect(before.steady).toBeCloseTo(10.6, 6);
    expect(after.steady).toBeCloseTo(-9.4, 6);
    expect(middle.greatest).toBeLessThan(10.6 - 10.4 / 2 + 1e-9);
  });

  it("has one direction and no change of y where b is 0 or the power law is lost in a", () => {
    const flat = { a: 1, b: 0, c0: 1, c: [], d: [], f: [] };
    expect(courseOf(flat, DATA).runs.map(({ direction }) => direction)).toEqual([0]);
    expect(courseOf({ ...flat, b: 1e-20 }, DATA).runs.map(({ direction }) => direction)).toEqual([0]);
  });

  it("has a slope at a single x", () => {
    const law = { a: 0, b: 1, c0: 0.5, c: [1], d: [10], f: [0.1] };
    expect(courseOf(law, [10, 10]).stretches.map(({ steady }) => steady)).toEqual([-1]);
  });
});

/** Slopes of each stretch as the sentence states them. */
function slopesIn(sentence: string): number[][] {
  const number = String.raw`−?\d[\d.]*(?:e-?\d+)?`;
  const said = new RegExp(
    `as x\\^(${number})|with a slope from (${number}) to (${number})|with slopes between (${number}) and (${number}) \\(mean (${number})\\)`,
    "g",
  );
  return [...sentence.matchAll(said)].map((match) =>
    match
      .slice(1)
      .filter((text): text is string => text !== undefined)
      .map((text) => Number(text.replaceAll("−", "-").replace(/\.$/, ""))),
  );
}

describe("exponents that no part of the curve attains", () => {
  // what an accuracy over 60 epochs (microsoft/nni#2006) and the spectrum of Mrk 421 were fitted with, made up anew
  const accuracy: BnslParameters = {
    a: 0,
    b: 5.996,
    c0: -8.646,
    c: [8.749, -0.1103, -8.903],
    d: [0.7552, 5.073, 600],
    f: [0.6456, 0.01, 0.5807],
  };
  const spectrum: BnslParameters = { a: 0, b: 1, c0: -10.6, c: [10, 10], d: [0.3, 3e4], f: [2.6, 2.6] };

  it("are not said of an accuracy that rises from its first epoch to its last", () => {
    const words = lawWords(accuracy, { xName: "epoch", yName: "top1_acc", fitted: [1, 60] }).slice(0, 2);
    expect(words[0]).toBe("top1_acc rises throughout the training rows (epoch 1 to 60).");
    expect(words.join()).not.toMatch(/falls|8\.65|8\.91|−/);
    for (const [lo, ...more] of slopesIn(words[1])) for (const each of [lo, ...more]) expect(each).toBeGreaterThan(0);
  });

  it("are not said of a spectrum of slopes from 1 to −1.9", () => {
    const fitted = [1, 1e4] as const;
    const slopes = grid(0, Math.log(1e4), 500).map((x) => localSlope(x, spectrum));
    expect(Math.max(...slopes.map(Math.abs))).toBeLessThan(5);
    const words = lawWords(spectrum, { xName: "E", yName: "flux", fitted });
    expect(words[0]).toMatch(/^Over the training rows \(E 1 to 10000\) flux rises to E = [\d.]+, then falls\.$/);
    expect(words[1]).not.toMatch(/10\.6|9\.4/);
    expect(words[2]).toContain("most of the turn lies outside the data");
    expect(lawInShort(spectrum, fitted)).not.toMatch(/10\.6|9\.4/);
  });
});

describe("shareWithin", () => {
  it("is one for a sharp break inside, next to nothing outside, and half from a break on", () => {
    const law = { a: 0, b: 1, c0: 1, c: [1, 1, 1], d: [100, 1e9, 1], f: [0.01, 0.01, 0.01] };
    expect([0, 1, 2].map((i) => shareWithin(law, i, DATA))).toEqual(
      [1, 0, 0.5].map((s): unknown => expect.closeTo(s, 12)),
    );
  });

  it("is the change of the local slope over the change of the exponent", () => {
    const law = { a: 0, b: 1, c0: 1, c: [3], d: [7], f: [2] };
    const change = localSlope(DATA[1], law) - localSlope(DATA[0], law);
    expect(shareWithin(law, 0, DATA)).toBeCloseTo(-change / 3, 14);
  });
});
