import { bnsl } from "../core/forms/evaluate.js";
import type { CurvePicture } from "./picture.js";

/** Of a point: where it stands, what is left of it, and whether it was fitted. */
export interface Residual {
  readonly x: number;
  readonly value: number;
  readonly train: boolean;
}

/** The residuals of all points on the objective's scale, those of logarithms in per cent; none without a law. */
export function residualsOf({ x, y, train, law, objective }: CurvePicture): Residual[] {
  if (!law) return [];
  return Array.from(x, (at, i) => ({
    x: at,
    value: residual[objective](y[i], bnsl(at, law)),
    train: train[i] === 1,
  }));
}

/** What the axis of the residuals is called. */
export function residualName({ objective, yName }: Pick<CurvePicture, "objective" | "yName">): string {
  return objective === "linear" ? "residual" : objective === "log1p" ? `of 1 + ${yName}, %` : "residual, %";
}

/** Symmetric about 0, wide enough for all fitted points, and for held-out ones that are at most three times as far off. */
export function residualDomain(residuals: readonly Residual[]): readonly [number, number] {
  const far = (rows: readonly Residual[]): number =>
    rows.reduce((most, { value }) => Math.max(most, Number.isFinite(value) ? Math.abs(value) : 0), 0);
  const fitted = far(residuals.filter(({ train }) => train));
  const held = far(residuals);
  const reach = fitted > 0 ? Math.min(held, 3 * fitted) : held;
  const half = 1.15 * (reach > 0 ? reach : 1);
  return [-half, half];
}

const residual: Record<CurvePicture["objective"], (y: number, value: number) => number> = {
  log: (y, value) => 100 * Math.log(y / value),
  log1p: (y, value) => 100 * Math.log((y + 1) / (value + 1)),
  linear: (y, value) => y - value,
};
