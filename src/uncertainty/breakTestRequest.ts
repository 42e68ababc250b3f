import { InputError } from "../core/errors.js";
import { checkInteger, MAX_BREAKS } from "../core/options.js";
import { checkBreaks, checkCountOrAuto, checkShare, complete, MAX_RESAMPLES } from "./requestChecks.js";
import { leastForP, smallestP } from "./smallestP.js";
import type { BreakTestRequest } from "./types.js";

/** What a test for one more break does where nothing else is said. */
export const BREAK_TEST_DEFAULTS: BreakTestRequest = {
  resamples: 500,
  seed: 0,
  breaks: "selected",
  starts: "auto",
  alpha: 0.05,
};

/**
 * Fills in the defaults and checks every option.
 *
 * @throws InputError that names the option, its value and what it may be
 */
export function resolveBreakTest(partial: Partial<BreakTestRequest> = {}): BreakTestRequest {
  const request = complete(partial, BREAK_TEST_DEFAULTS, "a test for breaks");
  checkInteger("resamples", request.resamples, 1, MAX_RESAMPLES);
  checkInteger("seed", request.seed, 0, Number.MAX_SAFE_INTEGER);
  checkBreaks(request.breaks);
  if (request.breaks === MAX_BREAKS) {
    throw new InputError(
      `breaks is ${MAX_BREAKS}: the alternative has one more, and ${MAX_BREAKS} breaks are the most that are fitted`,
    );
  }
  if (request.starts !== "auto") checkCountOrAuto("starts", request.starts, 1);
  checkShare("alpha", request.alpha, "a level such as 0.05");
  if (smallestP(request.resamples) > request.alpha) {
    throw new InputError(
      `resamples is ${request.resamples}: no p-value can be below ${smallestP(request.resamples).toPrecision(2)}, so none ` +
        `would reach alpha ${request.alpha}; give at least ${leastForP(request.alpha)}`,
    );
  }
  return request;
}

/** A line where no curve could be supported after Holm's adjustment over so many; null where one could. */
export function holmNote({ resamples, alpha }: BreakTestRequest, curves: number): string | null {
  const smallest = smallestP(resamples);
  if (curves * smallest <= alpha) return null;
  return (
    `${resamples} resamples give no p-value below ${smallest.toPrecision(2)}, which Holm's adjustment over ${curves} curves ` +
    `takes to ${Math.min(1, curves * smallest).toPrecision(2)}: no break alone can be supported at alpha ${alpha}; ` +
    `--resamples ${leastForP(alpha / curves)} or more can`
  );
}
