import type { Form } from "./form.js";

/**
 * The broken neural scaling law (Caballero et al. 2023, equation 1) in u = ln x − centre:
 *
 *     E(u) = β − c0·u − Σ cᵢ·fᵢ·softplus((u − δᵢ)/fᵢ),   ŷ = a ± exp(E),   fᵢ = exp(φᵢ)
 *
 * Internal parameters, linear ones first: β, c0, c1…cn | a, δ1…δn, φ1…φn. Twin of `shaders/models/bnsl.wgsl`.
 */
export const bnslForm: Form = {
  name: "bnsl",
  parameterCount: (breaks) => 3 + 3 * breaks,
  linearCount: (breaks) => 2 + breaks,
  asymptoteIndex: (breaks) => 2 + breaks,
  evaluate,
  linearRow,
};

function evaluate(u: number, sign: number, p: Float64Array, breaks: number, row: Float64Array): number {
  const asymptote = 2 + breaks;
  let exponent = p[0] - p[1] * u;
  for (let i = 0; i < breaks; i++) {
    const c = p[2 + i];
    const f = Math.exp(p[asymptote + 1 + breaks + i]);
    const t = (u - p[asymptote + 1 + i]) / f;
    const e = Math.exp(-Math.abs(t));
    const q = Math.max(t, 0) + Math.log1p(e);
    const s = (t < 0 ? e : 1) / (1 + e);
    exponent -= c * f * q;
    row[2 + i] = -f * q;
    row[asymptote + 1 + i] = c * s;
    row[asymptote + 1 + breaks + i] = -c * f * (q - t * s);
  }
  const h = sign * Math.exp(exponent);
  row[0] = h;
  row[1] = -u * h;
  for (let i = 0; i < breaks; i++) {
    row[2 + i] *= h;
    row[asymptote + 1 + i] *= h;
    row[asymptote + 1 + breaks + i] *= h;
  }
  row[asymptote] = 1;
  return p[asymptote] + h;
}

function linearRow(u: number, p: Float64Array, breaks: number, row: Float64Array): void {
  row[0] = 1;
  row[1] = -u;
  for (let i = 0; i < breaks; i++) {
    const f = Math.exp(p[3 + 2 * breaks + i]);
    const t = (u - p[3 + breaks + i]) / f;
    row[2 + i] = -f * (Math.max(t, 0) + Math.log1p(Math.exp(-Math.abs(t))));
  }
}
