import { describe, expect, it } from "vitest";
import { bnsl } from "../../src/core/forms/evaluate.js";
import { trainingRange, xDomain, yDomain } from "../../src/figure/domains.js";
import { layoutFigure, layoutSmall } from "../../src/figure/layout.js";
import { resolveScales } from "../../src/figure/panel.js";
import { DEFAULT_VIEW, type CurvePicture, type FigureView, type Scales } from "../../src/figure/picture.js";
import { labelWidth, panelTicks } from "../../src/figure/ticks.js";
import { LAW, madeBand, madePicture } from "./madePicture.js";

const SIZE = { width: 720, height: 540 };
const SCALES: Scales[] = ["auto", "loglog", "logx", "linear"];

const plain = { law: null, breakIntervals: [] };
const points = (x: number[], y: number[], train = x.map(() => 1)) => madePicture({ ...plain, x, y, train });
const awkward: [string, CurvePicture][] = [
  ["a law, a band and held-out points", madePicture({ ...madeBand(LAW, madePicture().x, 1.5) })],
  ["one point", points([1e9], [0.5])],
  ["one point at 1", points([1], [1])],
  ["constant y", points([1, 2, 4], [0.25, 0.25, 0.25])],
  ["y all but constant", points([1, 2, 4], [0.25, 0.25 + 1e-12, 0.25])],
  ["y of 0", points([1, 2, 4], [0, 0, 0])],
  ["y below 0", points([1, 2, 4], [-3, -1, 2])],
  ["x from 1e-3 to 1e15", points([1e-3, 1, 1e15], [3, 2, 1])],
  ["x over 600 decades", points([1e-300, 1, 1e300], [3, 2, 1])],
  ["y over 600 decades", points([1, 2, 3], [1e-300, 1, 1e300])],
  ["tiny y", points([1, 2, 3], [2e-300, 1e-300, 3e-301])],
  ["held-out points only", points([1, 2, 3], [1, 2, 3], [0, 0, 0])],
];

function shown({ x, y, train }: CurvePicture, { testPoints }: FigureView): [number, number][] {
  const all = Array.from(x, (at, i): [number, number] => [at, y[i]]);
  return testPoints ? all : all.filter((_, i) => train[i] === 1);
}

describe.each(awkward)("the frame of %s", (_, picture) => {
  it.each(SCALES.flatMap((scales) => [true, false].map((testPoints) => [scales, testPoints] as const)))(
    "holds every point (%s, held-out points: %s)",
    (scales, testPoints) => {
      const view = { ...DEFAULT_VIEW, scales, testPoints };
      for (const { main } of [layoutFigure(picture, view, SIZE), layoutSmall(picture, view, SIZE)]) {
        for (const [x, y] of shown(picture, view)) {
          expect(main.x.at(x)).toBeGreaterThanOrEqual(main.left - 1e-6);
          expect(main.x.at(x)).toBeLessThanOrEqual(main.left + main.width + 1e-6);
          expect(main.y.at(y)).toBeGreaterThanOrEqual(main.top - 1e-6);
          expect(main.y.at(y)).toBeLessThanOrEqual(main.top + main.height + 1e-6);
        }
      }
    },
  );
});

describe("xDomain", () => {
  it.each(SCALES)("ends where it is asked to, never before the points (%s)", (scales) => {
    const picture = madePicture();
    const { x: log } = resolveScales(picture, scales);
    const last = Math.max(...Array.from(picture.x));
    const right = (to: number | null) => xDomain(picture, { ...DEFAULT_VIEW, to }, log)[1];
    expect(right(1e12)).toBe(1e12);
    expect(right(20)).toBe(last);
    expect(right(null)).toBeGreaterThan(last);
    expect(right(null)).toBeLessThan(1e12);
  });

  it("reaches to the end of a band, but not where that makes the points small", () => {
    const picture = madePicture();
    const [lo, hi] = xDomain(picture, DEFAULT_VIEW, true);
    const banded = (to: number): CurvePicture => ({
      ...picture,
      band: [10, to].map((x) => ({ x, lo: 0.1, hi: 1 })),
    });
    const end = (to: number, view = DEFAULT_VIEW) => xDomain(banded(to), view, true)[1];
    expect(end(3 * hi)).toBeCloseTo(3 * hi, 3);
    expect(end(3 * hi, { ...DEFAULT_VIEW, band: false })).toBe(hi);
    const span = Math.log(Math.max(...Array.from(picture.x)) / 10);
    expect(span / Math.log(end(1e40) / lo)).toBeGreaterThan(0.7);
  });
});

