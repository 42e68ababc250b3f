import type { BnslParameters } from "../forms/evaluate.js";
import type { Form } from "../forms/form.js";
import type { Problem } from "../problem/problem.js";
import type { Scaling } from "../problem/scaling.js";
import { hasFit } from "../status.js";
import type { FitRow } from "../types.js";

/** The law that a row reports; null where the row has no fit. */
export function lawOf({ status, a, b, c0, c, d, f }: FitRow): BnslParameters | null {
  if (!hasFit(status) || a === null || b === null || c0 === null) return null;
  return { a, b, c0, c, d, f };
}

/** ŷ of any form at any x > 0, in the units of the data, from its internal parameters. */
export function predictor(
  form: Form,
  { breaks, sign }: Problem,
  p: Float64Array,
  { centre, shift, scale }: Scaling,
): (x: number) => number {
  const shape = new Float64Array(p.length);
  const row = new Float64Array(p.length);
  form.prepare(p, breaks, shape);
  return (x) => form.evaluateLinear(Math.log(x) - centre, sign, p, breaks, shape, row) * scale + shift;
}
