import { describe, expect, it } from "vitest";
import { bnsl } from "../../../src/core/forms/evaluate.js";
import { layoutFigure } from "../../../src/figure/layout.js";
import { DEFAULT_VIEW, type CurvePicture } from "../../../src/figure/picture.js";
import { pointsAlong, readAt, readPoint } from "../../../src/report/client/curve/ReadingMark.js";

const law = { a: 0.1, b: 2, c0: 0.3, c: [0.2], d: [100], f: [0.2] };
const picture: CurvePicture = {
  name: "made",
  title: "",
  subtitle: "",
  xName: "x",
  yName: "y",
  objective: "log",
  // rows are not in the order of x
  x: [1000, 10, 100, 5000],
  y: [0.3, 1.1, 0.6, 0.2],
  train: [1, 1, 1, 0],
  law,
  band: [
    { x: 10, lo: 1, hi: 2 },
    { x: 1000, lo: 0.25, hi: 0.5 },
  ],
  bandName: "95 % band",
  breakIntervals: [null],
};
const layout = layoutFigure(picture, DEFAULT_VIEW, { width: 800, height: 600 });
const { main, residual } = layout;

describe("a pointer", () => {
  it("on a point reads that point", () => {
    const reading = readAt(layout, main.x.at(100) + 3, main.y.at(0.6) - 3)!;
    expect(reading).toMatchObject({ point: 2, x: 100, y: 0.6, part: "train", fitted: bnsl(100, law) });
    expect(reading.residual).toBeCloseTo(100 * Math.log(0.6 / bnsl(100, law)), 10);
  });

  it("in the residual panel reads the point whose residual stands there", () => {
    const { y } = residual!;
    const reading = readAt(layout, main.x.at(10), y.at(100 * Math.log(1.1 / bnsl(10, law))))!;
    expect(reading.point).toBe(1);
  });

  it("far from all points reads the law at its x", () => {
    const reading = readAt(layout, main.x.at(330), main.top + 4)!;
    expect(reading).toMatchObject({ point: null, y: null, part: null });
    expect(reading.x).toBeCloseTo(330, 8);
    expect(reading.fitted).toBeCloseTo(bnsl(330, law), 8);
  });

  it("outside of the panels reads nothing", () => {
    expect(readAt(layout, main.left - 5, main.top + 5)).toBeNull();
    expect(readAt(layout, main.left + 5, main.top + main.height + 5)).toBeNull();
  });

  it("finds no test point that is not shown", () => {
    const at = [main.x.at(5000), main.y.at(0.2)] as const;
    expect(readAt(layout, ...at)!.point).toBe(3);
    const hidden = { ...layout, view: { ...DEFAULT_VIEW, testPoints: false } };
    expect(readAt(hidden, ...at)!.point).toBeNull();
  });
});

it("arrow keys visit the shown points by x", () => {
  expect(pointsAlong(layout)).toEqual([1, 2, 0, 3]);
  expect(pointsAlong({ picture, view: { ...DEFAULT_VIEW, testPoints: false } })).toEqual([1, 2, 0]);
});

it("a curve without a law has points and no fitted values", () => {
  const reading = readPoint({ ...picture, law: null, band: [] }, 0);
  expect(reading).toMatchObject({ y: 0.3, fitted: null, residual: null, band: null });
});
