import { InputError } from "../core/errors.js";
import { MAX_BREAKS } from "../core/options.js";
import { countOrAuto, defaultsOf, option, resolveTable, share, whole } from "../core/optionTable.js";
import { DEFAULT_ALPHA, leastForP, smallestP } from "../core/statistics/multiplicity.js";
import { errorsOption, MAX_RESAMPLES, MOST_FRESH_STARTS, selectedOrBreaks } from "./request.js";

/** The options of a test for one more break. */
export const BREAK_TEST_OPTIONS = {
  /** data sets simulated from each fit */
  resamples: option(whole(1, MAX_RESAMPLES), {
    default: 500,
    flag: "--resamples <count>",
    help: "data sets simulated from each fit",
  }),
  /** of the simulations and of the starts */
  seed: option(whole(0), {
    default: 0,
    helpAfter: "breaks",
    flag: "--seed <number>",
    help: "of the simulations and of the starts",
  }),
  /** the null: the selected number of breaks, or this one */
  breaks: option(selectedOrBreaks, {
    default: "selected",
    flag: "--breaks <which>",
    help: "selected, or a number of breaks",
  }),
  /** starts of each refit; "auto": measured */
  starts: option(countOrAuto(1, MOST_FRESH_STARTS), {
    default: "auto",
    helpAfter: "resamples",
    flag: "--starts <count>",
    help: "starts of each refit with one more break, or auto",
  }),
  /** at which level a break counts as supported after Holm's adjustment */
  alpha: option(share("a level such as 0.05"), {
    default: DEFAULT_ALPHA,
    flag: "--alpha <level>",
    help: "a break is supported where its p-value, adjusted by Holm, is at most this",
  }),
  /** how errors are taken to be along x: "auto" lets the residuals of each curve decide */
  errors: errorsOption,
};

/**
 * What decides the numbers of a test for one more break.
 * @interface
 */
export type BreakTestRequest = {
  readonly [Name in keyof typeof BREAK_TEST_OPTIONS]: (typeof BREAK_TEST_OPTIONS)[Name]["default"];
};

/** What a test for one more break does where nothing else is said. */
export const BREAK_TEST_DEFAULTS: BreakTestRequest = defaultsOf(BREAK_TEST_OPTIONS);

/**
 * Fills in the defaults and checks every option.
 *
 * @throws InputError that names the option, its value and what it may be
 */
export function resolveBreakTest(partial: Partial<BreakTestRequest> = {}): BreakTestRequest {
  const request = resolveTable(BREAK_TEST_OPTIONS, partial, "a test for breaks");
  if (request.breaks === MAX_BREAKS) {
    throw new InputError(
      `breaks is ${MAX_BREAKS}: the alternative has one more, and ${MAX_BREAKS} breaks are the most that are fitted`,
    );
  }
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
