import type { Form } from "../forms/form.js";
import type { Problem } from "../problem/problem.js";
import type { Scaling } from "../problem/scaling.js";

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
