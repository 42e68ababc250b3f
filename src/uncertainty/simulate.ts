import { internalNames } from "../core/forms/bnsl/bounds.js";
import { reportParameters } from "../core/forms/bnsl/report.js";
import { hashKey } from "../core/plan.js";
import { seedKey } from "../core/random/philox.js";
import { emptyRow, namesAtBound } from "../core/rows/fitRow.js";
import { freshState } from "../core/solver/polish.js";
import { resampled } from "../core/solver/resample.js";
import { Status } from "../core/status.js";
import type { Curve, FitRow } from "../core/types.js";
import { breakOrder, renumberBreak, reorderBreaks } from "./breakMatching.js";
import type { PairedFit } from "./matchFits.js";
import { effortFor, refit } from "./refit.js";
import type { RefitContext } from "./refitBlocks.js";
import { resamplePlan } from "./resamplePlan.js";
import type { FittedCurve } from "./sample.js";

/**
 * Data sets simulated from each fit, refitted: at the curve's training x, with normal errors of the fit's σ on the
 * objective's scale, breaks in the order of the truth's. By curve, then by simulation; `row` is null where no refit was
 * finite. The curves of `fits` share one shape.
 */
export async function simulateFits(
  context: RefitContext,
  fits: readonly FittedCurve[],
  simulations: number,
  freshStarts: number | "auto",
): Promise<PairedFit[][]> {
  const problems = fits.map(({ problem, plan, p, linearisation }) => ({
    ...{ problem, hash: simulationHash(plan.curve.key), count: simulations, origins: [p] },
    plan: resamplePlan(problem, linearisation, "parametric", "none"),
  }));
  const refits = await refit(context, problems, effortFor(fits[0].problem.breaks, freshStarts));
  return fits.map((fit, i) => {
    const size = fit.p.length;
    return Array.from({ length: simulations }, (_, number): PairedFit => {
      const { plan, hash } = problems[i];
      const data = resampled(fit.problem, plan, hash, seedKey(context.seed), number);
      const curve = asCurve(fit, data.y, number);
      const finite = Number.isFinite(refits[i].objective[number]);
      const p = refits[i].p.slice(number * size, (number + 1) * size);
      const row = finite ? asRow(fit, curve, p, refits[i].objective[number]) : null;
      return { curve, row, rows: row ? [row] : [] };
    });
  });
}

/** Not the curve's own: its bootstrap draws from that. */
function simulationHash(key: readonly string[]): number {
  return hashKey([...key, "simulated"]);
}

/** The simulated points as a curve with a key of its own, so that its resamples are its own. */
function asCurve(fit: FittedCurve, y: Float64Array, number: number): Curve {
  const { plan, problem } = fit;
  const { centre, scale, shift } = plan.scaling;
  return {
    key: [...plan.curve.key, `simulation ${number}`],
    x: problem.u.map((u) => Math.exp(u + centre)),
    y: y.map((value) => value * scale + shift),
    ...weighing(fit),
    train: new Uint8Array(y.length).fill(1),
    skippedRows: 0,
  };
}

/** Weights are those of the fit, whatever y was simulated; where σ is known, so are the simulated points'. */
function weighing({ plan, problem, linearisation }: FittedCurve): Pick<Curve, "weight" | "sigma"> {
  const { w, linear } = problem;
  if (linearisation.varianceFreedom < Infinity) return { weight: w.map((weight) => weight * w.length) };
  const unit = linear ? plan.scaling.scale : 1;
  const values = w.map((weight) => unit * Math.sqrt(linearisation.variance / (w.length * weight)));
  return { weight: new Float64Array(w.length).fill(1), sigma: { values, of: "residual" } };
}

function asRow(fit: FittedCurve, curve: Curve, refitted: Float64Array, objective: number): FitRow {
  const { problem, plan } = fit;
  // what f32 rounded off a bound is put back on it
  const { p } = freshState(problem, refitted, 1);
  const law = reportParameters(p, problem.breaks, problem.sign, plan.scaling);
  const order = breakOrder(fit.law, law, [curve.x[0], curve.x[curve.x.length - 1]]);
  const onBound = namesAtBound(problem, p, internalNames(problem.breaks));
  return {
    ...emptyRow({ ...plan, curve }, problem.breaks, Status.ConvergedObjective, ""),
    ...reorderBreaks(law, order),
    selected: true,
    objective,
    atBound: onBound.map((name) => renumberBreak(name, order)),
  };
}
