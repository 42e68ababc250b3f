import type { Engine } from "../../src/core/engine/engine.js";
import { philox4x32, seedKey, uniform } from "../../src/core/random/philox.js";
import type { Curve } from "../../src/core/types.js";
import { batchOf } from "../measure/batch.js";
import type { PeerCurve } from "./curves.js";

/** Where a multi-start peer's starts come from. */
export type StartRule = "ours" | "random";

/**
 * The starts that our own engine draws: a, breaks and sharpness at random, the parameters that are then linear in
 * ln(y − a) solved. Drawing them is not charged to the peer.
 * @returns p of every start of every curve, curve by curve
 */
export async function ownStarts(
  engine: Engine,
  curves: readonly Curve[],
  breaks: number,
  seed: number,
  count: number,
): Promise<Float64Array> {
  const batch = batchOf(curves, breaks, seed);
  const session = await engine.open(batch);
  try {
    const states = await session.starts(batch.problems.map((_, problem) => ({ problem, first: 0, count })));
    const starts = new Float64Array(states.count * states.parameters);
    for (let fit = 0; fit < states.count; fit++) starts.set(states.p(fit), fit * states.parameters);
    return starts;
  } finally {
    session.release();
  }
}

/** exponents of random starts: c0 and every c_i, as plain users draw them */
const FIRST_EXPONENT: readonly [number, number] = [-0.5, 1.5];
const CHANGE_OF_EXPONENT: readonly [number, number] = [-2, 2];
/** part of the training range that breaks may lie beyond it */
const BEYOND = 0.1;

/**
 * Starts with every parameter drawn at random: a in [0, min y], breaks over the range of training x and a tenth beyond,
 * ln f in its bounds, exponents in the range that curves have; β so that the law passes through the middle of the data.
 */
export function randomStarts(curves: readonly PeerCurve[], breaks: number, seed: number, count: number): Float64Array {
  const parameters = 3 + 3 * breaks;
  const starts = new Float64Array(curves.length * count * parameters);
  curves.forEach((curve, i) => {
    for (let start = 0; start < count; start++) {
      const at = (i * count + start) * parameters;
      drawRandom(curve, breaks, draws(seed, i, start), starts.subarray(at, at + parameters));
    }
  });
  return starts;
}

function drawRandom(curve: PeerCurve, breaks: number, draw: () => number, p: Float64Array): void {
  const { u, scaledY, lo, hi } = curve;
  const between = (low: number, high: number) => low + (high - low) * draw();
  const range = u[u.length - 1] - u[0];
  const least = scaledY.reduce((min, y) => Math.min(min, y), Infinity);
  const atA = 2 + breaks;
  p[1] = between(...FIRST_EXPONENT);
  p[atA] = least * draw();
  for (let i = 0; i < breaks; i++) {
    p[2 + i] = between(...CHANGE_OF_EXPONENT);
    p[atA + 1 + i] = between(u[0] - BEYOND * range, u[u.length - 1] + BEYOND * range);
    p[atA + 1 + breaks + i] = between(lo[atA + 1 + breaks + i], hi[atA + 1 + breaks + i]);
  }
  // At the middle of the data (u = 0) y is about 1.
  p[0] = Math.log(1 - Math.min(p[atA], 0.99));
  for (let i = 0; i < breaks; i++) {
    const f = Math.exp(p[atA + 1 + breaks + i]);
    const t = -p[atA + 1 + i] / f;
    p[0] += p[2 + i] * f * (Math.max(t, 0) + Math.log1p(Math.exp(-Math.abs(t))));
  }
}

/** A stream of numbers in [0, 1) addressed by (seed, curve, start). */
function draws(seed: number, curve: number, start: number): () => number {
  const key = seedKey(seed);
  let used = 4;
  let block = 0;
  let words = [0, 0, 0, 0] as ArrayLike<number>;
  return () => {
    if (used === 4) {
      words = philox4x32([start, curve, block++, 0x7065_6572], key);
      used = 0;
    }
    return uniform(words[used++]);
  };
}
