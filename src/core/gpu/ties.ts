import type { Tie } from "../problem/problem.js";

/**
 * WGSL of the ties that a kernel is linked for: the functions of `core/solver/ties.ts`, one statement a tie. Without ties
 * they are empty and cost nothing.
 */
export function tieFunctions(ties: readonly Tie[], linear: number): string {
  return [
    define("apply_ties", ties.map(apply)),
    define("seed_ties", [...ties.flatMap(seed), ...ties.map(apply)]),
    define("combine_columns", ties.flatMap(combine)),
    define(
      "combine_linear_columns",
      ties.flatMap((tie) => combineLinear(tie, linear)),
    ),
    define(
      "combine_start_columns",
      ties.flatMap((tie) => combineStart(tie, linear)),
    ),
  ].join("\n");
}

function define(name: string, statements: readonly string[]): string {
  return [`fn ${name}() {`, ...statements.map((statement) => `  ${statement};`), "}"].join("\n");
}

function apply({ target, source, kind, slope }: Tie): string {
  const shaped = {
    affine: `p[${source}]`,
    reciprocal: `exp(-p[${source}])`,
    exponential: `curve.sign * exp(p[${source}])`,
  }[kind];
  return `p[${target}] = lo[${target}] + ${number(slope)} * ${shaped}`;
}

function seed({ target, source, kind, slope }: Tie): string[] {
  if (kind !== "exponential") return [];
  const size = `abs((p[${target}] - lo[${target}]) / ${number(slope)})`;
  return [`p[${source}] = clamp(log(max(${size}, TINY)), lo[${source}], hi[${source}])`];
}

function combine({ target, source, kind, slope }: Tie): string[] {
  const derivative = {
    affine: "1.0",
    reciprocal: `-exp(-p[${source}])`,
    exponential: `curve.sign * exp(p[${source}])`,
  }[kind];
  return [`row[${source}] += ${number(slope)} * ${derivative} * row[${target}]`, `row[${target}] = 0.0`];
}

function combineLinear({ target, source, kind, slope }: Tie, linear: number): string[] {
  if (kind === "exponential") return [`row[${source}] += ${number(slope)} * curve.sign * exp(p[${source}])`];
  return combineStart({ target, source, kind, slope }, linear);
}

function combineStart({ target, source, kind, slope }: Tie, linear: number): string[] {
  if (kind === "exponential") return [`row[${source}] = 0.0`];
  if (target >= linear) return [];
  const added = kind === "affine" ? [`row[${source}] += ${number(slope)} * row[${target}]`] : [];
  return [...added, `row[${target}] = 0.0`];
}

/** With an exponent, so that no whole number is taken for one of WGSL's integers. */
function number(value: number): string {
  return `f32(${value.toExponential()})`;
}
