import { describe, expect, it } from "vitest";
import { displayWidth } from "../../src/formats/terminalText.js";
import { auditText, poolCoverage } from "../../src/text/auditText.js";
import { breakTestText, errorLines, intervalText, rangeText } from "../../src/text/intervalText.js";
import { madeAuditRow, madeInterval, madeIntervals, madeTest, withoutIntervals } from "../tables/madeUncertainty.js";

const lineWith = (text: string, part: string): string =>
  text.split("\n").find((line) => line.includes(part)) ?? `no line with ${part}`;

describe("rangeText", () => {
  it.each([
    [{ lo: 550.5, hi: 690.5, ends: "both" }, "550.5 to 690.5"],
    [{ lo: 1.2e9, hi: Infinity, ends: "lower" }, "> 1.2e9"],
    [{ lo: 0, hi: 300, ends: "upper" }, "< 300"],
    [{ lo: -Infinity, hi: Infinity, ends: "none" }, "unbounded"],
    [{ lo: Infinity, hi: Infinity, ends: "lower" }, "never"],
    [{ lo: null, hi: null, ends: null }, "–"],
    [{ lo: null, hi: null, ends: "none" }, "–"],
  ] as const)("%j is %s", (row, text) => {
    expect(rangeText(row)).toBe(text);
  });
});

describe("intervalText", () => {
  const key = ["vision", "A"];
  const rows = [
    ...madeIntervals(2).map((row) => ({ ...row, key })),
    ...madeIntervals(0).map((row) => ({ ...row, key: ["vision", "B"], kind: "case" })),
  ];
  const text = intervalText(rows, 160);

  it("shows of each curve its breaks, the asymptote, the last slope, predictions and the target", () => {
    const lines = text.split("\n").filter((line) => / to |> |unbounded/.test(line));
    const quantities = lines.map((line) => /break \d|slope at ∞|y at \S+|x at target| a /.exec(line)?.[0].trim());
    const all = ["a", "slope at ∞", "y at 1e10", "x at target"];
    expect(quantities.filter((word) => word !== undefined)).toEqual(["break 1", "break 2", ...all, ...all]);
    expect(lineWith(text, "slope at ∞")).toContain("-2.5");
  });

  it("shows the first method of a quantity, and no bands", () => {
    expect(lineWith(text, "break 1")).toMatch(/^A +2 +wild +break 1 +600 +500 to 700 +bca +identified 99 %$/);
    expect(text).not.toContain("delta");
    expect(text).not.toContain("77");
  });

  it("gives the degrees of freedom below the kind, and says what is fixed", () => {
    expect(lineWith(text, "break 2")).toMatch(/^ +dof 12 +break 2/);
    const alone = intervalText([madeInterval({ dof: 1, errors: "independent" })], 160);
    expect(lineWith(alone, "break 1")).toMatch(/ wild, dof 1 +break 1/);
    expect(lineWith(intervalText([madeInterval({ dof: null })], 160), "break 1")).not.toContain("dof");
    const fixed = madeInterval({
      quantity: "a",
      index: null,
      estimate: 0,
      lo: null,
      hi: null,
      se: null,
      ends: null,
      dof: null,
      method: null,
      kind: null,
      shareIdentified: null,
      shareAtBound: null,
    });
    expect(lineWith(intervalText([madeInterval(), fixed], 160), " a ")).toMatch(/a +0 +– +– +fixed$/);
  });

  it("says of an open end, a parameter on its bound and a target never reached", () => {
    expect(lineWith(text, "x at target")).toMatch(/2e9 +> 1\.2e9 +bca +never 13 %$/);
    expect(lineWith(text, " a ")).toContain("at bound 12 %");
    const never = madeInterval({ quantity: "reach", index: null, estimate: Infinity, lo: 5, hi: Infinity });
    expect(lineWith(intervalText([never], 160), "x at target")).toMatch(/never +5 to never/);
  });

  it("says where a target was reached before the data begin", () => {
    const reach = (hi: number) =>
      intervalText([madeInterval({ quantity: "reach", index: null, estimate: 1000, lo: 1000, hi })], 160);
    expect(lineWith(reach(1000), "x at target")).toContain("already at the first x");
    expect(lineWith(reach(1001), "x at target")).not.toContain("already");
    expect(lineWith(text, "break 1")).not.toContain("already");
  });

  it("does not round a share to a certainty", () => {
    const share = (shareIdentified: number) =>
      lineWith(intervalText([madeInterval({ shareIdentified })], 160), "break 1");
    expect(share(0.9995)).toContain("identified >99 %");
    expect(share(1)).toContain("identified 100 %");
    expect(share(0.001)).toContain("identified <1 %");
    expect(share(0)).toContain("identified 0 %");
  });

  it("names the level, the number of resamples and failed refits", () => {
    expect(text).toContain("95 % interval");
    expect(text).toContain("2 curves with intervals, 1000 resamples each.");
    expect(text).not.toContain("failed");
    const failed = intervalText([madeInterval({ failed: 3, level: 0.9 })], 160);
    expect(failed).toContain("90 % interval");
    expect(failed).toContain("3 refits of 1 curve failed and are left out.");
  });

  it("leaves out curves without intervals, and says where there are none at all", () => {
    expect(intervalText([...rows, withoutIntervals({ key: ["vision", "C"] })], 160)).not.toContain("\nC ");
    expect(intervalText([withoutIntervals()], 160)).toBe("No curve has intervals.\n");
    expect(intervalText([], 160)).toBe("No curve has intervals.\n");
  });

  it("fits a terminal of 80 columns with long names, told apart", () => {
    const long = ["a", "b"].map((end) => ["x".repeat(60) + end]);
    const narrow = intervalText(
      long.flatMap((name) => madeIntervals(1).map((row) => ({ ...row, key: name }))),
      80,
    );
    const table = narrow.split("\n\n")[0].split("\n");
    expect(Math.max(...table.map(displayWidth))).toBeLessThanOrEqual(80);
    const names = table.filter((line) => line.startsWith("x")).map((line) => line.split(" ")[0]);
    expect(new Set(names).size).toBe(2);
  });

  it("escapes what would drive the terminal", () => {
    const evil = [{ ...madeInterval(), key: ["\u001b[2J", "x"] }];
    expect(intervalText(evil, 160)).not.toContain("\u001b");
    expect(intervalText(evil, 160)).toContain("\\x1b[2J");
  });
});

