import { InputError } from "../../errors.js";
import type { Tie } from "../../problem/problem.js";
import type { Scaling } from "../../problem/scaling.js";
import { tiesOf, type TieExpression } from "../../problem/ties.js";
import type { FitOptions } from "../../types.js";
import type { InternalBounds, TiedBounds } from "../bounds.js";
import { internalNames } from "./bounds.js";

/**
 * Ties among c, ln d and ln f keep their shape in the solver's units; a = s·b + o becomes ±s·exp(β) there, which asks for
 * scaling with centre 0. A tied parameter's own bounds are handed on to its source.
 *
 * @throws InputError where no value of a source satisfies both bounds
 */
export function tieBounds(
  bounds: InternalBounds,
  breaks: number,
  sign: 1 | -1,
  scaling: Scaling,
  options: FitOptions,
): TiedBounds {
  const names = internalNames(breaks);
  const lo = bounds.lo.slice();
  const hi = bounds.hi.slice();
  const ties = tiesOf(options, breaks).map((expression) => {
    const [target, source] = [names.indexOf(expression.target), names.indexOf(expression.source)];
    const { offset, ...form } = internalTie(expression, scaling);
    const [low, high] = sourceRange(form, sign, bounds.lo[target] - offset, bounds.hi[target] - offset);
    lo[source] = Math.max(lo[source], low);
    hi[source] = Math.min(hi[source], high);
    if (lo[source] > hi[source]) {
      throw new InputError(
        `the tie ${expression.target}=${options.ties[expression.target]} leaves ${expression.source} no value: ` +
          `the bounds on ${expression.target} and ${expression.source} exclude each other`,
      );
    }
    lo[target] = offset;
    hi[target] = -Infinity;
    return { target, source, ...form };
  });
  return { lo, hi, ties };
}

type InternalTie = Pick<Tie, "kind" | "slope"> & { readonly offset: number };

function internalTie({ target, slope, offset, reciprocal }: TieExpression, { shift, scale }: Scaling): InternalTie {
  switch (target[0]) {
    case "a":
      return { kind: "exponential", slope, offset: (offset - shift) / scale };
    case "c":
      return { kind: reciprocal ? "reciprocal" : "affine", slope, offset };
    default:
      return { kind: "affine", slope: 1, offset: Math.log(slope) };
  }
}

/** Where slope·g(p) lies between low and high; empty where it cannot. */
function sourceRange(
  { kind, slope }: Pick<Tie, "kind" | "slope">,
  sign: 1 | -1,
  low: number,
  high: number,
): [number, number] {
  const factor = kind === "exponential" ? slope * sign : slope;
  const ends = [low / factor, high / factor].sort((p, q) => p - q);
  if (kind === "affine") return [ends[0], ends[1]];
  const [from, to] = ends.map((v) => Math.log(Math.max(v, 0)));
  if (ends[1] <= 0 && ends[0] < 0) return [Infinity, -Infinity];
  return kind === "exponential" ? [from, to] : [-to, -from];
}
