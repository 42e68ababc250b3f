import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { main } from "../../src/cli/main.js";
import { setOf } from "../../src/curves/curveStore.js";
import type { EndSignal, FitRun, Interrupts, Io, TextStream } from "../../src/cli/io.js";
import { fakePredictability } from "./fakePredictability.js";
import { fakeAudit, fakeBootstrap, fakeTestBreaks } from "./fakeUncertainty.js";
import type { ProbeReport } from "../../src/node/adapters.js";
import { bnsl as law } from "../../src/core/forms/evaluate.js";
import { Status } from "../../src/core/status.js";
import { weightsOf } from "../../src/core/problem/weights.js";
import type { Curve, CurveSet, FitOptions, FitResult, FitRow } from "../../src/core/types.js";

/** Collects what a command writes. */
export class TextSink implements TextStream {
  text = "";
  constructor(
    readonly isTTY = false,
    readonly columns = 100,
  ) {}

  write(text: string): true {
    this.text += text;
    return true;
  }
}

export interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line in this process, with a fake engine where the test gives no other. */
export async function bnsl(args: readonly string[], parts: Partial<Io> = {}): Promise<Run> {
  const out = new TextSink();
  const err = new TextSink();
  const code = await main(["node", "bnsl", ...args], {
    stdout: out,
    stderr: err,
    env: {},
    platform: "linux",
    interrupts: new FakeSignals(),
    fit: fakeFit(),
    fitForms: () => Promise.reject(new Error("this test gives no fits of forms")),
    bootstrap: fakeBootstrap(),
    testBreaks: fakeTestBreaks(),
    audit: fakeAudit(),
    predictability: fakePredictability(),
    forecast: () => Promise.reject(new Error("this test gives no forecasts")),
    backtest: () => Promise.reject(new Error("this test gives no backtest")),
    probe: () => Promise.resolve(noAdapters),
    checkAdapter: () => Promise.resolve(null),
    ...parts,
  });
  return { code, out: out.text, err: err.text };
}

export const noAdapters: ProbeReport = { adapters: [], reason: "Dawn found no adapter." };

export interface Request {
  set: CurveSet;
  options: FitOptions;
  run: FitRun;
}

/** Signals that a test sends; `quits` keeps the exit codes that the process was asked to end with. */
export class FakeSignals implements Interrupts {
  readonly quits: number[] = [];
  readonly listeners = new Set<(signal: EndSignal) => void>();

  listen(heard: (signal: EndSignal) => void): () => void {
    this.listeners.add(heard);
    return () => void this.listeners.delete(heard);
  }

  quit(exitCode: number): void {
    this.quits.push(exitCode);
  }

  send(signal: EndSignal): void {
    for (const heard of this.listeners) heard(signal);
  }
}

/** An engine that answers at once: a power law for each curve with more than three points; `seen` keeps the request. */
export function fakeFit(seen: Request[] = []): Io["fit"] {
  return async (store, options, run, sink) => {
    const set = await setOf(store);
    seen.push({ set, options, run });
    run.onNote?.("engine: made up");
    run.onProgress?.({ done: 1, total: 1, fits: 100, label: "n = 0" });
    const { meta, rows } = fakeResult(set, options, run);
    await sink.add({ first: 0, curves: set.curves.length, rows });
    return { meta, done: set.curves.length };
  };
}

/** An engine that sets these rows of each curve aside, by their places. */
export function fakeSetAside(places: readonly number[]): Io["fit"] {
  const aside = (row: FitRow) => ({ ...row, nTrain: row.nTrain - places.length, setAside: places });
  return (store, options, run, sink) =>
    fakeFit()(store, options, run, {
      has: (first, curves) => sink.has(first, curves),
      add: ({ rows, ...window }) => sink.add({ ...window, rows: rows.map(aside) }),
    });
}

/** The same, `size` curves at a time; `before` is told of each window that it fits, and may end it by an error. */
export function fakeWindows(size: number, before: (first: number) => void = () => undefined): Io["fit"] {
  return async (store, options, run, sink) => {
    const { curves, ...facts } = await setOf(store);
    run.onEngine?.({ engine: "cpu", adapter: null });
    let first = 0;
    for (; first < curves.length && run.stop?.aborted !== true; first += size) {
      const window = curves.slice(first, first + size);
      if (sink.has(first, window.length)) continue;
      before(first);
      const { rows } = fakeResult({ ...facts, curves: window }, options, run);
      await sink.add({ first, curves: window.length, rows });
    }
    const { meta } = fakeResult({ ...facts, curves: [] }, options, run);
    return { meta, done: Math.min(first, curves.length) };
  };
}

