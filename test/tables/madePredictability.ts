import type { PredictabilityRow } from "../../src/uncertainty/predictability.js";

/** One made-up row of a study; what a test is about is given in `parts`. */
export function madePredictability(parts: Partial<PredictabilityRow> = {}): PredictabilityRow {
  return {
    key: [],
    nBreaks: 1,
    knowledge: "known",
    stop: 2,
    sharpness: 0.05,
    noise: 0.01,
    repeats: 1,
    points: 34,
    medianError: 0.0195,
    upperError: 0.061,
    locationError: 0.0488,
    located: 1,
    taken: 1,
    simulations: 20,
    failed: 0,
    ...parts,
  };
}
