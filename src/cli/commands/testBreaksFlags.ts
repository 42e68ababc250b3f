import { Option } from "commander";
import { BREAK_TEST_DEFAULTS, resolveBreakTest } from "../../uncertainty/request.js";
import type { BreakTestRequest } from "../../uncertainty/types.js";
import { parseNumber, parseWhole } from "../arguments.js";
import { drawOptions, inputOptions, parseCountOrAuto, resultOptions, type FittedFlags } from "../fittedFlags.js";

/** The flags of `bnsl test-breaks` as Commander hands them over. */
export interface TestBreaksFlags extends FittedFlags {
  readonly resamples: number;
  readonly starts: number | "auto";
  readonly alpha: number;
}

/** The options that `bnsl test-breaks` knows, in the order of its help. */
export function testBreaksFlags(): Option[] {
  const { resamples, starts, alpha } = BREAK_TEST_DEFAULTS;
  return [
    ...inputOptions(),
    new Option("--resamples <count>", "data sets simulated from each fit")
      .argParser((text: string) => parseWhole(text, "--resamples", 1))
      .default(resamples),
    new Option("--starts <count>", "starts of each refit with one more break, or auto")
      .argParser((text: string) => parseCountOrAuto(text, "--starts", 1))
      .default(starts),
    ...drawOptions("of the simulations and of the starts"),
    new Option("--alpha <level>", "a break is supported where its p-value, adjusted by Holm, is at most this")
      .argParser((text: string) => parseNumber(text, "--alpha"))
      .default(alpha),
    ...resultOptions("a row per curve"),
  ];
}

/** What is asked for. InputError where a value cannot be. */
export function breakTestRequest(flags: TestBreaksFlags): BreakTestRequest {
  const { resamples, seed, breaks, starts, alpha } = flags;
  return resolveBreakTest({ resamples, seed, breaks, starts, alpha });
}