export function fakeResult(set: CurveSet, options: FitOptions, run: FitRun): FitResult {
  return {
    meta: {
      version: "0.0.0",
      command: run.command ?? null,
      options,
      engine: "cpu",
      adapter: null,
      keyNames: set.keyNames,
      xName: set.xName,
      yName: set.yName,
      weightName: set.weightName,
      weightKind: set.weightKind,
      trainName: set.trainName,
      ...(set.clusterName ? { clusterName: set.clusterName } : {}),
      ...(set.dialect ? { dialect: set.dialect } : {}),
      sources: set.sources,
      seconds: 1,
    },
    rows: set.curves.flatMap((curve) =>
      options.breaks.map((n, i) => fakeRow(curve, n, i === 0 && options.select !== "none")),
    ),
  };
}

function fakeRow(curve: Curve, nBreaks: number, first: boolean): FitRow {
  const fitted = curve.x.length > 3;
  const list = (value: number): number[] => (fitted ? Array.from({ length: nBreaks }, () => value) : []);
  const number = (value: number): number | null => (fitted ? value : null);
  return {
    key: curve.key,
    nBreaks,
    selected: fitted && first,
    status: fitted ? Status.ConvergedGradient : Status.TooFewPoints,
    nTrain: curve.train.reduce((sum, flag) => sum + flag, 0),
    lastX: Math.max(...curve.x.filter((_, k) => curve.train[k] === 1)),
    nTest: 0,
    a: number(0.25),
    b: number(2),
    c0: number(0.5),
    c: list(0.1),
    d: list(30),
    f: list(0.5),
    // made-up curves lie on the law with n = 0; what it misses with breaks is what a reader of the fits checks
    objective: number(misfit(curve, list(0.1), list(30), list(0.5))),
    msleTrain: number(1e-4),
    rmsleTrain: number(1e-2),
    rmsleTest: null,
    rmseTrain: number(1e-2),
    rmseTest: null,
    r2Train: number(0.99),
    dof: number(9),
    chi2: null,
    aic: number(1),
    aicc: number(1),
    bic: number(1),
    starts: 100,
    startsConverged: 10,
    basinShare: number(0.5),
    minima: 1,
    iterations: 400,
    agreedDigits: number(6),
    atBound: [],
    unidentified: [],
    runsAway: false,
    errors: fitted ? "independent" : null,
    rho: number(0.1),
    support: null,
    pSupport: null,
    restsOn: [],
    setAside: [],
    huber: null,
    skippedRows: curve.skippedRows,
    engine: "cpu",
  };
}

/** Weighted mean squared residual of ln y over the training rows. */
function misfit(curve: Curve, c: number[], d: number[], f: number[]): number {
  const { x, y, train } = curve;
  const rows = [...x.keys()].filter((i) => train[i] === 1);
  const parameters = { a: 0.25, b: 2, c0: 0.5, c, d, f };
  const weight = weightsOf(curve, rows, "log");
  const sum = rows.reduce((total, i) => total + weight[i] * Math.log(y[i] / law(x[i], parameters)) ** 2, 0);
  return sum / rows.reduce((total, i) => total + weight[i], 0);
}

/** A table of `sizes.length` curves, named c0, c1, …, with so many points each. */
export function curvesCsv(sizes: readonly number[]): string {
  const lines = sizes.flatMap((size, i) =>
    Array.from({ length: size }, (_, k) => `c${i},${2 ** k},${0.25 + 2 * 2 ** (-0.5 * k)}`),
  );
  return ["curve,x,y", ...lines, ""].join("\n");
}

/** A new folder with files of these texts; `remove` deletes it. */
export function folderWith(files: Readonly<Record<string, string>>): {
  path(name: string): string;
  remove(): void;
} {
  const folder = mkdtempSync(join(tmpdir(), "bnsl-cli-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return {
    path: (name) => join(folder, name),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