describe("yDomain", () => {
  const steep = { ...LAW, c0: -3, c: [0, 0] };
  const cases: [string, CurvePicture][] = [
    ["a wide band", { ...madePicture(), ...madeBand(LAW, madePicture().x, 1e6) }],
    ["a band without ends", madePicture({ band: [10, 1e9].map((x) => ({ x, lo: -Infinity, hi: Infinity })) })],
    ["an asymptote far below", madePicture({ law: { ...LAW, a: 1e-300 }, x: madePicture().x, y: madePicture().y })],
    [
      "an extrapolation that shoots up over held-out points",
      madePicture({
        law: steep,
        x: [1, 2, 4, 8, 1e4, 1e6],
        y: [1, 2, 4, 8, 16, 32].map((x) => bnsl(x, steep)),
        train: [1, 1, 1, 1, 0, 0],
      }),
    ],
  ];
  it.each(cases.flatMap(([name, picture]) => SCALES.map((scales) => [name, scales, picture] as const)))(
    "leaves the points more than half of the height beside %s (%s)",
    (_, scales, picture) => {
      const { main } = layoutFigure(picture, { ...DEFAULT_VIEW, scales }, SIZE);
      const law = picture.law!;
      const [first, last] = trainingRange(picture);
      const inside = Array.from({ length: 200 }, (__, i) => bnsl(first * (last / first) ** (i / 199), law));
      const heights = [...Array.from(picture.y), ...inside].map(main.y.at).filter(Number.isFinite);
      expect(Math.max(...heights) - Math.min(...heights)).toBeGreaterThan(main.height / 2);
    },
  );

  it.each(SCALES)("shows the extrapolation where it is near (%s)", (scales) => {
    const picture = madePicture({ law: { a: 0, b: 1, c0: -0.02, c: [], d: [], f: [] } });
    const { x: logX, y: logY } = resolveScales(picture, scales);
    const x = xDomain(picture, DEFAULT_VIEW, logX);
    expect(yDomain(picture, DEFAULT_VIEW, logY, x)[1]).toBeGreaterThan(bnsl(x[1], picture.law!));
  });

  it("shows differences of a hundred-thousandth, and no smaller ones", () => {
    const span = (difference: number): number => {
      const [bottom, top] = yDomain(points([1, 2], [3, 3 + difference]), DEFAULT_VIEW, false, [1, 2]);
      return top - bottom;
    };
    expect(span(3e-5)).toBeLessThan(1e-4);
    expect(span(1e-9)).toBeGreaterThan(0.1);
  });
});

describe("layoutFigure", () => {
  it.each([
    [720, 540],
    [320, 280],
    [1600, 400],
  ])("keeps panels inside of %d × %d, apart from each other", (width, height) => {
    const { main, residual } = layoutFigure(madePicture(), DEFAULT_VIEW, { width, height });
    expect(main.top).toBeGreaterThan(0);
    expect(main.height).toBeGreaterThan(40);
    expect(main.left + main.width).toBeLessThan(width);
    expect(residual!.top).toBeGreaterThan(main.top + main.height);
    expect(residual!.top + residual!.height).toBeLessThan(height - 30);
  });

  it("has room for the labels of y, more than usual only where they are long", () => {
    const left = (y: number[]): number => {
      const { main } = layoutFigure(points([1, 2, 3], y), { ...DEFAULT_VIEW, scales: "logx" }, SIZE);
      const { y: ticks, size } = panelTicks(main, false);
      for (const { label } of ticks) if (label) expect(labelWidth(label, size)).toBeLessThan(main.left - 28);
      return main.left;
    };
    const usual = left([1, 2, 3]);
    expect(left([4, 5, 9])).toBe(usual);
    expect(left([10000.001, 10000.05, 10000.09])).toBeGreaterThan(usual);
  });

  it("has no residuals without a law or where they are switched off", () => {
    expect(layoutFigure(madePicture(plain), DEFAULT_VIEW, SIZE).residual).toBeNull();
    expect(layoutFigure(madePicture(), { ...DEFAULT_VIEW, residuals: false }, SIZE).residual).toBeNull();
    expect(layoutSmall(madePicture(), DEFAULT_VIEW, SIZE).residual).toBeNull();
  });
});

describe("resolveScales", () => {
  it.each<[Scales, number[], boolean, boolean]>([
    ["auto", [1, 2], true, true],
    ["auto", [0, 2], true, false],
    ["loglog", [-1, 2], true, false],
    ["loglog", [1, 2], true, true],
    ["logx", [1, 2], true, false],
    ["linear", [1, 2], false, false],
  ])("%s with y of %j", (scales, y, x, logY) => {
    expect(resolveScales({ y }, scales)).toEqual({ x, y: logY });
  });
});
