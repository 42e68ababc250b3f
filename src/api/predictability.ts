import { InputError } from "../core/errors.js";
import { checkRun, listenTo } from "../run/fitRun.js";
import { packageVersion } from "../node/packageFiles.js";
import { predictabilityToArrow } from "../tables/predictability.js";
import type { BnslParameters } from "../core/forms/evaluate.js";
import { type EngineCall, splitCall } from "./input.js";
import type { RowsAndTable } from "./resampling.js";
import type { PredictabilityRow } from "../uncertainty/predictability.js";
import {
  checkTruth,
  EXAMPLE_LAW,
  resolvePredictability,
  type PredictabilityRequest,
  type Truth,
} from "../uncertainty/predictabilityRequest.js";

/** What a study takes besides its grid: the law, and what fits its data. */
export interface PredictabilityCall extends Partial<PredictabilityRequest>, EngineCall {
  /** left out: a made-up law of one break */
  readonly law?: BnslParameters;
}

/**
 * How far extrapolation and the location of a law's last break are off where data stop before or behind it, by simulation.
 *
 *     const { rows } = await predictability({ stops: [0.5, 1, 2], sharpness: [0.05, 0.5], noise: [0.01] });
 *
 * @throws InputError for bad options or a law without breaks, EngineError when no engine can be used
 */
export async function predictability(call: PredictabilityCall = {}): Promise<RowsAndTable<PredictabilityRow>> {
  refuseFits(call);
  const { law = EXAMPLE_LAW, ...asked } = call;
  const { run: named, reading, rest } = splitCall(asked);
  const request = resolvePredictability({ ...rest, ...reading }); // columns are none of its options
  const truth: Truth = { key: [], law, sigma: null };
  checkTruth(truth, request);
  checkRun(named);
  const { run, told } = listenTo(packageVersion(), named);
  const { studyPredictability } = await import("../node/run.js");
  const rows = await studyPredictability([truth], request, run);
  const { version, command, ...facts } = told();
  const of = { version, command, options: request, keyNames: [], truths: [truth] };
  const table = predictabilityToArrow(rows, { ...of, ...facts });
  return { rows, table };
}

/** `bootstrap` and the others take fits: so may one expect here. */
function refuseFits(call: object): void {
  if (!("rows" in call)) return;
  throw new InputError(
    "predictability takes no fits but a law: give { law: { a, b, c0, c, d, f } }, the parameters of one row of the fits",
  );
}
