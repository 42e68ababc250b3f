import { describe, expect, it } from "vitest";
import type { BnslParameters } from "../../src/core/forms/evaluate.js";
import { normalQuantile } from "../../src/core/statistics/normal.js";
import { studentQuantile } from "../../src/core/statistics/student.js";
import { identifiedBreaks } from "../../src/uncertainty/breakMatching.js";
import { intervalRows, resolveMethods, type IntervalInput } from "../../src/uncertainty/intervalRows.js";
import { quantitiesOf } from "../../src/uncertainty/quantities.js";
import type { IntervalRow, Quantity } from "../../src/uncertainty/types.js";

const law: BnslParameters = { a: 0.1, b: 3, c0: 0.05, c: [0.4], d: [1e6], f: [0.3] };
const range = [1e3, 1e9] as const;
const DRAWS = 999;

/** ln d normal about the fit's with a deviation of one half; a with it, out of step */
const draws = Array.from({ length: DRAWS }, (_, k): BnslParameters => {
  const z = normalQuantile((k + 1) / (DRAWS + 1));
  const other = normalQuantile((((k * 7) % DRAWS) + 1) / (DRAWS + 1));
  return { ...law, a: 0.1 + 0.01 * other, d: [1e6 * Math.exp(z / 2)] };
});

function inputOf(changes: Partial<IntervalInput> = {}): IntervalInput {
  const taken = changes.draws ?? draws;
  return {
    key: ["m", "s"],
    nBreaks: 1,
    level: 0.95,
    kind: "case",
    used: { errors: "independent", rho: 0.125 },
    methods: ["percentile", "delta"],
    law,
    freedom: 34,
    sigma: { freedom: Infinity, factors: null },
    fixed: () => false,
    limits: () => [-Infinity, Infinity],
    range,
    specs: quantitiesOf(1, { at: [1e10], band: 0, target: 0.3 }, range, {
      positive: true,
      direction: "falling",
    }),
    draws: taken,
    identified: taken.map((one) => identifiedBreaks(one, range)),
    atBound: taken.map(() => []),
    fitAtBound: [],
    unidentified: [],
    exact: false,
    farOut: Infinity,
    jackknife: null,
    standardError: () => 0.5,
    resamples: 1000,
    failed: 1,
    ...changes,
  };
}

function rowsOf(changes: Partial<IntervalInput>, quantity: Quantity): IntervalRow[] {
  return intervalRows(inputOf(changes)).filter((row) => row.quantity === quantity);
}

describe("intervals of what the data do not determine", () => {
  it("have no ends where all residuals are rounding, and those of other quantities stay", () => {
    const open = { unidentified: ["a", "c1"], exact: true };
    for (const row of [...rowsOf(open, "a"), ...rowsOf(open, "c"), ...rowsOf(open, "slope")]) {
      expect(row).toMatchObject({ ends: "none", lo: -Infinity, hi: Infinity });
    }
    expect(rowsOf(open, "prediction")).toEqual(rowsOf({}, "prediction"));
    expect(rowsOf({ ...open, exact: false }, "c")).toEqual(rowsOf({}, "c"));
  });

  it("are open where an a is as far out as a search goes", () => {
    const [{ lo, hi }] = rowsOf({}, "a");
    const between = Math.max(Math.abs(lo!), Math.abs(hi!)) - 1e-9;
    const [row] = rowsOf({ unidentified: ["a"], farOut: between }, "a");
    expect(row.ends).toBe("lower");
    expect(row.lo).toBe(lo);
    expect(rowsOf({ farOut: between }, "a")[0].ends).toBe("both");
  });
});

