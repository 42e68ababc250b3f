import { CpuEngine } from "../core/engine/cpuEngine.js";
import type { Engine } from "../core/engine/engine.js";
import { inlineExecutor } from "../core/engine/tasks.js";
import { curveName } from "../core/rows/curveRows.js";
import { byShape } from "./byShape.js";
import type { FittedCurve } from "./fittedCurve.js";
import type { RefitRun } from "./refitProblem.js";

/**
 * Below this σ of a point, on ln y or, under the objective linear, as a share of the largest distance of ŷ from the mean of y, rounding to f32 moves
 * refits about as far as the errors do: docs/STATISTICS.md has the widths that were measured.
 */
const F32_REACH = 1e-5;

/** Whether f32 cannot tell the errors of a curve from its own rounding, so that it is refitted in f64. */
export function needsF64({ problem, linearisation }: FittedCurve): boolean {
  const { linear, w } = problem;
  const heaviest = w.reduce((most, weight) => Math.max(most, weight), 0);
  const sigma = Math.sqrt(linearisation.variance / (w.length * heaviest));
  const size = linear ? linearisation.fitted.reduce((most, y) => Math.max(most, Math.abs(y)), 0) : 1;
  return sigma < F32_REACH * size;
}

/** Curves that go through one engine together, with that engine. In order of appearance. */
export function byEngine<T extends { readonly fit: FittedCurve }>(
  entries: readonly T[],
  run: RefitRun,
): { readonly group: T[]; readonly engine: Engine }[] {
  const coarse = entries.filter(({ fit }) => !needsF64(fit));
  const fine = entries.filter(({ fit }) => needsF64(fit));
  const groupsOf = (some: readonly T[], engine: Engine) =>
    byShape(some, ({ fit }) => fit.problem).map((group) => ({ group, engine }));
  return [...groupsOf(coarse, run.engine), ...groupsOf(fine, run.fine ?? inThisThread)];
}

/** Says which curves are refitted so, the first by name. */
export function tellFine(
  entries: readonly { readonly fit: FittedCurve }[],
  { onNote }: Pick<RefitRun, "onNote">,
): void {
  const fine = entries.filter(({ fit }) => needsF64(fit));
  if (fine.length === 0) return;
  const others = fine.length === 1 ? "" : ` and ${fine.length - 1} more`;
  onNote?.(
    `curve ${curveName(fine[0].fit.plan.curve)}${others}: the residuals are too small for f32, so refits are made in f64 on the CPU`,
  );
}

const inThisThread = new CpuEngine(inlineExecutor, "fine");