describe("errorLines", () => {
  const correlated = madeInterval({ key: ["p"], errors: "ar1", rho: 0.6 });
  const independent = madeInterval({ key: ["q"], errors: "independent", rho: 0.1 });

  it("says in how many curves errors are correlated, and how much", () => {
    expect(errorLines([independent, madeInterval({ key: ["r"], errors: null, rho: null })])).toEqual([
      "Errors are independent along x.",
    ]);
    const line = "Errors are correlated along x (AR(1)) in 1 of 2 curves: ρ 0.60 between neighbouring rows.";
    expect(errorLines([correlated, independent])).toEqual([line]);
    const more = [correlated, madeInterval({ key: ["s"], errors: "ar1", rho: 0.85 })];
    expect(errorLines(more)[0]).toContain("in 2 of 2 curves: ρ 0.60 to 0.85");
    expect(errorLines([withoutIntervals({ errors: null, rho: null })])).toEqual([]);
  });

  it("stands below the intervals, the break tests and the audit", () => {
    for (const text of [
      intervalText([correlated, independent], 160),
      breakTestText([madeTest()], 0.05, 160),
      auditText([madeAuditRow({ errors: "ar1", rho: 0.6 })], 160),
    ])
      expect(text).toContain("Errors are correlated along x (AR(1)) in 1 of");
    expect(intervalText([correlated], 160)).toMatch(/ wild, dof 12, ρ 0\.60 +break 1/);
  });
});

