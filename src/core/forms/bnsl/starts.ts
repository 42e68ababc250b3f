import { outermost, type Problem, type StartPlan } from "../../problem/problem.js";
import { philox4x32, uniform } from "../../random/philox.js";
import { mix, pick, randomAsymptote, within } from "../draws.js";

/**
 * Draws (a, δ, φ) of a start.
 *
 * Random starts: a lies a log-uniform gap beyond the outermost y, or (3 in 16) on its bound; each break between two
 * neighbouring points (6 in 16), anywhere in the data's range (6 in 16), beyond the last point but rather near it
 * (2 in 16), or anywhere in its bounds; ln f uniform in its bounds. Inheriting starts take a parent, keep its breaks
 * (with a spread that is log-uniform itself), swap one of them (10 in 16) if it has as many as are wanted, and fill
 * the others: half with breaks of other parents, half new.
 * Twin of `draw` in `shaders/models/bnsl.wgsl`.
 */
export function drawBreaks(
  problem: Problem,
  plan: StartPlan,
  key: readonly [number, number],
  start: number,
  p: Float64Array,
): void {
  const { breaks, sign, lo, hi, u } = problem;
  const { parents } = plan;
  const at = 2 + breaks;
  const address = (block: number) => philox4x32([start, plan.hash, block, breaks + (sign < 0 ? 256 : 0)], key);
  const [kind, value, parentWord, spreadWord] = address(0);
  const inherits = parents.length > 0 && start >= plan.randomStarts;
  const parent = inherits ? parents[pick(parentWord, parents.length)] : null;
  const spread = Math.exp(-5 * uniform(spreadWord));
  const asymptote = parent
    ? inheritedAsymptote(problem, at, parent.a, uniform(kind), uniform(value), spread)
    : randomAsymptote(problem, at, uniform(kind), uniform(value));
  p[at] = within(asymptote, lo[at], hi[at]);
  const swap = address(1);
  const swaps = parent !== null && parent.delta.length === breaks && uniform(swap[0]) < 0.625;
  const swapped = swaps ? pick(swap[1], breaks) : breaks;
  for (let i = 0; i < breaks; i++) {
    const [source, sharp, where, whereKind] = address(2 + i);
    const atDelta = at + 1 + i;
    const atPhi = atDelta + breaks;
    let place = randomPlace(problem, uniform(where), uniform(whereKind), lo[atDelta], hi[atDelta]);
    let phi = mix(lo[atPhi], hi[atPhi], uniform(sharp));
    if (parent) {
      let donor = parent;
      let slot = i;
      let copies = i < parent.delta.length && i !== swapped;
      if (!copies) {
        donor = parents[pick((swap[2] + Math.imul(i, 0x9e3779b9)) >>> 0, parents.length)];
        slot = pick((swap[3] + Math.imul(i, 0x9e3779b9)) >>> 0, donor.delta.length);
        copies = donor.delta.length > 0 && uniform(source) < 0.5;
      }
      if (copies) {
        place = donor.delta[slot] + spread * (2 * uniform(where) - 1) * 0.5 * (u[u.length - 1] - u[0]);
        phi = donor.phi[slot] + spread * (2 * uniform(sharp) - 1) * 2;
      }
    }
    p[atDelta] = within(place, lo[atDelta], hi[atDelta]);
    p[atPhi] = within(phi, lo[atPhi], hi[atPhi]);
  }
}

function inheritedAsymptote(
  problem: Problem,
  at: number,
  asymptote: number,
  kind: number,
  v: number,
  spread: number,
): number {
  const { sign, lo, hi } = problem;
  const bound = sign > 0 ? lo[at] : hi[at];
  if (Number.isFinite(bound) && lo[at] <= hi[at] && kind < 0.125) return bound;
  if (kind < 0.625) return asymptote;
  const { extreme, range } = outermost(problem);
  const gap = Math.max(sign * (extreme - asymptote), 1e-3 * range);
  return extreme - sign * gap * Math.exp(2 * spread * (2 * v - 1));
}

function randomPlace(problem: Problem, v: number, kind: number, low: number, high: number): number {
  const { u } = problem;
  const last = u.length - 1;
  if (kind < 0.375) {
    const rank = v * last;
    const below = Math.min(Math.floor(rank), Math.max(last - 1, 0));
    return mix(u[below], u[Math.min(below + 1, last)], rank - below);
  }
  if (kind < 0.75) return mix(u[0], u[last], v);
  return kind < 0.875 ? mix(u[last], high, v * v) : mix(low, high, v);
}
