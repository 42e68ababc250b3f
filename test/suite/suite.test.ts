import { describe, expect, it } from "vitest";
import { InputError } from "../../src/core/errors.js";
import { cellsWithoutFit, scoreSuite } from "../../src/suite/suite.js";
import type { FormSummary, Suite, SuiteRequest } from "../../src/suite/suiteResult.js";
import { madeCurve, madeFit, madeForms, madeSet, madeSuite } from "./madeSuite.js";

const request: SuiteRequest = { forms: madeForms, resamples: 200 };

function scored(parts: Partial<SuiteRequest> = {}): Suite {
  const { set, fits } = madeSuite();
  return scoreSuite(set, fits, { ...request, ...parts });
}

function column<K extends keyof FormSummary>(suite: Suite, name: string, field: K): FormSummary[K][] {
  const section = suite.sections.find((candidate) => candidate.name === name)!;
  return section.forms.map((form) => form[field]);
}

const near = (values: readonly number[]) => values.map((value): unknown => expect.closeTo(value, 12));

describe("the cells of a suite worked out by hand", () => {
  const suite = scored();

  it("have errors, ranks and who is best", () => {
    const rows = suite.cells.map((cells) => cells.map(({ rmsleTest, rank, best }) => [rmsleTest, rank, best]));
    const error = (value: number): unknown => expect.closeTo(value, 9);
    expect(rows).toEqual([
      [
        [error(0.1005), 1, true],
        [error(0.2005), 2, false],
        [error(0.4005), 3, false],
      ],
      [
        [error(0.2005), 2.5, false],
        [error(0.2005), 2.5, false],
        [error(0.1005), 1, true],
      ],
      [
        [error(0.3005), 2, true],
        [error(0.3005), 2, true],
        [error(0.3005 * (1 + 5e-7)), 2, true],
      ],
      [
        [null, 2.5, false],
        [null, 2.5, false],
        [error(0.8005), 1, true],
      ],
      [
        [null, null, false],
        [null, null, false],
        [null, null, false],
      ],
    ]);
  });

  it("have standard errors only of several test rows", () => {
    const first = suite.cells.map(([cell]) => cell.seTest);
    expect(first).toEqual([expect.closeTo(0, 8), expect.closeTo(0, 8), null, null, null]);
  });

  it("keep the training error of a form that fails on test rows, and of a curve without any", () => {
    expect(suite.cells[4].map(({ rmsleTrain }) => rmsleTrain)).toEqual(near([0.1005, 0.1005, 0.1005]));
    expect(suite.cells[3].map(({ nTrain, nTest }) => [nTrain, nTest])).toEqual([
      [3, 2],
      [3, 2],
      [3, 2],
    ]);
    expect(suite.cells[3].map(({ unusableTestRows }) => unusableTestRows)).toEqual([0, 2, 0]);
  });

  it("tell which have no fit", () => {
    expect(cellsWithoutFit(suite).map(({ key, form }) => [...key, form])).toEqual([["L", "m4", "a"]]);
  });
});

describe("the summary of a suite worked out by hand", () => {
  const suite = scored({ groups: { both: ["V", "L"] } });

  it("has a section for all, each group and each domain, of the curves that have test rows", () => {
    expect(suite.domainName).toBe("Domain");
    expect(suite.sections.map(({ kind, name, curves, commonCurves }) => [kind, name, curves, commonCurves])).toEqual([
      ["all", "all", 4, 3],
      ["group", "both", 4, 3],
      ["domain", "V", 3, 3],
      ["domain", "L", 1, 0],
    ]);
  });

  it("counts wins, ties in part", () => {
    expect(column(suite, "all", "wins")).toEqual(near([4 / 3, 1 / 3, 7 / 3]));
    expect(column(suite, "all", "shareBest")).toEqual(near([1 / 3, 1 / 12, 7 / 12]));
    expect(column(suite, "V", "wins")).toEqual(near([4 / 3, 1 / 3, 4 / 3]));
    expect(column(suite, "L", "shareBest")).toEqual([0, 0, 1]);
  });

  it("has mean and median ranks", () => {
    expect(column(suite, "all", "meanRank")).toEqual([2, 2.25, 1.75]);
    expect(column(suite, "all", "medianRank")).toEqual([2.25, 2.25, 1.5]);
  });

  it("has geometric means over the curves on which every form has an error", () => {
    const means = [
      [0.1005, 0.2005, 0.3005],
      [0.2005, 0.2005, 0.3005],
      [0.4005, 0.1005, 0.3005 * (1 + 5e-7)],
    ].map((errors) => Math.cbrt(errors.reduce((product, error) => product * error)));
    expect(column(suite, "all", "geometricMeanTest")).toEqual(near(means));
    expect(column(suite, "L", "geometricMeanTest")).toEqual([null, null, null]);
  });

  it("has medians in which a failure is infinite", () => {
    expect(column(suite, "all", "medianTest")).toEqual(near([0.2505, 0.2505, (0.3005 * (1 + 5e-7) + 0.4005) / 2]));
    expect(column(suite, "L", "medianTest")).toEqual([null, null, expect.closeTo(0.8005, 12)]);
    expect(column(suite, "all", "failures")).toEqual([1, 1, 0]);
  });

  it("gives a group of all domains the numbers of all", () => {
    const [all, both] = suite.sections;
    expect(both.forms).toEqual(all.forms);
    expect(both.comparisons).toEqual(all.comparisons);
  });
});

