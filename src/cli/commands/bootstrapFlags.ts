import { Option } from "commander";
import { BOOTSTRAP_OPTIONS, resolveBootstrap, type BootstrapRequest } from "../../uncertainty/request.js";
import { inputOptions, resultOptions, type FittedFlags } from "../fittedFlags.js";
import { flagsOf, optionsFrom, type FlagsOf } from "../optionFlags.js";

/** The flags of `bnsl bootstrap` as Commander hands them over. */
export type BootstrapFlags = FittedFlags & FlagsOf<typeof BOOTSTRAP_OPTIONS> & { readonly draws?: string };

/** The options that `bnsl bootstrap` knows, in the order of its help. */
export function bootstrapFlags(): Option[] {
  return [
    ...inputOptions(),
    ...flagsOf(BOOTSTRAP_OPTIONS),
    ...resultOptions("a row per interval"),
    new Option("--draws <file>", "a row per refit; .arrow and .arrows are written as the refits come"),
  ];
}

/** What is asked for. InputError where a value cannot be. */
export function bootstrapRequest(flags: BootstrapFlags): BootstrapRequest {
  return resolveBootstrap(optionsFrom(BOOTSTRAP_OPTIONS, flags));
}
