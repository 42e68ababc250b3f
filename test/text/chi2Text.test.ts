import { describe, expect, it } from "vitest";
import { chi2Text, curveWords, errorsGiven, errorsGivenText } from "../../src/text/curveWords.js";
import { summaryTable } from "../../src/text/summary.js";
import { RMSLE } from "../../src/core/rows/errorMeasure.js";
import { findingsOf } from "../../src/report/client/curve/findings.js";
import type { CurveEntry } from "../../src/report/client/curveIndex.js";
import { madeMeta, madeRow } from "../tables/madeFits.js";

const fit = (chi2: number | null, dof = 10) => madeRow({ chi2, dof, selected: true });

describe("χ² in words", () => {
  it("is said with its degrees of freedom, and not at all without standard deviations", () => {
    expect(chi2Text(fit(16.59, 9))).toBe("χ² 16.6 on 9 degrees of freedom");
    expect(chi2Text(fit(0.5, 1))).toBe("χ² 0.5 on 1 degree of freedom");
    expect([chi2Text(fit(null)), errorsGiven(fit(null)), errorsGiven(fit(5, 0))]).toEqual([null, null, null]);
  });

  // Abramowitz & Stegun, table 26.8, 10 degrees of freedom: 29.588 at 0.001, 1.47874 at 0.999
  it.each([
    [29.5, null],
    [29.7, "small"],
    [1.49, null],
    [1.47, "large"],
  ])("judges the errors given by its tail: %d on 10", (chi2, judged) => {
    expect(errorsGiven(fit(chi2))).toBe(judged);
    expect(errorsGivenText(fit(chi2)) === null).toBe(judged === null);
  });
});

describe("where χ² is shown", () => {
  const meta = madeMeta();
  const summary = (chi2: number | null) =>
    summaryTable({ meta, rows: [fit(chi2)] }, { color: false, width: 200, file: null });

  it("is a column of the table of fits, with a line where it is rare", () => {
    expect(summary(56.9)).toContain("56.9 (10)");
    expect(summary(56.9)).toMatch(/^Chi² too large for the errors given \(p below 0.001.*: 1 answer: /m);
    expect(summary(1)).toMatch(/^Chi² too small for the errors given/m);
    expect(summary(10)).not.toContain("errors given");
    expect(summary(null)).not.toContain("hi²");
  });

  it("is a sentence of bnsl show", () => {
    const words = (chi2: number | null) => {
      const row = fit(chi2);
      const context = { xName: "x", yName: "y", fitted: null };
      return curveWords({ row, rows: [row], meta, context, measure: RMSLE }).join("\n");
    };
    expect(words(10)).toContain("χ² 10 on 10 degrees of freedom.\n");
    expect(words(56.9)).toContain("freedom: the errors given are too small for this curve's residuals");
    expect(words(null)).not.toContain("χ²");
  });

  it("is a finding of the report, doubtful where it is rare", () => {
    const finding = (chi2: number | null) => {
      const row = fit(chi2);
      const curve = { rows: [row], shown: [row], intervals: [], tests: [] } as unknown as CurveEntry;
      return findingsOf(curve, row, meta).find(({ text }) => text.startsWith("χ²"));
    };
    expect(finding(10)).toEqual({ text: "χ² 10 on 10 degrees of freedom", proof: "figure", doubt: false });
    expect(finding(56.9)?.doubt).toBe(true);
    expect(finding(null)).toBeUndefined();
  });
});
