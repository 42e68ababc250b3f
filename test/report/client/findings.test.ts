import { expect, it } from "vitest";
import { indexCurves } from "../../../src/report/client/curveIndex.js";
import { doubtsOf, reachWords } from "../../../src/report/client/tests.js";
import { findingsOf } from "../../../src/report/client/curve/findings.js";
import { distinctNumbers, fixed, number } from "../../../src/report/client/ui/numbers.js";
import { errorWords } from "../../../src/report/client/ownScale.js";
import { RMSE, RMSLE } from "../../../src/core/rows/errorMeasure.js";
import { dotPath, nearestDot } from "../../../src/report/client/summary/ErrorScatter.js";
import { smallestP } from "../../../src/core/statistics/multiplicity.js";
import type { PageData } from "../../../src/report/pageData.js";
import type { FitRow } from "../../../src/core/types.js";
import { madeMeta, madeRow } from "../../tables/madeFits.js";
import { madeInterval, madeTest } from "../../tables/madeUncertainty.js";
import { madePage } from "../madePage.js";

const calm = {
  atBound: [],
  basinShare: 0.5,
  starts: 100,
  rmsleTrain: 0.01,
  rmsleTest: 0.011,
  status: 0,
} as const;

function findings(row: Partial<FitRow>, other: readonly FitRow[] = [], parts: Partial<PageData> = {}) {
  const mine = madeRow({ ...calm, ...row, selected: true });
  const [curve] = indexCurves(madePage({ rows: [mine, ...other], ...parts })).curves;
  return findingsOf(curve, mine, madeMeta());
}

const texts = (found: ReturnType<typeof findings>) => found.map(({ text }) => text);

it("nothing is doubtful of an answer on which starts agree, off its bounds", () => {
  const found = findings({});
  expect(found.filter(({ doubt }) => doubt)).toEqual([]);
  expect(texts(found)).toContain("at least 50 starts in this minimum, no parameter on a bound");
});

it("bounds, few starts, large held-out errors are told, each with its proof", () => {
  const found = findings({ atBound: ["f1"], basinShare: 0.02, rmsleTest: 0.076 });
  expect(found.filter(({ doubt }) => doubt).map(({ text, proof }) => [text, proof])).toEqual([
    ["only 2 starts seen in this minimum", "census"],
    ["f1 on a bound", "parameters"],
    ["held-out error 7.6 times the training error", "figure"],
  ]);
  expect(texts(found).join()).not.toContain("no parameter on a bound");
});

it("a choice says how far it is ahead, and is doubted where that is little", () => {
  const by = (lead: number) =>
    findings({ bic: -100 }, [madeRow({ ...calm, nBreaks: 2, selected: false, bic: -100 + lead })])[0];
  expect(by(20.6)).toMatchObject({ text: "n = 1 by BIC, 20.6 below n = 2", doubt: false });
  expect(by(0.5)).toMatchObject({ text: "n = 1 by BIC, only 0.5 below n = 2", doubt: true });
});

it("breaks that the data do not bound or locate are told, bounded ones are not", () => {
  const of = (parts: Parameters<typeof madeInterval>[0]) =>
    texts(findings({}, [], { intervals: { rows: [madeInterval(parts)], meta: null } }));
  expect(of({ ends: "lower", hi: Infinity })).toContain("break 1 open above");
  expect(of({ shareIdentified: 0.4 })).toContain("break 1 not located (40 % of refits)");
  expect(of({}).join()).toContain("the break bounded");
});

it("too few simulated data sets are told, with how many would do", () => {
  const tests = (resamples: number) => ({
    rows: Array.from({ length: 91 }, (_, i) => madeTest({ resamples, pValue: i < 31 ? 0.01 : 0.5 })),
    meta: null,
  });
  const said = reachWords(tests(100))!;
  expect(said).toMatch(/^100 simulated data sets cannot reach 0.05 .* over 91 curves/);
  expect(said).toContain("31 of them have p < 0.05 unadjusted");
  const enough = Number(/--resamples (\d+)/.exec(said)![1]);
  expect(91 * smallestP(enough)).toBeLessThanOrEqual(0.05);
  expect(reachWords(tests(enough))).toBeNull();
  expect(reachWords(tests(enough - 1))).not.toBeNull();
});

it("where there is no RMSLE, an error stands on the scale of the objective; of fits of y itself in units of y", () => {
  const meta = madeMeta();
  const linear = {
    ...meta,
    options: { ...meta.options, objective: "linear" as const, huber: null },
    weightName: null,
  };
  const row = madeRow({ rmsleTrain: null, rmsleTest: null, objective: 0.25, nTrain: 28, nTest: 0 });
  const log1p = { ...linear, options: { ...linear.options, objective: "log1p" as const } };
  expect(errorWords(row, log1p, RMSLE)).toBe(
    "RMS residual in ln(1 + y) 0.5 on 28 training rows (no RMSLE: a y or ŷ is not above 0)",
  );
  expect(errorWords(madeRow({ nTest: 0 }), log1p, RMSLE)).toMatch(/^RMSLE /);
  expect(errorWords(row, linear, RMSE)).toBe("RMSE 0.0075 on 28 training rows (R² 0.9925), in units of y");
  expect(errorWords(madeRow(), linear, RMSE)).toBe(
    "RMSE 0.0075 on 63 training rows (R² 0.9925), 0.021 on 12 held out, in units of y",
  );
});

it("digits stand under digits, minus is one sign, and what differs reads differently", () => {
  expect([0.025, 1e-4, 12345, -2.5, 0, null].map((value) => fixed(value))).toEqual(
    ["0.0250", "1.00e−4", "12300", "−2.50", "0", "–"], // prettier-ignore
  );
  expect(number(-1.5e-9)).toBe("−1.5e−9");
  const close = distinctNumbers([1.63e6, 1.6312e8, 1.6334e8], 3);
  expect(new Set(close).size).toBe(3);
  expect(distinctNumbers([5, 5], 3)).toEqual(["5", "5"]);
});

it("a pointer finds the nearest dot within its reach, and every n has a shape of its own", () => {
  const places = [[0, 0], [10, 0], [12, 0]] as const; // prettier-ignore
  expect(nearestDot(places, 10.9, 0, 5)).toBe(1);
  expect(nearestDot(places, 11.1, 0, 5)).toBe(2);
  expect(nearestDot(places, 100, 0, 5)).toBe(-1);
  expect(new Set([0, 1, 2, 3, 4].map((n) => dotPath(n, 0, 0, 4))).size).toBe(5);
});

it("a break that refits lose is told with how many still have it, and is one to look at first", () => {
  const loose = (share: number) => [
    madeInterval({ shareIdentified: share, ends: "both", lo: 1, hi: 1000, nBreaks: 1, index: 1 }),
  ];
  const told = (share: number) => texts(findings({}, [], { intervals: { rows: loose(share), meta: null } }));
  expect(told(0.72)).toContain("break 1 identified in 72 % of refits");
  expect(told(0.3)).toContain("break 1 not located (30 % of refits)");
  expect(told(0.95).join()).not.toMatch(/identified in|located/);
  expect([0.72, 0.95].map((share) => doubtsOf(madeRow(), loose(share)).includes("loose"))).toEqual([true, false]);
});
