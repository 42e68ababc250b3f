import { bnslForm } from "../../src/core/forms/bnsl/form.js";
import type { Engine } from "../../src/core/engine/engine.js";
import { seedKey } from "../../src/core/random/philox.js";
import { freshState, polish } from "../../src/core/solver/polish.js";
import { resampled } from "../../src/core/solver/resample.js";
import type { FitOptions } from "../../src/core/types.js";
import { matchedLaws } from "../../src/uncertainty/bootstrap.js";
import { fittedCurve, type FittedCurve } from "../../src/uncertainty/sample.js";
import { percentileInterval } from "../../src/uncertainty/intervals.js";
import type { PairedFit } from "../../src/uncertainty/matchFits.js";
import { effortFor, refit } from "../../src/uncertainty/refit.js";
import type { RefitProblem, Refits } from "../../src/uncertainty/refitBlocks.js";
import type { BootstrapRequest } from "../../src/uncertainty/types.js";
import { chooseKind, resamplePlan } from "../../src/uncertainty/resamplePlan.js";

/** Iterations of a refit's f64 polish: enough to reach the bottom of the minimum that f32 ended in. */
const POLISH_ITERATIONS = 200;

/**
 * What f32's rounding alone does to intervals of ln d: those of an engine's refits against those of the same refits run
 * on in f64 from where they ended. The larger difference of the two ends of each break, over the width, twice: one an end.
 */
export async function polishedDifferences(
  pairs: readonly PairedFit[],
  options: FitOptions,
  request: BootstrapRequest,
  engine: Engine,
): Promise<number[]> {
  const differences: number[] = [];
  for (const [i, pair] of pairs.entries()) {
    const fit = fittedCurve(pair.curve, i, pair.row!, options)!;
    const { problem, linearisation, plan, p } = fit;
    if (linearisation.freedom <= 0) continue;
    const kind = request.kind === "auto" ? chooseKind(problem, linearisation, "none") : request.kind;
    const entry: RefitProblem = {
      problem,
      hash: plan.hash,
      origins: [p],
      count: request.resamples,
      plan: resamplePlan(problem, linearisation, kind, "none"),
    };
    const context = { engine, form: bnslForm, seed: request.seed };
    const [refits] = await refit(context, [entry], effortFor(problem.breaks, "auto"));
    const device = endsOf(fit, refits, request.level);
    const polished = endsOf(fit, polishAll(entry, refits, request.seed), request.level);
    device.forEach((ends, k) => {
      const width = polished[k].hi - polished[k].lo;
      differences.push(Math.abs(ends.lo - polished[k].lo) / width, Math.abs(ends.hi - polished[k].hi) / width);
    });
  }
  return differences;
}

function polishAll({ problem, plan, hash, count }: RefitProblem, refits: Refits, seed: number): Refits {
  const size = refits.p.length / count;
  const p = refits.p.slice();
  for (let number = 0; number < count; number++) {
    if (!Number.isFinite(refits.objective[number])) continue;
    const drawn = resampled(problem, plan!, hash, seedKey(seed), number);
    const state = freshState(drawn, p.slice(number * size, (number + 1) * size), 1e-3);
    p.set(polish(bnslForm, { problem: drawn, state }, POLISH_ITERATIONS).p, number * size);
  }
  return { ...refits, p };
}

/** Percentile ends of ln d, by break of the fit. */
function endsOf(fit: FittedCurve, refits: Refits, level: number): { lo: number; hi: number }[] {
  const laws = matchedLaws(fit, refits);
  return fit.law.d.map((_, i) =>
    percentileInterval(Float64Array.from(laws, ({ law }) => Math.log(law.d[i])).sort(), level),
  );
}
