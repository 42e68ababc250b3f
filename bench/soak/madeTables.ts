import { writeFileSync } from "node:fs";
import { resolveOptions } from "../../src/core/options.js";
import type { CurveSet, FitOptions } from "../../src/core/types.js";
import { learningCurve } from "../many/learningCurves.js";

/** One kind of run: which table is fitted how, and on what. */
export interface Spec {
  readonly name: string;
  readonly engine: "gpu" | "cpu";
  readonly curves: number;
  readonly points: number;
  readonly options: FitOptions;
}

/** From one window to three, from no break to two, on both engines; each takes seconds. */
export function madeSpecs(engines: readonly Spec["engine"][]): Spec[] {
  return engines.flatMap((engine) => [
    spec(engine, 300, 12, [0], 16),
    spec(engine, 160, 20, [0, 1], 16),
    spec(engine, 40, 30, [0, 1, 2], 32),
  ]);
}

function spec(engine: Spec["engine"], curves: number, points: number, breaks: number[], starts: number): Spec {
  const name = `${engine}, ${curves} curves, n = ${breaks.join(", ")}`;
  return { name, engine, curves, points, options: resolveOptions({ breaks, starts }) };
}

/** The same curves for the same numbers: made up, in the shape of learning curves. */
export function madeSet({ curves, points }: Pick<Spec, "curves" | "points">, seed: number): CurveSet {
  return {
    keyNames: ["dataset", "learner"],
    xName: "anchor",
    yName: "error_rate",
    weightName: null,
    trainName: null,
    curves: Array.from({ length: curves }, (_, i) => {
      const { dataset, learner, x, y } = learningCurve(i, points, seed);
      return {
        key: [dataset, learner],
        x: Float64Array.from(x),
        y: Float64Array.from(y),
        weight: new Float64Array(points).fill(1),
        train: new Uint8Array(points).fill(1),
        skippedRows: 0,
      };
    }),
    sources: ["made up"],
    notes: [],
  };
}

/** The same as a file, without a column of held-out rows. */
export function writeTable(path: string, { keyNames, xName, yName, curves }: CurveSet): void {
  const lines = curves.flatMap(({ key, x, y }) => Array.from(x, (at, k) => [...key, at, y[k]].join(",")));
  writeFileSync(path, [[...keyNames, xName, yName].join(","), ...lines, ""].join("\n"));
}