describe("intervalRows", () => {
  it("gives a row for each quantity and method, in their orders, and one for never", () => {
    const rows = intervalRows(inputOf());
    expect(rows.map(({ quantity, index, method }) => `${quantity}${index ?? ""} ${method}`)).toEqual([
      ...["a", "b", "c0", "c1", "d1", "f1", "slope0", "slope1", "prediction", "reach"].flatMap((name) => [
        `${name} percentile`,
        `${name} delta`,
      ]),
      "never percentile",
    ]);
    for (const row of rows) {
      expect(row).toMatchObject({ key: ["m", "s"], nBreaks: 1, status: "ok", resamples: 1000, failed: 1 });
      expect(row.kind).toBe(row.method === "delta" ? null : "case");
    }
  });

  it("makes the interval of a break's location of logarithms, and reports it in x", () => {
    const [percentile, delta] = rowsOf({}, "d");
    expect(percentile).toMatchObject({ estimate: 1e6, ends: "both", shareIdentified: 1, shareAtBound: 0 });
    expect(Math.log(percentile.lo! / 1e6)).toBeCloseTo(-1.96 / 2, 3);
    expect(Math.log(percentile.hi! / 1e6)).toBeCloseTo(1.96 / 2, 3);
    // the error is one of d: that of ln d times d
    expect(percentile.se! / 1e6).toBeCloseTo(0.5, 2);
    expect(delta).toMatchObject({ estimate: 1e6, se: 5e5, ends: "both", scale: "log", intervalOf: null });
    expect(Math.log(delta.hi! / 1e6)).toBeCloseTo(studentQuantile(0.975, 34) / 2, 12);
    expect(delta.lo! * delta.hi!).toBeCloseTo(1e12, 0);
  });

  it("gives the error of a prediction in units of y, though its interval is made of ln y", () => {
    const [percentile, delta] = rowsOf({ standardError: () => 0.02 }, "prediction");
    expect(percentile).toMatchObject({ index: null, x: 1e10, shareIdentified: null, shareAtBound: null });
    expect(delta.se).toBeCloseTo(0.02 * delta.estimate!, 14);
    expect(Math.log(delta.hi! / delta.estimate!)).toBeCloseTo(0.02 * studentQuantile(0.975, 34), 12);
    // y moves with a by about 0.01, and little with d
    expect(percentile.se).toBeGreaterThan(0.009);
    expect(percentile.se).toBeLessThan(0.02);
  });

  it("takes a break that left the data for one without an end on that side", () => {
    // 1 in 20 beyond the last x, each at another place
    const right = draws.map((one, k) => (k % 20 === 0 ? { ...one, d: [2e9 * (1 + k)] } : one));
    const [open] = rowsOf({ draws: right }, "d");
    expect(open).toMatchObject({ hi: Infinity, ends: "lower", shareIdentified: (DRAWS - 50) / DRAWS });
    expect(open.lo).toBeGreaterThan(1e5);
    const left = draws.map((one, k) => (k % 20 === 0 ? { ...one, d: [900] } : one));
    const [upper] = rowsOf({ draws: left }, "d");
    expect(upper).toMatchObject({ lo: 0, ends: "upper" });
    expect(upper.hi).toBeLessThan(1e8);
    const both = draws.map((one, k) => (k % 10 === 0 ? { ...one, d: [k % 20 === 0 ? 900 : 2e9] } : one));
    expect(rowsOf({ draws: both }, "d")[0]).toMatchObject({ lo: 0, hi: Infinity, ends: "none" });
    // its error is that of the draws that stayed
    expect(open.se! / 1e6).toBeCloseTo(0.5, 1);
    // where they stand changes nothing
    const elsewhere = right.map((one) => (one.d[0] > 1e9 ? { ...one, d: [1e9] } : one));
    expect(rowsOf({ draws: elsewhere }, "d")[0]).toEqual(open);
  });

  it("bounds a break that nearly always leaves the data by their last x", () => {
    const gone = draws.map((one, k) => (k < 5 ? one : { ...one, d: [5e9] }));
    const [row] = rowsOf({ draws: gone }, "d");
    expect(row.lo! / 1e9).toBeCloseTo(1, 12);
    expect(row).toMatchObject({ hi: Infinity, ends: "lower" });
    // the fit's own break outside is where such draws are: not biased against them
    const out = { ...law, d: [3e9] };
    const [bca] = rowsOf({ draws: gone, law: out, methods: ["bca"] }, "d");
    expect(bca.lo! / 1e9).toBeCloseTo(1, 12);
    expect(bca).toMatchObject({ estimate: 3e9, hi: Infinity });
  });

  it("counts merged breaks where they stand, and as not identified", () => {
    const identified = draws.map((_, k) => [k % 4 !== 0]);
    const [row] = rowsOf({ identified }, "d");
    expect(row.shareIdentified).toBeCloseTo(0.75, 2);
    expect({ ...row, shareIdentified: 1 }).toEqual(rowsOf({}, "d")[0]);
    expect(rowsOf({ identified }, "slope")[1].shareIdentified).toBeNull();
  });

  it("reports how often a parameter stands on a bound, and no delta interval of one that does in the fit", () => {
    const atBound = draws.map((_, k) => (k % 3 === 0 ? ["a", "f1"] : []));
    const [a, delta] = rowsOf({ atBound, fitAtBound: ["a"] }, "a");
    expect(a.shareAtBound).toBeCloseTo(1 / 3, 3);
    expect(a.ends).toBe("both");
    expect(delta).toMatchObject({ estimate: 0.1, se: null, lo: null, hi: null, ends: "none" });
    expect(rowsOf({ atBound }, "f")[0].shareAtBound).toBeCloseTo(1 / 3, 3);
    expect(rowsOf({ atBound }, "d")[0].shareAtBound).toBe(0);
    expect(rowsOf({ atBound }, "slope")[0].shareAtBound).toBeNull();
    expect(rowsOf({}, "a")[1].ends).toBe("both");
  });

  it("gives no delta interval without an error or without freedom", () => {
    const none = { se: null, lo: null, hi: null, ends: "none" };
    expect(rowsOf({ standardError: () => null }, "c0")[1]).toMatchObject(none);
    expect(rowsOf({ standardError: () => Infinity }, "c0")[1]).toMatchObject(none);
    expect(rowsOf({ freedom: 0 }, "c0")[1]).toMatchObject(none);
  });

  it("counts draws that never reach the target", () => {
    // a third of the draws level off above it
    const mixed = draws.map((one, k) => (k % 3 === 0 ? { ...one, a: 0.35 } : one));
    const [percentile] = rowsOf({ draws: mixed }, "reach");
    expect(percentile).toMatchObject({ hi: Infinity, ends: "lower", x: null, index: null });
    const [never] = rowsOf({ draws: mixed }, "never");
    expect(never).toMatchObject({ estimate: 1 / 3, lo: null, hi: null, ends: null, method: "percentile" });
    expect(never.se).toBeCloseTo(Math.sqrt(2 / 9 / DRAWS), 12);
    expect(rowsOf({}, "never")[0]).toMatchObject({ estimate: 0, se: 0 });
  });

  it("says Infinity for a fit that never does, and for all ends where no draw does", () => {
    const high = { ...law, a: 0.35 };
    const [all, delta] = rowsOf({ law: high, draws: draws.map(() => high) }, "reach");
    expect(all).toMatchObject({ estimate: Infinity, lo: Infinity, hi: Infinity, ends: "lower", se: null });
    expect(delta).toMatchObject({ estimate: Infinity, lo: null, hi: null, ends: "none" });
  });

  it("leans on the jackknife for BCa alone", () => {
    const jackknife = Array.from({ length: 40 }, (_, i) => ({ ...law, c0: 0.05 + (i === 0 ? 0.01 : 0) }));
    const spread = draws.map((one, k) => ({
      ...one,
      c0: 0.05 + normalQuantile((k + 1) / (DRAWS + 1)) / 100,
    }));
    const methods = ["bca", "percentile", "basic"] as const;
    const plain = rowsOf({ draws: spread, methods }, "c0");
    const leaning = rowsOf({ draws: spread, methods, jackknife }, "c0");
    expect(leaning.slice(1)).toEqual(plain.slice(1));
    expect(plain[0].lo).toBeCloseTo(plain[1].lo!, 12);
    expect(leaning[0].lo).not.toBeCloseTo(plain[0].lo!, 3);
  });

  it("has no numbers where there are no draws, and still those of the fit", () => {
    const [percentile, delta] = rowsOf({ draws: [], failed: 1000 }, "d");
    expect(percentile).toMatchObject({ estimate: 1e6, se: null, ends: "none", shareIdentified: null });
    expect(delta.ends).toBe("both");
    expect(rowsOf({ draws: [] }, "never")[0]).toMatchObject({ estimate: null, se: null });
  });

  it("leaves profiles to those who make them", () => {
    expect(intervalRows(inputOf({ methods: ["profile", "delta"] })).map(({ method }) => method)).not.toContain(
      "profile",
    );
  });
});

describe("resolveMethods", () => {
  it("recommends the envelope, with delta beside it", () => {
    expect(resolveMethods("auto")).toEqual(["envelope", "delta"]);
  });

  it("puts the recommended one first among all, each once", () => {
    expect(resolveMethods("all")).toEqual(["envelope", "percentile", "basic", "bca", "delta"]);
  });

  it("keeps what is named as it is", () => {
    expect(resolveMethods(["delta", "basic"])).toEqual(["delta", "basic"]);
  });
});
