import type { FormFit } from "../../src/suite/forms.js";
import { Status } from "../../src/core/status.js";
import type { Curve, CurveSet } from "../../src/core/types.js";

/** y is 1 everywhere, so that ln ŷ is the error; training rows first, x = 1, 2, 3, … */
export function madeCurve(key: readonly string[], trainRows: number, testRows: number): Curve {
  const length = trainRows + testRows;
  return {
    key,
    x: Float64Array.from({ length }, (_, i) => i + 1),
    y: new Float64Array(length).fill(1),
    weight: new Float64Array(length).fill(1),
    train: Uint8Array.from({ length }, (_, i) => (i < trainRows ? 1 : 0)),
    skippedRows: 0,
  };
}

export function madeSet(curves: readonly Curve[], parts: Partial<CurveSet> = {}): CurveSet {
  return {
    keyNames: ["Domain", "Model"],
    xName: "x",
    yName: "y",
    weightName: null,
    trainName: "Training",
    curves,
    sources: ["made.csv"],
    notes: [],
    ...parts,
  };
}

/** What a form does on a curve: its log error on every row, or how it fails. */
export type Outcome = number | "no fit" | "not positive";

export function madeFit(curve: Curve, form: string, outcome: Outcome): FormFit {
  const fitted = outcome !== "no fit";
  return {
    curve,
    form,
    status: fitted ? Status.ConvergedGradient : Status.TooFewPoints,
    params: fitted ? { beta: 0.1, c: 1 / 3 } : {},
    predict: fitted ? () => (typeof outcome === "number" ? Math.exp(outcome) : -1) : null,
    starts: fitted ? 64 : 0,
    basinShare: fitted ? 0.25 : null,
    atBound: fitted && form === "b" ? ["c", "beta"] : [],
  };
}

export const madeForms = ["a", "b", "c"] as const;

/** Errors of a, b and c on each curve; the last curve has no test rows. Worked out by hand in the tests. */
const outcomes: readonly (readonly Outcome[])[] = [
  [0.1005, 0.2005, 0.4005],
  [0.2005, 0.2005, 0.1005],
  [0.3005, 0.3005, 0.3005 * (1 + 5e-7)],
  ["no fit", "not positive", 0.8005],
  [0.1005, 0.1005, 0.1005],
];

/** Three curves of the domain V, one of L, and one of L without test rows. */
export function madeSuite(): { set: CurveSet; fits: FormFit[][] } {
  const curves = [
    madeCurve(["V", "m1"], 4, 2),
    madeCurve(["V", "m2"], 4, 2),
    madeCurve(["V", "m3"], 4, 1),
    madeCurve(["L", "m4"], 3, 2),
    madeCurve(["L", "m5"], 4, 0),
  ];
  const fits = curves.map((curve, i) => madeForms.map((form, k) => madeFit(curve, form, outcomes[i][k])));
  return { set: madeSet(curves), fits };
}
