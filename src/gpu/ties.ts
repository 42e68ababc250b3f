import type { Tie } from "../problem/problem.js";

/**
 * WGSL of the ties that a kernel is linked for: the functions of `solver/ties.ts`, one statement a tie. Without ties
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
    exponential: `exp(p[${source}])`,
  }[kind];
  return `p[${target}] = lo[${target}] + f32(${slope}) * ${shaped}`;
}

function seed({ target, source, kind, slope }: Tie): string[] {
  if (kind !== "exponential") return [];
  return [`p[${source}] = log(max((p[${target}] - lo[${target}]) / f32(${slope}), TINY))`];
}

function combine({ target, source, kind, slope }: Tie): string[] {
  const derivative = {
    affine: "1.0",
    reciprocal: `-exp(-p[${source}])`,
    exponential: `exp(p[${source}])`,
  }[kind];
  return [`row[${source}] += f32(${slope}) * ${derivative} * row[${target}]`, `row[${target}] = 0.0`];
}

function combineLinear({ target, source, kind, slope }: Tie, linear: number): string[] {
  if (kind === "exponential") return [`row[${source}] += f32(${slope}) * exp(p[${source}])`];
  return combineStart({ target, source, kind, slope }, linear);
}

function combineStart({ target, source, kind, slope }: Tie, linear: number): string[] {
  if (kind === "exponential") return [`row[${source}] = 0.0`];
  if (target >= linear) return [];
  const added = kind === "affine" ? [`row[${source}] += f32(${slope}) * row[${target}]`] : [];
  return [...added, `row[${target}] = 0.0`];
}
