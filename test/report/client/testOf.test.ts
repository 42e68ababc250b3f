import { expect, it } from "vitest";
import { indexCurves } from "../../../src/report/client/curveIndex.js";
import { findingsOf } from "../../../src/report/client/curve/findings.js";
import { speaksAgainst, testCounts, testOf } from "../../../src/report/client/tests.js";
import type { BreakTestRow } from "../../../src/uncertainty/types.js";
import { madeMeta, madeRow } from "../../tables/madeFits.js";
import { madeTest } from "../../tables/madeUncertainty.js";
import { madePage } from "../madePage.js";

const plain = { c: [], d: [], f: [], nBreaks: 0, selected: false };
const rows = [madeRow(plain), madeRow(), madeRow({ nBreaks: 2, selected: false })];
const [zero, one, two] = rows;

function reportOf(...tests: Partial<BreakTestRow>[]) {
  const breakTests = { rows: tests.map((parts) => madeTest(parts)), meta: null };
  const report = indexCurves(madePage({ rows, breakTests }));
  return { table: breakTests, curve: report.curves[0] };
}

it("a test of 0 against 1 break is that of n = 0, and of the answer n = 1 for want of its own; of no other", () => {
  const { curve } = reportOf({ nNull: 0 });
  expect([zero, one, two].map((row) => testOf(curve, row)?.nNull)).toEqual([0, 0, undefined]);
  const both = reportOf({ nNull: 0 }, { nNull: 1 }).curve;
  expect([zero, one, two].map((row) => testOf(both, row)?.nNull)).toEqual([0, 1, undefined]);
});

it("speaks against fewer breaks than it supports, and against one that it does not", () => {
  const against = (nNull: number, supported: boolean | null) =>
    [zero, one, two].map((row) => speaksAgainst(madeTest({ nNull, supported }), row));
  expect(against(0, true)).toEqual([true, false, false]);
  expect(against(0, false)).toEqual([false, true, true]);
  expect(against(1, true)).toEqual([true, true, false]);
  expect(against(0, null)).toEqual([null, null, null]);
});

it("is said of an answer with the numbers of breaks that it compares", () => {
  const said = (supported: boolean) => {
    const { curve } = reportOf({ nNull: 0, pValue: 0.002, pHolm: 0.004, supported });
    return findingsOf(curve, one, madeMeta()).find(({ proof }) => proof === "break-test");
  };
  expect(said(true)).toEqual({
    text: "test of 0 against 1 break: supported, p 0.0020 (0.0040 after Holm)",
    proof: "break-test",
    doubt: false,
  });
  expect(said(false)).toMatchObject({ doubt: true });
  expect(said(false)!.text).toContain("test of 0 against 1 break: not supported");
});

it("is counted by the numbers of breaks that it compares, whatever was selected", () => {
  const counts = (...tests: Partial<BreakTestRow>[]) => testCounts(reportOf(...tests).table);
  expect(counts({ nNull: 0 }, { nNull: 0, supported: false })).toBe(
    "Tests for one more break, by Holm: of 0 against 1 break: supported in 1 of 2 curves.",
  );
  expect(counts({ nNull: 2 }, { nNull: 0 })).toBe(
    "Tests for one more break, by Holm: of 0 against 1 break: supported in 1 of 1 curve; of 2 against 3 breaks: supported in 1 of 1 curve.",
  );
  expect(counts({ nNull: 0, supported: null })).toBe("");
});
