import { describe, expect, it } from "vitest";
import { bnsl } from "../../src/core/forms/evaluate.js";
import { trainingRange } from "../../src/figure/domains.js";
import { layoutFigure } from "../../src/figure/layout.js";
import { DEFAULT_VIEW, type CurvePicture, type Scales } from "../../src/figure/picture.js";
import { lawPieces } from "../../src/figure/segments.js";
import { LAW, madePicture } from "./madePicture.js";

const laidOut = (picture: CurvePicture, scales: Scales = "auto") =>
  layoutFigure(picture, { ...DEFAULT_VIEW, scales }, { width: 720, height: 540 });

describe("lawPieces", () => {
  it.each(["auto", "logx", "linear"] as const)("is full over the fitted points and nowhere else (%s)", (scales) => {
    const layout = laidOut(madePicture(), scales);
    const { x } = layout.main;
    const [first, last] = trainingRange(layout.picture);
    const ends = lawPieces(layout).map(({ extrapolated, points }) => [extrapolated, points[0][0], points.at(-1)![0]]);
    expect(ends).toEqual([
      [true, x.at(x.domain[0]), x.at(first)],
      [false, x.at(first), x.at(last)],
      [true, x.at(last), x.at(x.domain[1])],
    ]);
  });

  it("has every vertex on the law, at most two pixels from the next, in order", () => {
    const layout = laidOut(madePicture());
    const { x, y } = layout.main;
    for (const { points } of lawPieces(layout)) {
      for (const [i, [left, top]] of points.entries()) {
        expect(y.at(bnsl(x.invert(left), LAW))).toBeCloseTo(top, 4);
        if (i > 0) expect(left - points[i - 1][0]).toBeGreaterThan(0);
        if (i > 0) expect(left - points[i - 1][0]).toBeLessThanOrEqual(2 + 1e-9);
      }
    }
  });

  it.each([
    ["among the fitted points", 3e3, 1],
    ["before them", 9.2, 0],
    ["behind them", 3e7, 2],
  ])("turns at a sharp break %s", (_, d, piece) => {
    const layout = laidOut(madePicture({ law: { ...LAW, c: [0.6], d: [d], f: [0.01] } }));
    const places = lawPieces(layout)[piece].points.map(([left]) => left);
    expect(places).toContain(layout.main.x.at(d));
  });

  it("has no place that cannot be drawn but as NaN", () => {
    const falling = { a: -1, b: 2, c0: 0.2, c: [], d: [], f: [] };
    const x = [1, 2, 4, 8];
    const layout = laidOut(madePicture({ law: falling, x, y: x.map((at) => bnsl(at, falling)) }, { held: 0 }));
    expect(layout.main.y.log).toBe(true);
    const behind = lawPieces({ ...layout, main: { ...layout.main, x: laidOut(madePicture()).main.x } }).at(-1)!;
    expect(behind.points.some(([, top]) => Number.isNaN(top))).toBe(true);
    expect(behind.points.some(([, top]) => Number.isFinite(top))).toBe(true);
  });

  it("draws nothing without a law, and no full line over a single x", () => {
    expect(lawPieces(laidOut(madePicture({ law: null, breakIntervals: [] })))).toEqual([]);
    const one = madePicture({}, { count: 1, held: 0 });
    expect(lawPieces(laidOut(one)).map(({ extrapolated }) => extrapolated)).toEqual([true, true]);
  });
});
