import type { PageData } from "../../src/report/pageData.js";
import { planCurve } from "../../src/core/plan.js";
import { packageVersion } from "../../src/node/packageFiles.js";
import { resolveOptions } from "../../src/core/options.js";
import { emptyRow } from "../../src/core/rows/fitRow.js";
import { Status } from "../../src/core/status.js";
import type { Curve, FitOptions, FitRow } from "../../src/core/types.js";
import type { IntervalRow, Quantity } from "../../src/uncertainty/types.js";
import { noisyCurve } from "../simulated/truthCurve.js";
import { Draws, Purpose } from "../suites/draws.js";

/** How much a made-up report holds. */
export interface MadeSize {
  readonly curves: number;
  readonly points: number;
  /** points of each curve's band; 0: no table of intervals */
  readonly band: number;
}

const SEED = 5;
const HELD_OUT = 6;
const options: FitOptions = resolveOptions({ breaks: [0, 1, 2] });

/**
 * Curves about one-break laws with rows for n = 0, 1, 2 as a fit of them would have: numbers of all digits, no two alike, so
 * that they pack no better than those of real fits.
 */
export function madeReport({ curves: count, points, band }: MadeSize): PageData {
  const curves = Array.from({ length: count }, (_, i) => madeCurve(i, points));
  const rows = curves.map((curve, i) => rowsOf(curve, i));
  const selected = rows.map((each) => each.find((row) => row.selected)!);
  return {
    version: packageVersion(),
    command: "npm run bench:page",
    meta: {
      version: packageVersion(),
      command: "npm run bench:page",
      options,
      engine: "gpu",
      adapter: "made up",
      keyNames: ["domain", "task", "model"],
      xName: "examples",
      yName: "loss",
      sources: ["made up"],
      seconds: 1,
    },
    rows: rows.flat(),
    curves: curves.map(({ key, x, y, train }) => ({ key, x: [...x], y: [...y], train: [...train] })),
    intervals: band === 0 ? null : { rows: selected.flatMap((row, i) => intervalsOf(row, i, band)), meta: null },
    breakTests: null,
    audit: null,
    suite: null,
    fitters: null,
  };
}

function madeCurve(i: number, points: number): Curve {
  const draws = new Draws(SEED, i, Purpose.Truth);
  const first = draws.logBetween(1e3, 1e6);
  const law = {
    a: draws.between(0.05, 0.3),
    b: draws.between(2, 4),
    c0: draws.between(0.05, 0.15),
    c: [draws.between(0.1, 0.5)],
    d: [first * draws.logBetween(10, 1e3)],
    f: [draws.logBetween(0.05, 1)],
  };
  const observed = { law, range: [first, first * draws.logBetween(1e3, 1e5)] as const, points, sigma: 0.01 };
  const curve = noisyCurve(observed, "model", i, SEED);
  const key = [`domain ${i % 7}`, `task ${i % 101}`, ...curve.key];
  return { ...curve, key, train: curve.train.map((_, k) => (k < points - HELD_OUT ? 1 : 0)) };
}

function rowsOf(curve: Curve, i: number): FitRow[] {
  const draws = new Draws(SEED, i, Purpose.Noise);
  const plan = planCurve(curve, i, options);
  const best = draws.chance(0.5) ? 1 : draws.chance(0.5) ? 2 : 0;
  return options.breaks.map((n) => {
    const msleTrain = draws.logBetween(1e-5, 1e-3);
    const list = (low: number, high: number) => Array.from({ length: n }, () => draws.logBetween(low, high));
    return {
      ...emptyRow(plan, n, draws.chance(0.1) ? Status.AtBound : Status.ConvergedGradient, "gpu"),
      selected: n === best,
      a: draws.between(0, 0.3),
      b: draws.between(1, 9),
      c0: draws.between(0.01, 0.3),
      c: list(0.1, 5),
      d: list(1e4, 1e8).sort((p, q) => p - q),
      f: list(0.01, 2),
      objective: msleTrain,
      msleTrain,
      rmsleTrain: Math.sqrt(msleTrain),
      rmsleTest: draws.logBetween(0.003, 0.3),
      aic: draws.between(-600, -300),
      aicc: draws.between(-600, -300),
      bic: draws.between(-600, -300),
      starts: 256 * (n + 1),
      startsConverged: Math.floor(draws.between(8, 64)),
      basinShare: draws.between(0, 1),
      minima: Math.floor(draws.between(1, 30)),
      iterations: Math.floor(draws.between(3e3, 4e4)),
      agreedDigits: draws.between(2, 7),
    };
  });
}

/** The intervals of a curve's parameters by two methods, and its band. */
function intervalsOf(row: FitRow, i: number, band: number): IntervalRow[] {
  const draws = new Draws(SEED, i, Purpose.Order);
  const interval = (quantity: Quantity, index: number | null, x: number | null, estimate: number): IntervalRow => ({
    key: row.key,
    nBreaks: row.nBreaks,
    status: "ok",
    quantity,
    index,
    x,
    estimate,
    se: draws.between(0, 0.1),
    lo: estimate * draws.between(0.8, 1),
    hi: estimate * draws.between(1, 1.2),
    level: 0.95,
    kind: "wild",
    method: "bca",
    ends: "both",
    scale: quantity === "d" || quantity === "f" ? "log" : "linear",
    intervalOf: null,
    timesLast: null,
    target: null,
    resamples: 1000,
    failed: 0,
    shareIdentified: quantity === "d" ? draws.between(0, 1) : null,
    shareAtBound: null,
    dof: 34,
    errors: "independent",
    rho: 0.1,
  });
  const family = (quantity: "c" | "d" | "f") => row[quantity].map((value, k) => interval(quantity, k + 1, null, value));
  const own = [
    interval("a", null, null, row.a!),
    interval("b", null, null, row.b!),
    interval("c0", null, null, row.c0!),
    ...family("c"),
    ...family("d"),
    ...family("f"),
  ];
  const delta = own.map((each): IntervalRow => ({
    ...each,
    method: "delta",
    kind: null,
    lo: each.lo! * draws.between(0.9, 1),
  }));
  const along = Array.from({ length: band }, () =>
    interval("band", null, draws.logBetween(1e3, 1e9), draws.between(0.1, 2)),
  );
  return [...own, ...delta, ...along];
}
