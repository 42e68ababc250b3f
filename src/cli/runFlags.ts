import { Option } from "commander";
import { InputError } from "../core/errors.js";
import { DEFAULTS, PROTOCOLS } from "../core/options.js";
import type { EngineChoice } from "../core/types.js";
import { parseWhole } from "./arguments.js";

/** Options that `bnsl fit` and `bnsl suite` share: how laws are chosen, and what fits them. */

export function protocolOptions(): Option[] {
  return [
    new Option(
      "--protocol <name>",
      "extrapolate: one break, recent rows weigh more, curves of a domain agree on a shape (docs/BENCHMARK.md)",
    )
      .choices(PROTOCOLS)
      .default(DEFAULTS.protocol),
    new Option("--domain <column>", 'key column of which each value is a domain; "" for none').default(
      undefined,
      "guessed",
    ),
  ];
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