describe("breakTestText", () => {
  const rows = [
    madeTest({ key: ["p"] }),
    madeTest({ key: ["q"], supported: false, pValue: 0.5, pError: 0.022, pHolm: 1, pBh: 0.75 }),
    madeTest({ key: ["r"], status: "no-fit", pValue: null, supported: null }),
  ];
  const text = breakTestText(rows, 0.05, 160);

  it("gives p with its error, both adjustments and a verdict in words", () => {
    expect(text).toMatch(/^p +1 +12\.5 +0\.002 +0\.0019 +0\.004 +0\.003 +supported +1\.5e6$/m);
    expect(text).toMatch(/^q +1 .* 0\.5 +0\.022 +1 +0\.75 +not supported/m);
    expect(text).not.toMatch(/^r /m);
    expect(text).toContain("One more break is supported in 1 of 2 curves at alpha = 0.05");
    expect(text).not.toContain("In brackets");
  });

  it("says what the fit found of a break that it refused", () => {
    const refused = madeTest({ key: ["p"], support: "rests-on-rows", restsOn: [60] });
    const told = breakTestText([refused, rows[1]], 0.05, 160);
    expect(told).toMatch(/^p .* supported \(rests on 1 row\) +1\.5e6$/m);
    expect(told).toContain("In brackets: what bnsl fit found of such a break, and did not select it.");
    // chance is what the test itself looks at
    expect(breakTestText([{ ...refused, support: "no-gain" }], 0.05, 160)).not.toContain("In brackets");
  });

  it("says where no curve could be tested", () => {
    expect(breakTestText(rows.slice(2), 0.05, 160)).toBe("No curve could be tested.\n");
  });
});

describe("auditText", () => {
  const rows = [
    madeAuditRow({ key: ["p"] }),
    madeAuditRow({ key: ["q"], covered: 370, medianWidth: 0.5 }),
    madeAuditRow({ key: ["p"], method: "delta", covered: 200 }),
    madeAuditRow({ key: ["p"], quantity: "a", index: null, covered: 400, medianWidth: Infinity }),
    madeAuditRow({
      key: ["q"],
      quantity: "d",
      method: "percentile",
      covered: 0,
      intervals: 0,
      coverage: null,
    }),
    madeAuditRow({ key: ["r"], status: "no-fit", quantity: null, method: null, intervals: 0 }),
  ];

  it("pools curves by quantity and method", () => {
    const pooled = poolCoverage(rows);
    expect(pooled.map(({ quantity, method, covered, intervals }) => [quantity, method, covered, intervals])).toEqual([
      ["d", "bca", 750, 800],
      ["d", "delta", 200, 400],
      ["a", "bca", 400, 400],
    ]);
    expect(pooled[0].coverage).toBe(750 / 800);
    expect(pooled[0].medianWidth).toBe(0.375);
    expect(pooled.map(({ off }) => off)).toEqual([null, "below", "above"]);
    for (const { interval, coverage } of pooled) {
      expect(interval[0]).toBeLessThan(coverage);
      expect(interval[1]).toBeGreaterThanOrEqual(coverage);
    }
  });

  it("keeps the lines of a quantity together where curves have other methods", () => {
    const mixed = [rows[0], rows[3], madeAuditRow({ method: "percentile" })];
    expect(poolCoverage(mixed).map(({ quantity }) => quantity)).toEqual(["d", "d", "a"]);
  });

  it("marks what does not attain the nominal level", () => {
    const text = auditText(rows, 160);
    expect(text).toMatch(/^d +bca +93\.8 % +91\.\d % to 95\.\d % +750 of 800 +0\.375$/m);
    expect(text).toMatch(/^ +delta +50\.0 % +< +45\.0 % to 55\.0 % +200 of 400/m);
    expect(text).toMatch(/^a +bca +100\.0 % +> +99\.\d % to 100\.0 % +400 of 400 +unbounded$/m);
    expect(text).toContain("2 curves, 400 simulated data sets each; nominal coverage 95 %.");
    expect(text).toContain("outside the binomial interval in 2 of 3 lines");
    expect(auditText([rows[0]], 160)).toContain("The nominal coverage lies inside every binomial interval.");
  });

  it("tells the degrees of freedom of the curves", () => {
    expect(auditText([rows[0]], 160)).toContain("Degrees of freedom (dof): 12.");
    expect(auditText([rows[0], madeAuditRow({ dof: 1 })], 160)).toContain("Degrees of freedom (dof): 1 to 12.");
    expect(auditText([madeAuditRow({ dof: null })], 160)).not.toContain("dof");
  });

  it("says where there is nothing to audit", () => {
    expect(auditText(rows.slice(-1), 160)).toBe("No curve has intervals to audit.\n");
  });
});
