import { describe, expect, it } from "vitest";
import { Status } from "../../src/core/status.js";
import { curvePicture, type PictureParts, picturesOf } from "../../src/figure/picture.js";
import type { IntervalRow } from "../../src/uncertainty/types.js";
import { madeFailure, madeMeta, madeRow } from "../tables/madeFits.js";
import { madeInterval, madeIntervals, withoutIntervals } from "../tables/madeUncertainty.js";

const curve = { x: [1, 2, 4], y: [3, 2, 1], train: [1, 1, 0] };
const picture = (parts: Partial<PictureParts> = {}) =>
  curvePicture({ title: "vision", curve, row: madeRow(), intervals: [], meta: madeMeta(), ...parts });
const band = (parts: Partial<IntervalRow>): IntervalRow =>
  madeInterval({ quantity: "band", index: null, x: 10, lo: 1, hi: 2, ...parts });

describe("curvePicture", () => {
  it("has the points, the law and the names of the columns", () => {
    const { a, b, c0, c, d, f } = madeRow();
    const made = picture();
    expect(made).toMatchObject({ ...curve, title: "vision", xName: "Seen Examples", yName: "Loss" });
    expect(made.law).toEqual({ a, b, c0, c, d, f });
    expect(made).toMatchObject({ objective: "log", band: [], bandName: "", breakIntervals: [null] });
  });

  it.each(["envelope", "bca", "percentile", "basic", "delta", "profile"] as const)(
    "takes the most recommended method that there is: %s before all that follow",
    (method) => {
      const order = ["profile", "delta", "basic", "percentile", "bca", "envelope"] as const;
      const methods = order.slice(0, order.indexOf(method) + 1);
      const intervals = methods.flatMap((each) => [
        madeInterval({ method: each, lo: 100 + order.indexOf(each), hi: 700 }),
        band({ method: each, lo: 100 + order.indexOf(each), hi: 700 }),
      ]);
      const { breakIntervals, band: found } = picture({ intervals });
      expect(breakIntervals).toEqual([{ lo: 100 + order.indexOf(method), hi: 700, identified: 0.987 }]);
      expect(found).toEqual([{ x: 10, lo: 100 + order.indexOf(method), hi: 700 }]);
    },
  );

  it("has the band in order of x, open ends kept, and says what it is", () => {
    const intervals = [
      band({ x: 30, lo: -Infinity, hi: 5 }),
      band({ x: 10, lo: 0, hi: Infinity }),
      band({ x: 20, lo: null }),
    ];
    const made = picture({ intervals });
    expect(made.band).toEqual([
      { x: 10, lo: 0, hi: Infinity },
      { x: 30, lo: -Infinity, hi: 5 },
    ]);
    expect(made.bandName).toBe("95 % band");
    expect(picture({ intervals: [band({ level: 0.995 })] }).bandName).toBe("99.5 % band");
  });

  it("keeps open ends of a break's interval", () => {
    const intervals = [madeInterval({ lo: 0, hi: Infinity })];
    expect(picture({ intervals }).breakIntervals).toEqual([{ lo: 0, hi: Infinity, identified: 0.987 }]);
  });

  it("gives each break its own interval, null where it has none", () => {
    const row = madeRow({ nBreaks: 2, c: [1, 2], d: [10, 1000], f: [0.1, 0.1] });
    const second = madeInterval({ nBreaks: 2, index: 2, lo: 900, hi: 1100 });
    expect(picture({ row, intervals: [second] }).breakIntervals).toEqual([
      null,
      { lo: 900, hi: 1100, identified: 0.987 },
    ]);
    expect(picture({ row, intervals: madeIntervals(2) }).breakIntervals).not.toContain(null);
  });

  it("leaves out intervals of another n, and of curves without any", () => {
    const other = [...madeIntervals(2), withoutIntervals({ nBreaks: 1 })];
    expect(picture({ intervals: other })).toMatchObject({ band: [], breakIntervals: [null] });
    expect(picture({ intervals: madeIntervals(1) }).band).toHaveLength(1);
  });

  it.each([
    ["without a fit", null, "no such fit"],
    ["that could not be fitted", madeFailure({ nBreaks: 1 }), "n = 1: no fit, too-few-points"],
  ])("draws points alone of a curve %s", (_, row, subtitle) => {
    const made = picture({ row, intervals: madeIntervals(1) });
    expect(made).toMatchObject({ ...curve, law: null, subtitle, breakIntervals: [] });
  });

  it("tells in the line under the title how the fit was chosen, how good it is and what is wrong with it", () => {
    expect(picture().subtitle).toBe("n = 1 (selected by BIC)  ·  RMSLE 0.00354  ·  held out 0.012");
    const doubtful = madeRow({
      selected: false,
      status: Status.MaxIterations,
      rmsleTrain: null,
      rmsleTest: null,
      atBound: ["f1", "c2"],
    });
    expect(picture({ row: doubtful }).subtitle).toBe("n = 1  ·  on a bound: f1, c2  ·  max-iterations");
  });

  it("tells what chose the fit as far as that is known", () => {
    const begin = (parts: Parameters<typeof madeMeta>[0]) =>
      picture({ meta: madeMeta(parts) }).subtitle.split("  ·")[0];
    const { options } = madeMeta();
    expect(begin({ version: "unknown" })).toBe("n = 1 (selected)");
    const extrapolate = { ...options, select: "none", protocol: "extrapolate" } as const;
    expect(begin({ options: extrapolate })).toBe("n = 1 (selected by the protocol extrapolate)");
  });

  it("tells the p of a selection by tests, and how many rows were set aside", () => {
    const meta = madeMeta({ options: { ...madeMeta().options, select: "tests" } });
    const row = madeRow({ support: "supported", pSupport: 0.0033, setAside: [2, 3] });
    expect(picture({ row, meta }).subtitle).toBe(
      "n = 1 (selected by tests, p = 0.0033)  ·  RMSLE 0.00354  ·  held out 0.012  ·  2 rows set aside",
    );
  });

  it("writes control characters of names as escapes", () => {
    const meta = madeMeta({ xName: "x\u202e", yName: "y\u001b[31m" });
    const made = picture({ title: "a\u0000b\nc", meta });
    expect(made).toMatchObject({
      name: String.raw`a\x00b\x0ac`,
      title: String.raw`a\x00b\x0ac`,
      xName: String.raw`x\u{202e}`,
      yName: String.raw`y\x1b[31m`,
    });
  });
});

