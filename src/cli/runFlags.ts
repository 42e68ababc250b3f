import { Option } from "commander";
import { InputError } from "../core/errors.js";
import { FIT_OPTIONS } from "../core/options.js";
import { parseWhole } from "../core/optionText.js";
import type { EngineChoice } from "../core/types.js";
import { flagOf } from "./optionFlags.js";

/** Options that `bnsl fit` and `bnsl suite` share: how laws are chosen, and what fits them. */

export function protocolOptions(): Option[] {
  return [flagOf(FIT_OPTIONS.protocol), flagOf(FIT_OPTIONS.domain)];
}

export function engineOptions(): Option[] {
  return [
    new Option("--engine <name>", "auto: a hardware adapter, else a software one, else the CPU engine")
      .choices(["auto", "gpu", "cpu"])
      .default("auto"),
    new Option("--adapter <name>", "part of an adapter's name, or software, or hardware; see bnsl devices"),
    new Option("--threads <count>", "worker threads").argParser((text: string) => parseWhole(text, "--threads", 1)),
  ];
}

/** InputError where the flags of the engine exclude each other. */
export function checkEngine(flags: { readonly engine: EngineChoice; readonly adapter?: string }): void {
  if (flags.engine === "cpu" && flags.adapter !== undefined) {
    throw new InputError("--adapter chooses among GPU adapters: leave it out, or leave --engine cpu out");
  }
}

/** The made-up curves of `--demo`, by their place in the package. */
export const DEMO_SUITE = "bench/suites/default.csv";
