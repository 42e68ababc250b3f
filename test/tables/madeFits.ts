import { Status } from "../../src/core/status.js";
import type { FitMeta, FitResult, FitRow } from "../../src/core/types.js";

/** A made-up row with one break; what a test is about is given in `parts`. */
export function madeRow(parts: Partial<FitRow> = {}): FitRow {
  return {
    key: ["vision", "ResNet, wide"],
    nBreaks: 1,
    selected: true,
    status: Status.ConvergedGradient,
    nTrain: 63,
    nTest: 12,
    lastX: 2.5e9,
    a: 0.41388453071629455,
    b: 2.2772722897737556,
    c0: 0.055077348404973955,
    c: [5.662903816010331],
    d: [612.5836172918001],
    f: [0.059193036393742314],
    objective: 1.25e-5,
    msleTrain: 1.25e-5,
    rmsleTrain: 0.0035355339059327376,
    rmsleTest: 0.012,
    rmseTrain: 0.0075,
    rmseTest: 0.021,
    r2Train: 0.9925,
    dof: 57,
    chi2: null,
    aic: -700.5,
    aicc: -698.25,
    bic: -687.125,
    starts: 1024,
    startsConverged: 16,
    basinShare: 12 / 1024,
    minima: 3,
    iterations: 5_000_000_000,
    agreedDigits: 6.5,
    atBound: [],
    unidentified: [],
    runsAway: false,
    errors: "independent",
    rho: 0.125,
    support: null,
    pSupport: null,
    restsOn: [],
    setAside: [],
    huber: null,
    skippedRows: 0,
    engine: "gpu",
    ...parts,
  };
}

/** A row as it stands where nothing could be fitted. */
export function madeFailure(parts: Partial<FitRow> = {}): FitRow {
  return madeRow({
    selected: false,
    status: Status.TooFewPoints,
    nTrain: 4,
    a: null,
    b: null,
    c0: null,
    c: [],
    d: [],
    f: [],
    objective: null,
    msleTrain: null,
    rmsleTrain: null,
    rmsleTest: null,
    rmseTrain: null,
    rmseTest: null,
    r2Train: null,
    dof: null,
    aic: null,
    aicc: null,
    bic: null,
    starts: 0,
    startsConverged: 0,
    basinShare: null,
    minima: 0,
    iterations: 0,
    agreedDigits: null,
    ...parts,
  });
}

export function madeMeta(parts: Partial<FitMeta> = {}): FitMeta {
  return {
    version: "0.1.0",
    command: "bnsl fit curves.csv --seed 7",
    options: {
      breaks: [0, 1, 2],
      starts: "auto",
      seed: Number.MAX_SAFE_INTEGER,
      objective: "log",
      huber: null,
      signB: "auto",
      bounds: { a: [0, Infinity], c: [-20, 20], f: [0.01, 10] },
      fixed: { c0: 0 },
      ties: {},
      protocol: "default",
      domain: null,
      errors: "auto",
      robust: "auto",
      segmentX: 3,
      select: "bic",
    },
    engine: "gpu",
    adapter: "made-up adapter",
    keyNames: ["Domain", "Model"],
    xName: "Seen Examples",
    yName: "Loss",
    sources: ["curves.csv"],
    seconds: 1.5,
    ...parts,
  };
}

/** Rows of every shape: n = 0, 1 and 2, on a bound, b < 0, without a fit, keys that need quoting. */
export function madeResult(): FitResult {
  const rows = [
    madeRow({ nBreaks: 0, selected: false, c: [], d: [], f: [], b: -1.5, skippedRows: 2 }),
    madeRow({ support: "rests-on-rows", pSupport: 0.0033, restsOn: [4, 17], setAside: [9], huber: 0.01 }),
    madeRow({
      support: "no-gain",
      pSupport: 0.25,
      nBreaks: 2,
      selected: false,
      status: Status.AtBound,
      c: [1, -2.5],
      d: [1e-300, 3.1e11],
      f: [0.01, 10],
      rmsleTest: null,
      atBound: ["f1", "c2"],
    }),
    madeFailure({ key: ['say "hi"', "two\nlines, größe 層"], nBreaks: 0 }),
    madeFailure({ key: ["", " 1.07e+09"], nBreaks: 0, status: Status.NonFinite, engine: "cpu" }),
  ];
  return { meta: madeMeta(), rows };
}
