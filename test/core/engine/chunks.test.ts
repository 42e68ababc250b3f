import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chunkRanges, fitGroups, windows } from "../../../src/core/engine/dispatches.js";

describe("chunkRanges", () => {
  it("covers every fit once, in order, in pieces that fit", () => {
    fc.assert(
      fc.property(fc.nat(500), fc.integer({ min: 1, max: 600 }), (count, most) => {
        const ranges = chunkRanges(count, most);
        const covered = ranges.flatMap(([first, end]) => Array.from({ length: end - first }, (_, i) => first + i));
        expect(covered).toEqual(Array.from({ length: count }, (_, i) => i));
        for (const [first, end] of ranges) {
          expect(end - first).toBeGreaterThan(0);
          expect(end - first).toBeLessThanOrEqual(most);
        }
        expect(ranges).toHaveLength(Math.ceil(count / most));
      }),
      { numRuns: 100, seed: 1 },
    );
  });
});

describe("fitGroups", () => {
  const counts = fc.array(fc.integer({ min: 1, max: 150 }), { minLength: 1, maxLength: 6 });

  /** Starts 5, 6, … of each problem, problem after problem. */
  function fitsOf(each: readonly number[]): { problem: number[] } {
    return { problem: each.flatMap((count, i) => new Array<number>(count).fill(i)) };
  }

  it("covers every fit once, with one problem to a group", () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 64 }), fc.nat(50), (each, most, skip) => {
        const fits = fitsOf(each);
        const end = fits.problem.length;
        const first = Math.min(skip, end - 1);
        const groups = fitGroups(fits, first, end, most);
        let next = first;
        for (const group of groups) {
          expect(group.firstFit).toBe(next - first);
          expect(group.fits).toBeGreaterThan(0);
          expect(group.fits).toBeLessThanOrEqual(most);
          for (let i = 0; i < group.fits; i++, next++) {
            expect(fits.problem[next]).toBe(group.problem);
          }
        }
        expect(next).toBe(end);
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  it("makes no more groups than it must", () => {
    fc.assert(
      fc.property(counts, (each) => {
        const fits = fitsOf(each);
        const groups = fitGroups(fits, 0, fits.problem.length, 64);
        expect(groups).toHaveLength(each.reduce((sum, count) => sum + Math.ceil(count / 64), 0));
      }),
      { numRuns: 50, seed: 1 },
    );
  });
});

describe("windows", () => {
  const sized = (...lengths: number[]) => lengths.map((length) => ({ x: { length } }));

  it("cover every curve once, in order, and bound curves, points and starts", () => {
    const length = fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 2 ** 21 }));
    fc.assert(
      fc.property(fc.array(length, { maxLength: 400 }), fc.integer({ min: 1, max: 2 ** 20 }), (lengths, starts) => {
        const cuts = windows(sized(...lengths), starts);
        const covered = cuts.flatMap(([first, end]) => Array.from({ length: end - first }, (_, i) => first + i));
        expect(covered).toEqual(lengths.map((_, i) => i));
        for (const [first, end] of cuts) {
          const points = lengths.slice(first, end).reduce((sum, count) => sum + count, 0);
          expect(end - first === 1 || points <= 2 ** 20).toBe(true);
          expect(end - first).toBeLessThanOrEqual(128);
          expect(end - first === 1 || (end - first) * starts <= 2 ** 19).toBe(true);
        }
      }),
      { numRuns: 50, seed: 1 },
    );
  });

  it("keep small curves together, and give a huge one a window of its own", () => {
    expect(windows(sized(5, 5, 2 ** 21, 5), 64)).toEqual([
      [0, 2],
      [2, 3],
      [3, 4],
    ]);
    expect(windows([], 64)).toEqual([]);
  });
});
