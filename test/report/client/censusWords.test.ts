import { expect, it } from "vitest";
import { censusWords } from "../../../src/report/client/curve/BreakCounts.js";
import { startsInMinimum } from "../../../src/core/rows/fitRow.js";
import { doubtsOf } from "../../../src/report/client/tests.js";
import { pythonLaw } from "../../../src/report/client/curve/findings.js";
import { percent } from "../../../src/report/client/ui/numbers.js";
import { bnsl } from "../../../src/core/forms/evaluate.js";
import { Status } from "../../../src/core/status.js";
import { madeFailure, madeRow } from "../../tables/madeFits.js";
import { madeTest } from "../../tables/madeUncertainty.js";

const reachedBy = (starts: number) => madeRow({ starts: 1024, basinShare: starts / 1024 });

it("an answer rests on few starts below three", () => {
  expect(startsInMinimum(reachedBy(3))).toBe(3);
  expect(doubtsOf(reachedBy(2), [])).toEqual(["few"]);
  expect(doubtsOf(reachedBy(3), [])).toEqual([]);
});

it("a census says how far its answer may be trusted, and that its counts are lower bounds", () => {
  expect(censusWords(reachedBy(2)).join(" ")).toMatch(/At least 2 starts.*may well have been missed.*--starts/);
  const line = { ...reachedBy(12), nBreaks: 0 };
  expect(censusWords(line).join(" ")).toMatch(/At least 12 starts.*unlikely, though not excluded/);
  expect(censusWords(reachedBy(2)).join(" ")).not.toMatch(/unlikely/);
});

it.each([5, 12])("a census claims no independence of starts that inherit: %d starts", (reached) => {
  const independent = /knew nothing|unlikely/;
  expect(censusWords(reachedBy(reached)).join(" ")).not.toMatch(independent);
  expect(censusWords(reachedBy(reached)).join(" ")).toContain("in part by starts near minima found before");
  expect(censusWords({ ...reachedBy(reached), nBreaks: 0 }).join(" ")).toMatch(independent);
});

it("a census tells why there is no fit, and where the iterations ended", () => {
  expect(censusWords(madeFailure())).toEqual([
    "Nothing was fitted: 4 training rows hold too few distinct x for so many parameters.",
  ]);
  expect(censusWords(madeRow({ status: Status.MaxIterations })).join(" ")).toContain("before convergence");
  expect(censusWords(madeRow()).join(" ")).not.toContain("before convergence");
});

it("shares are not rounded to a certainty", () => {
  expect([1, 0.999, 0.5, 0.001, 0].map(percent)).toEqual(["100 %", ">99 %", "50 %", "<1 %", "0 %"]);
});

it.each([
  ["a rise to a ceiling", { a: 0.1, b: -2.5, c0: -0.3, c: [0.2, -0.7], d: [100, 3e4], f: [0.5, 1.5] }],
  ["a corner, whose powers no double holds", { a: 0.1, b: 2.5, c0: 0.3, c: [0.5], d: [100], f: [0.001] }],
  ["a scale that only its exponent makes up for", { a: 0, b: 1e-280, c0: -60, c: [], d: [], f: [] }],
])("the law in Python is the law: %s", (_, law) => {
  const text = pythonLaw(law).replace("lambda x:", "(np, x) =>");
  // what Python and JavaScript write alike, given what it takes from NumPy
  const read = (0, eval)(text) as (np: object, x: number) => number;
  const logaddexp = (p: number, q: number) => Math.max(p, q) + Math.log1p(Math.exp(-Math.abs(p - q)));
  const np = { exp: Math.exp, log: Math.log, logaddexp };
  for (const x of [1, 77, 1e5]) expect(read(np, x) / bnsl(x, law)).toBeCloseTo(1, 12);
});

it("one more break is a doubt where a test supports more breaks than the row has", () => {
  expect(doubtsOf(madeRow(), [], madeTest({ nNull: 1, supported: true }))).toEqual(["more"]);
  expect(doubtsOf(madeRow(), [], madeTest({ nNull: 1, supported: false }))).toEqual([]);
  expect(doubtsOf(madeRow(), [], madeTest({ nNull: 2, supported: true }))).toEqual(["more"]);
  expect(doubtsOf(madeRow(), [], madeTest({ nNull: 0, supported: true }))).toEqual([]);
});

it.each([
  ["rests-on-rows", ["nearly"]],
  ["sharp-pair", ["nearly"]],
  ["no-gain", []],
] as const)("breaks beyond the selected ones that the tests refused for %s: %j", (support, doubts) => {
  const row = madeRow({ nBreaks: 0, selected: true });
  const next = madeRow({ nBreaks: 1, selected: false, support, restsOn: [12] });
  expect(doubtsOf(row, [], null, [row, next])).toEqual(doubts);
  // of a row that was not selected it says nothing
  expect(doubtsOf(next, [], null, [row, next])).toEqual([]);
});

it("rows set aside are a doubt", () => {
  expect(doubtsOf(madeRow({ setAside: [3] }), [])).toEqual(["aside"]);
});
