import { Status } from "../../src/core/status.js";
import type { UncertaintyMeta } from "../../src/tables/uncertaintyMeta.js";
import { BOOTSTRAP_DEFAULTS } from "../../src/uncertainty/request.js";
import type { AuditRow, BreakTestRow, CurveDraws, IntervalRow } from "../../src/uncertainty/types.js";

/** One made-up interval of a first break's location; what a test is about is given in `parts`. */
export function madeInterval(parts: Partial<IntervalRow> = {}): IntervalRow {
  return {
    key: ["vision", "ResNet, wide"],
    nBreaks: 1,
    status: "ok",
    quantity: "d",
    index: 1,
    x: null,
    timesLast: null,
    target: null,
    estimate: 612.5836172918001,
    se: 0.05,
    lo: 550.25,
    hi: 690.5,
    level: 0.95,
    kind: "wild",
    method: "bca",
    ends: "both",
    scale: "log",
    intervalOf: null,
    shareIdentified: 0.987,
    shareAtBound: 0,
    resamples: 1000,
    failed: 0,
    dof: 12,
    errors: "ar1",
    rho: 0.625,
    ...parts,
  };
}

/** The row of a curve that has none. */
export function withoutIntervals(parts: Partial<IntervalRow> = {}): IntervalRow {
  return madeInterval({
    nBreaks: null,
    status: "no-fit",
    quantity: null,
    index: null,
    estimate: null,
    se: null,
    lo: null,
    hi: null,
    kind: null,
    method: null,
    ends: null,
    shareIdentified: null,
    shareAtBound: null,
    dof: null,
    ...parts,
  });
}

/** Intervals as a curve with so many breaks has them: two methods, one-sided and unbounded ends, a target, a band. */
export function madeIntervals(nBreaks: number): IntervalRow[] {
  const plain = { nBreaks, index: null, shareIdentified: null, shareAtBound: null };
  const breaks = Array.from({ length: nBreaks }, (_, i) => [
    madeInterval({ nBreaks, index: i + 1, estimate: 600 * 10 ** i, lo: 500 * 10 ** i, hi: 700 * 10 ** i }),
    madeInterval({ nBreaks, index: i + 1, method: "delta", kind: null, lo: 1, hi: 2 }),
  ]).flat();
  return [
    madeInterval({ ...plain, quantity: "a", estimate: 0.25, lo: 0, hi: 0.375, shareAtBound: 0.12 }),
    ...breaks,
    ...Array.from({ length: nBreaks + 1 }, (_, i) =>
      madeInterval({
        ...plain,
        quantity: "slope",
        index: i,
        estimate: -0.5 - i,
        lo: -0.75 - i,
        hi: -0.25 - i,
      }),
    ),
    madeInterval({ ...plain, quantity: "prediction", x: 1e10, estimate: 0.3, lo: 0.25, hi: 0.375 }),
    madeInterval({
      ...plain,
      quantity: "reach",
      estimate: 2e9,
      lo: 1.2e9,
      hi: Infinity,
      ends: "lower",
    }),
    madeInterval({ ...plain, quantity: "never", estimate: 0.125, se: 0.01, lo: null, hi: null, ends: null }),
    madeInterval({ ...plain, quantity: "band", x: 77, estimate: 0.5, lo: 0.4, hi: 0.6 }),
  ];
}

/** So many draws of a law with so many breaks; every hundredth failed. */
export function madeDraws(count: number, nBreaks: number): CurveDraws {
  const failed = (i: number) => i % 100 === 99;
  const all = Array.from({ length: count }, (_, i) => i);
  const numbers = (value: number) => Float64Array.from(all, (i) => (failed(i) ? NaN : value + i / 1024));
  const lists = (value: number) => all.map((i) => Array.from({ length: nBreaks }, (_, k) => value + k + i));
  return {
    key: ["vision", "ResNet, wide"],
    nBreaks,
    kind: "wild",
    resample: Uint32Array.from(all),
    status: all.map((i) => (failed(i) ? Status.NonFinite : Status.ConvergedGradient)),
    objective: numbers(1e-4),
    a: numbers(0.25),
    b: numbers(2),
    c0: numbers(0.5),
    c: lists(0.1),
    d: lists(30),
    f: lists(0.5),
  };
}

export function madeTest(parts: Partial<BreakTestRow> = {}): BreakTestRow {
  return {
    key: ["vision", "ResNet, wide"],
    status: "ok",
    nNull: 1,
    objectiveNull: null,
    statistic: 12.5,
    pValue: 0.002,
    pError: 0.0019,
    pHolm: 0.004,
    pBh: 0.003,
    supported: true,
    location: 1.5e6,
    resamples: 500,
    support: null,
    restsOn: [],
    failed: 0,
    errors: "ar1",
    rho: 0.625,
    ...parts,
  };
}

export function madeAuditRow(parts: Partial<AuditRow> = {}): AuditRow {
  return {
    key: ["vision", "ResNet, wide"],
    nBreaks: 1,
    status: "ok",
    quantity: "d",
    index: 1,
    x: null,
    target: null,
    method: "bca",
    kind: "wild",
    level: 0.95,
    truth: 612.5,
    covered: 380,
    intervals: 400,
    coverage: 0.95,
    coverageLo: 0.924,
    coverageHi: 0.969,
    medianWidth: 0.25,
    simulations: 400,
    failed: 0,
    dof: 12,
    errors: "ar1",
    rho: 0.625,
    ...parts,
  };
}

export function madeUncertaintyMeta(parts: Partial<UncertaintyMeta> = {}): UncertaintyMeta {
  return {
    version: "0.1.0",
    command: "bnsl bootstrap curves.csv --fits fits.arrow",
    options: { ...BOOTSTRAP_DEFAULTS, seed: 7 },
    engine: "gpu",
    adapter: "made-up adapter",
    keyNames: ["Domain", "Model"],
    xName: "Seen Examples",
    yName: "Loss",
    sources: ["curves.csv"],
    fits: {
      version: "0.1.0",
      engine: "gpu",
      sources: ["curves.csv"],
      seed: 3,
      objective: "log",
      huber: null,
      select: "aicc",
    },
    notes: ["engine: made up"],
    seconds: 1.5,
    ...parts,
  };
}