describe("picturesOf", () => {
  const keys = [["b"], ["a"]];
  const rows = [
    ...[0, 1].map((nBreaks) => madeRow({ key: ["a"], nBreaks, selected: nBreaks === 1 })),
    madeRow({ key: ["b"], nBreaks: 0, selected: false }),
  ];
  const set = {
    keyNames: ["Model"],
    xName: "x",
    yName: "y",
    weightName: null,
    trainName: null,
    sources: [],
    notes: [],
    curves: [["a"], ["b"]].map((key) => ({
      key,
      x: Float64Array.of(1),
      y: Float64Array.of(key[0] === "a" ? 1 : 2),
      weight: Float64Array.of(1),
      train: Uint8Array.of(1),
      skippedRows: 0,
    })),
  };
  const made = (breaks: "selected" | number, heading = true, ofRows = rows) =>
    picturesOf(set, { meta: madeMeta({ keyNames: ["Model"] }), rows: ofRows }, [], { keys, breaks, heading });

  it("has the curves asked for, in that order, each with its own points", () => {
    expect(made("selected").map(({ name, y }) => [name, y[0]])).toEqual([
      ["b", 2],
      ["a", 1],
    ]);
  });

  it("draws the fit asked for, and no other in its place", () => {
    expect(made(1).map(({ subtitle }) => subtitle.slice(0, 11))).toEqual(["no such fit", "n = 1 (sele"]);
    expect(made(0).map(({ subtitle }) => subtitle.slice(0, 5))).toEqual(["n = 0", "n = 0"]);
    expect(made("selected").map(({ law }) => law !== null)).toEqual([true, true]);
    const failed = [...rows.slice(0, 2), madeFailure({ key: ["b"], nBreaks: 0 })];
    expect(made(1, true, failed)[0].subtitle).toBe("n = 0: no fit, too-few-points");
    const twice = [...failed, madeFailure({ key: ["b"], nBreaks: 1 })];
    expect(made("selected", true, twice)[0].subtitle).toBe("n = 0: no fit, too-few-points");
    expect(made(1, true, twice)[0].subtitle).toBe("n = 1: no fit, too-few-points");
  });

  it("has no words above where none are wanted, but a name", () => {
    expect(made("selected", false)[0]).toMatchObject({ name: "b", title: "", subtitle: "" });
  });
});
