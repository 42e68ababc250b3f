import { philox4x32, uniform } from "../random/philox.js";
import type { Form } from "../models/form.js";
import { outermost, type Problem, type StartPlan } from "../problem/problem.js";
import { Triangle } from "./givens.js";

/** keeps collinear columns (a break beyond the data) from exponents of opposite infinities */
const START_RIDGE = 1e-7;

/**
 * The start with a given ordinal: (a, δ, φ) drawn, the conditionally linear parameters solved. Writes p, length P.
 *
 * Random starts: a lies a log-uniform gap beyond the outermost y, or (3 in 16) on its bound; each break between two
 * neighbouring points (6 in 16), anywhere in the data's range (6 in 16), beyond the last point but rather near it
 * (2 in 16), or anywhere in its bounds; ln f uniform in its bounds. Inheriting starts take a parent, keep its breaks
 * (with a spread that is log-uniform itself), swap one of them (10 in 16) if it has as many as are wanted, and fill
 * the others: half with breaks of other parents, half new.
 * Twin of `shaders/starts.wgsl`.
 */
export function drawStart(
  form: Form,
  problem: Problem,
  plan: StartPlan,
  key: readonly [number, number],
  start: number,
  p: Float64Array,
): void {
  drawNonlinear(form, problem, plan, key, start, p);
  solveStart(form, problem, p);
}

function drawNonlinear(
  form: Form,
  problem: Problem,
  plan: StartPlan,
  key: readonly [number, number],
  start: number,
  p: Float64Array,
): void {
  const { breaks, sign, lo, hi, u } = problem;
  const { parents } = plan;
  const at = form.asymptoteIndex(breaks);
  const address = (block: number) =>
    philox4x32([start, plan.hash, block, breaks + (sign < 0 ? 256 : 0)], key);
  const [kind, value, parentWord, spreadWord] = address(0);
  const inherits = parents.length > 0 && start >= plan.randomStarts;
  const parent = inherits ? parents[pick(parentWord, parents.length)] : null;
  const spread = Math.exp(-5 * uniform(spreadWord));
  const asymptote = parent
    ? inheritedAsymptote(problem, at, parent.a, uniform(kind), uniform(value), spread)
    : randomAsymptote(problem, at, uniform(kind), uniform(value));
  p[at] = clamp(asymptote, lo[at], hi[at]);
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
    p[atDelta] = clamp(place, lo[atDelta], hi[atDelta]);
    p[atPhi] = clamp(phi, lo[atPhi], hi[atPhi]);
  }
}

/** One of `count` by a word: the same integer on every device. */
function pick(word: number, count: number): number {
  return Math.floor((word * count) / 2 ** 32);
}

function randomAsymptote(problem: Problem, at: number, kind: number, v: number): number {
  const { sign, lo, hi } = problem;
  const { extreme, range } = outermost(problem);
  const bound = sign > 0 ? lo[at] : hi[at];
  const least = 1e-3 * range;
  const most = Math.max(Number.isFinite(bound) ? sign * (extreme - bound) : 100 * range, least);
  if (Number.isFinite(bound) && kind < 0.1875) return bound;
  return extreme - sign * least * Math.exp(v * Math.log(most / least));
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
  if (Number.isFinite(bound) && kind < 0.125) return bound;
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

/** β, c0, cᵢ by least squares on ln(±(y − a)), each point weighted by what its logarithm counts on the fitted scale. */
export function solveStart(form: Form, problem: Problem, p: Float64Array): void {
  const { breaks, sign, linear, u, y, w, lo, hi } = problem;
  const columns = form.linearCount(breaks);
  const asymptote = p[form.asymptoteIndex(breaks)];
  const triangle = new Triangle(columns);
  triangle.clear(new Float64Array(columns).fill(START_RIDGE));
  const row = new Float64Array(columns + 1);
  const shape = new Float64Array(p.length);
  form.prepare(p, breaks, shape);
  for (let k = 0; k < columns; k++) p[k] = lo[k] === hi[k] ? lo[k] : 0;
  for (let j = 0; j < u.length; j++) {
    const height = sign * (y[j] - asymptote);
    if (!(height > 0)) continue;
    form.linearRow(u[j], p, breaks, shape, row);
    row[columns] = Math.log(height);
    for (let k = 0; k < columns; k++) {
      row[columns] -= p[k] * row[k];
      if (lo[k] === hi[k]) row[k] = 0;
    }
    const share = linear ? height : height / y[j];
    triangle.include(row, w[j] * share * share);
  }
  const step = new Float64Array(columns);
  triangle.solve(step);
  for (let k = 0; k < columns; k++) p[k] = clamp(p[k] + step[k], lo[k], hi[k]);
}

function clamp(v: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, v));
}

function mix(low: number, high: number, t: number): number {
  return low + (high - low) * t;
}
