import type { Problem, StartPlan } from "../../problem/problem.js";
import { philox4x32, uniform } from "../../random/philox.js";
import { mix, randomAsymptote, within } from "../draws.js";

const ASYMPTOTE = 2;
const KAPPA = 3;
const PSI = 4;
/** keeps the draws of M4 apart from those of a BNSL of the same curve */
const STREAM = 512;

/**
 * Draws (ε∞, κ, ψ) of a start: ε∞ a log-uniform gap below the points or (3 in 16) on its bound; ε0 a log-uniform gap
 * above them, or (3 in 16) on its bound; ln α uniform within e^±3, where its bounds allow. Twin of `draw` in
 * `shaders/models/m4.wgsl`.
 */
export function drawM4(
  problem: Problem,
  plan: StartPlan,
  key: readonly [number, number],
  start: number,
  p: Float64Array,
): void {
  const { lo, hi } = problem;
  const [kind, value, gap, sharp] = philox4x32([start, plan.hash, 0, STREAM], key).map(uniform);
  const asymptote = randomAsymptote(problem, ASYMPTOTE, kind, value);
  p[ASYMPTOTE] = within(asymptote, lo[ASYMPTOTE], hi[ASYMPTOTE]);
  p[KAPPA] = hi[KAPPA];
  if (gap >= 0.1875) {
    const least = Math.exp(lo[KAPPA]);
    const most = Math.max(Math.exp(hi[KAPPA]) - least, 1e-3 * least);
    const share = (gap - 0.1875) / 0.8125;
    p[KAPPA] = within(Math.log(least + most * Math.exp((share - 1) * GAP_DECADES)), lo[KAPPA], hi[KAPPA]);
  }
  p[PSI] = within(mix(-3, 3, sharp), lo[PSI], hi[PSI]);
}

/** ln of how much smaller than the largest the smallest gap is that is drawn */
const GAP_DECADES = 8;