describe("the comparison of a suite worked out by hand", () => {
  it("is of the last form with each other where nothing else is asked for", () => {
    expect(scored().sections[0].comparisons.map(({ a, b }) => [a, b])).toEqual([
      ["c", "a"],
      ["c", "b"],
    ]);
  });

  it("counts curves, failures as higher, and takes differences where both have errors", () => {
    const [all, , domainL] = scored({ compare: [["c", "b"]] }).sections;
    const difference = (Math.log(0.4005 / 0.2005) + Math.log(0.1005 / 0.2005)) / 3;
    expect(all.comparisons).toEqual([
      {
        a: "c",
        b: "b",
        curves: 3,
        aLower: 2,
        bLower: 1,
        ties: 1,
        signTestP: 1,
        meanDifference: expect.closeTo(difference, 12) as number,
        interval: all.comparisons[0].interval,
        shareLower: all.comparisons[0].shareLower,
      },
    ]);
    const [lo, hi] = all.comparisons[0].interval!;
    expect([lo < difference, difference < hi]).toEqual([true, true]);
    expect(domainL.comparisons[0]).toMatchObject({
      curves: 0,
      meanDifference: null,
      interval: null,
      aLower: 1,
    });
  });

  it("swaps signs and counts when the forms are swapped", () => {
    const [forward, backward] = scored({
      compare: [
        ["a", "c"],
        ["c", "a"],
      ],
    }).sections[0].comparisons;
    expect(backward.meanDifference).toBe(-forward.meanDifference!);
    expect(backward.interval).toEqual([-forward.interval![1], -forward.interval![0]]);
    expect([backward.aLower, backward.bLower, backward.ties]).toEqual([forward.bLower, forward.aLower, forward.ties]);
    expect(backward.signTestP).toBe(forward.signTestP);
  });
});

describe("negative controls", () => {
  const curves = Array.from({ length: 12 }, (_, i) => madeCurve([`d${i % 2}`, `k${i}`], 4, 3));
  const error = (i: number) => 0.05 + 0.01 * i;

  it("a form that is worse everywhere never wins and is surely worse", () => {
    const fits = curves.map((curve, i) => [
      madeFit(curve, "better", error(i)),
      madeFit(curve, "worse", 1.2 * error(i)),
    ]);
    const { sections } = scoreSuite(madeSet(curves), fits, { forms: ["better", "worse"], resamples: 300 });
    for (const section of sections) {
      expect(section.forms.map(({ shareBest, meanRank }) => [shareBest, meanRank])).toEqual([
        [1, 1],
        [0, 2],
      ]);
      expect(section.comparisons[0]).toMatchObject({ aLower: 0, bLower: section.curves, shareLower: 0 });
      expect(section.comparisons[0].meanDifference).toBeCloseTo(Math.log(1.2), 12);
      section.comparisons[0].interval!.forEach((end) => expect(end).toBeCloseTo(Math.log(1.2), 12));
    }
  });

  it("a form under two names shares every win and differs by exactly 0", () => {
    const fits = curves.map((curve, i) => ["one", "two"].map((form) => madeFit(curve, form, error(i))));
    const { sections, caveats } = scoreSuite(madeSet(curves), fits, {
      forms: ["one", "two"],
      resamples: 100,
    });
    expect(sections[0].forms.map(({ wins }) => wins)).toEqual([6, 6]);
    expect(sections[0].comparisons[0]).toMatchObject({
      meanDifference: 0,
      interval: [0, 0],
      shareLower: 0.5,
      ties: 12,
      signTestP: 1,
    });
    expect(caveats.ties).toEqual([{ forms: ["one", "two"], curves: 12, best: 12 }]);
  });

  it("what rounding leaves between two forms decides nothing", () => {
    const fits = curves.map((curve, i) => [
      madeFit(curve, "one", error(i)),
      madeFit(curve, "two", error(i) * (1 + 1e-9)),
    ]);
    const { sections } = scoreSuite(madeSet(curves), fits, { forms: ["one", "two"], resamples: 100 });
    expect(sections[0].comparisons[0]).toMatchObject({ interval: [0, 0], shareLower: 0.5, ties: 12 });
  });

  it("the order of forms changes their columns only", () => {
    const { set, fits } = madeSuite();
    const forward = scoreSuite(set, fits, request).sections[0].forms;
    const reversed = scoreSuite(
      set,
      fits.map((row) => row.toReversed()),
      { ...request, forms: madeForms.toReversed() },
    ).sections[0].forms;
    expect(reversed.toReversed()).toEqual(forward);
  });
});

describe("what does not belong together", () => {
  it("is told by curve", () => {
    const { set, fits } = madeSuite();
    const short = fits.map((row, i) => (i === 1 ? row.slice(0, 2) : row));
    expect(() => scoreSuite(set, short, request)).toThrow(InputError);
    expect(() => scoreSuite(set, short, request)).toThrow(
      "curve 2 (V / m2) has fits of a, b: there must be one of each form, a, b, c",
    );
    expect(() => scoreSuite(set, [], request)).toThrow("curve 1 (V / m1) has fits of none");
  });

  it("is a y without a logarithm", () => {
    const { set, fits } = madeSuite();
    set.curves[2].y[3] = 0;
    expect(() => scoreSuite(set, fits, request)).toThrow(
      "curve 3 (V / m3), row 4: y is 0, which has no logarithm; RMSLE needs y above 0",
    );
  });
});
