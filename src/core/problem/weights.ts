import { InputError } from "../errors.js";
import type { Curve, Deviations, Objective } from "../types.js";

/**
 * 1/σ² of a residual on the objective's scale, from the standard deviation of y, of ln y or of the residual itself. To
 * first order (the delta method) ln y deviates by σ/y, ln(y + 1) by σ/(y + 1), and y by y times what ln y does.
 * Use `isPrecision` on it: no double may hold it, and ln y needs y above 0.
 */
export function precisionOf(sigma: number, y: number, of: Deviations["of"], objective: Objective): number {
  if (of === "residual") return inverseSquare(sigma);
  if (of === "ln y" && !(y > 0)) return NaN;
  switch (objective) {
    case "log":
      return of === "y" ? square(y / sigma) : inverseSquare(sigma);
    case "log1p":
      return square((of === "y" ? y + 1 : (y + 1) / y) / sigma);
    case "linear":
      return inverseSquare(of === "y" ? sigma : y * sigma);
  }
}

/** Whether it is a finite number above 0, so that a row can be weighed by it. */
export function isPrecision(precision: number): boolean {
  return precision > 0 && precision < Infinity;
}

/** Why a standard deviation gives its row no weight, to follow its value in a sentence. */
export function weightlessFault(y: number, of: Deviations["of"], objective: Objective): string {
  return isWithoutLogarithm(y, of)
    ? `is a standard deviation of ln y, but y is ${y}, which has no logarithm`
    : `gives its row (y = ${y}) ${noWeight(objective)} ${FORMULAS[of][objective]}`;
}

/** The same without the row's y, so that all rows of a kind have one. */
export function weightlessReason(y: number, of: Deviations["of"], objective: Objective): string {
  return isWithoutLogarithm(y, of)
    ? "is a standard deviation of ln y, but y has no logarithm"
    : `gives its row ${noWeight(objective)} ${FORMULAS[of][objective]}`;
}

/**
 * Weights of a curve's rows under an objective: the weight column times 1/σ² of the residual. Length: that of the curve;
 * only those of `rows` are made.
 *
 * @throws InputError that names the row whose standard deviation gives it no finite weight above 0
 */
export function weightsOf(curve: Curve, rows: readonly number[], objective: Objective): Float64Array {
  const { key, y, weight, sigma } = curve;
  if (sigma === undefined) return weight;
  const weights = weight.slice();
  for (const row of rows) {
    const precision = precisionOf(sigma.values[row], y[row], sigma.of, objective);
    if (!isPrecision(precision)) {
      const place = `curve ${key.join(" / ") || "(the only one)"}, row ${row + 1}`;
      const fault = weightlessFault(y[row], sigma.of, objective);
      throw new InputError(`${place}: sigma is ${sigma.values[row]}, which ${fault}; correct it or leave the row out`);
    }
    weights[row] *= precision;
  }
  return weights;
}

const FORMULAS: Record<Deviations["of"], Record<Objective, string>> = {
  y: { log: "(y/sigma)²", log1p: "((y + 1)/sigma)²", linear: "1/sigma²" },
  "ln y": { log: "1/sigma²", log1p: "((y + 1)/(y·sigma))²", linear: "1/(y·sigma)²" },
  residual: { log: "1/sigma²", log1p: "1/sigma²", linear: "1/sigma²" },
};

function isWithoutLogarithm(y: number, of: Deviations["of"]): boolean {
  return of === "ln y" && !(y > 0);
}

function noWeight(objective: Objective): string {
  return `a weight that is not a finite number above 0: under the objective ${objective} it is`;
}

function inverseSquare(value: number): number {
  return 1 / (value * value);
}

function square(value: number): number {
  return value * value;
}

/** y − ŷ on an objective's own scale; NaN where a logarithm is asked of what has none. */
export function residualOf(objective: Objective, y: number, value: number): number {
  switch (objective) {
    case "log":
      return Math.log(y / value);
    case "log1p":
      return Math.log((y + 1) / (value + 1));
    case "linear":
      return y - value;
  }
}
