import type { Option } from "commander";
import { BREAK_TEST_OPTIONS, resolveBreakTest, type BreakTestRequest } from "../../uncertainty/breakTestRequest.js";
import { inputOptions, resultOptions, type FittedFlags } from "../fittedFlags.js";
import { flagsOf, optionsFrom, type FlagsOf } from "../optionFlags.js";

/** The flags of `bnsl test-breaks` as Commander hands them over. */
export type TestBreaksFlags = FittedFlags & FlagsOf<typeof BREAK_TEST_OPTIONS>;

/** The options that `bnsl test-breaks` knows, in the order of its help. */
export function testBreaksFlags(): Option[] {
  return [...inputOptions(), ...flagsOf(BREAK_TEST_OPTIONS), ...resultOptions("a row per curve")];
}

/** What is asked for. InputError where a value cannot be. */
export function breakTestRequest(flags: TestBreaksFlags): BreakTestRequest {
  return resolveBreakTest(optionsFrom(BREAK_TEST_OPTIONS, flags));
}
