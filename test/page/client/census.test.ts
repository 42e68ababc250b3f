import { expect, it } from "vitest";
import { censusWords } from "../../../src/page/client/census.js";
import { doubtsOf, startsInMinimum } from "../../../src/page/client/doubts.js";
import { pythonLaw } from "../../../src/page/client/lawText.js";
import { percent } from "../../../src/page/client/numbers.js";
import { bnsl } from "../../../src/models/evaluate.js";
import { Status } from "../../../src/status.js";
import { madeFailure, madeRow } from "../../output/madeFits.js";
import { madeTest } from "../../output/madeUncertainty.js";

const reachedBy = (starts: number) => madeRow({ starts: 1024, basinShare: starts / 1024 });

it("an answer rests on few starts below three", () => {
  expect(startsInMinimum(reachedBy(3))).toBe(3);
  expect(doubtsOf(reachedBy(2), [])).toEqual(["few"]);
  expect(doubtsOf(reachedBy(3), [])).toEqual([]);
});

it("a census says how far its answer may be trusted, and that its counts are lower bounds", () => {
  expect(censusWords(reachedBy(2)).join(" ")).toMatch(
    /At least 2 starts.*may well have been missed.*--starts/,
  );
  expect(censusWords(reachedBy(12)).join(" ")).toMatch(/At least 12 starts.*unlikely, though not excluded/);
  expect(censusWords(reachedBy(2)).join(" ")).not.toMatch(/unlikely/);
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

it("the law in Python is the law", () => {
  const law = { a: 0.1, b: -2.5, c0: -0.3, c: [0.2, -0.7], d: [100, 3e4], f: [0.5, 1.5] };
  const text = pythonLaw(law).replace("lambda x:", "(x) =>");
  // what stands in a power of Python's is in parentheses, so that JavaScript reads it the same
  const read = (0, eval)(text) as (x: number) => number;
  for (const x of [1, 77, 1e5]) expect(read(x)).toBeCloseTo(bnsl(x, law), 12);
});

it("one more break is a doubt where a test of this very n supports it", () => {
  expect(doubtsOf(madeRow(), [], madeTest({ nNull: 1, supported: true }))).toEqual(["more"]);
  expect(doubtsOf(madeRow(), [], madeTest({ nNull: 1, supported: false }))).toEqual([]);
  expect(doubtsOf(madeRow(), [], madeTest({ nNull: 2, supported: true }))).toEqual([]);
});
