import { createWriteStream } from "node:fs";
import { once } from "node:events";
import { bnsl } from "../../src/core/forms/evaluate.js";
import { Draws, Purpose } from "../suites/draws.js";

/** One learner's error on one dataset against the number of training examples. */
export interface LearningCurve {
  readonly dataset: string;
  readonly learner: string;
  /** anchors: training examples */
  readonly x: readonly number[];
  /** error rate */
  readonly y: readonly number[];
}

const LEARNERS = 20;
const SMALLEST_ANCHOR = 16;
const ANCHORS_PER_DOUBLING = 5;
/** share of the anchors, the largest, that are held out */
const HELD_OUT = 0.2;

/**
 * A made-up curve in the shape of learning-curve databases: error rates at anchors 16·2^(k/5), mostly falling power laws
 * with none, one or two breaks, some that peak before they fall, some that learn nothing. Depends on (seed, number) alone.
 */
export function learningCurve(number: number, points: number, seed: number): LearningCurve {
  const draws = new Draws(seed, number, Purpose.Truth);
  const learnsNothing = draws.chance(0.05);
  const breaks = Math.floor(draws.between(0, 3));
  const law = {
    a: draws.between(0.01, 0.3),
    b: learnsNothing ? 1e-3 : draws.logBetween(0.3, 3),
    c0: draws.between(0.1, 0.7),
    c: Array.from({ length: breaks }, () => draws.between(-0.5, 0.7)),
    d: Array.from({ length: breaks }, () => draws.logBetween(50, 20_000)).sort((p, q) => p - q),
    f: Array.from({ length: breaks }, () => draws.between(0.1, 0.6)),
  };
  const sigma = draws.logBetween(0.005, 0.05);
  const noise = new Draws(seed, number, Purpose.Noise);
  const x = Array.from({ length: points }, (_, k) => Math.round(SMALLEST_ANCHOR * 2 ** (k / ANCHORS_PER_DOUBLING)));
  const y = x.map((at) => Number((bnsl(at, law) * Math.exp(sigma * noise.normal())).toPrecision(9)));
  return {
    dataset: `dataset ${Math.floor(number / LEARNERS)}`,
    learner: `learner ${number % LEARNERS}`,
    x,
    y,
  };
}

/** Curves 0 … count − 1 as a CSV table, written as they are made. */
export async function writeLearningCurves(
  path: string,
  { curves, points, seed }: { readonly curves: number; readonly points: number; readonly seed: number },
): Promise<void> {
  const file = createWriteStream(path);
  file.write("dataset,learner,anchor,error_rate,train\n");
  const train = points - Math.round(HELD_OUT * points);
  for (let number = 0; number < curves; number++) {
    const { dataset, learner, x, y } = learningCurve(number, points, seed);
    const lines = x.map((at, k) => `${dataset},${learner},${at},${y[k]},${k < train ? 1 : 0}\n`);
    if (!file.write(lines.join(""))) await once(file, "drain");
  }
  file.end();
  await once(file, "finish");
}
