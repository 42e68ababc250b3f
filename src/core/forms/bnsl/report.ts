import type { Scaling } from "../../problem/scaling.js";
import type { BnslParameters } from "../evaluate.js";

/** Internal parameters (β, c0, cᵢ | a, δᵢ, φᵢ) as the reported ones, breaks in the solver's order. */
export function reportParameters(p: Float64Array, breaks: number, sign: number, scaling: Scaling): BnslParameters {
  const at = 2 + breaks;
  const family = (first: number, map: (v: number) => number) => Array.from(p.subarray(first, first + breaks), map);
  return {
    a: p[at] * scaling.scale + scaling.shift,
    b: sign * Math.exp(logB(p, scaling)),
    c0: p[1],
    c: family(2, (v) => v),
    d: family(at + 1, (v) => Math.exp(v + scaling.centre)),
    f: family(at + 1 + breaks, Math.exp),
  };
}

/** The inverse of `reportParameters`: a law as the solver sees it. */
export function internalParameters({ a, b, c0, c, d, f }: BnslParameters, scaling: Scaling): Float64Array {
  const { centre, shift, scale } = scaling;
  return Float64Array.from([
    Math.log(Math.abs(b) / scale) - c0 * centre,
    c0,
    ...c,
    (a - shift) / scale,
    ...d.map((v) => Math.log(v) - centre),
    ...f.map(Math.log),
  ]);
}

/** ln |b|, which any fit has, even where b itself is beyond the range of a double. */
export function logB(p: Float64Array, { centre, scale }: Scaling): number {
  return p[0] + p[1] * centre + Math.log(scale);
}

/** A law's parameters by name, in the order that the law is written in. */
export function namedParameters({ a, b, c0, c, d, f }: BnslParameters): Record<string, number> {
  const perBreak = c.flatMap((_, i): [string, number][] => [
    [`c${i + 1}`, c[i]],
    [`d${i + 1}`, d[i]],
    [`f${i + 1}`, f[i]],
  ]);
  return { a, b, c0, ...Object.fromEntries(perBreak) };
}
