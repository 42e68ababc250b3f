import { Option } from "commander";
import { AUDIT_DEFAULTS, resolveAudit } from "../../uncertainty/request.js";
import type { AuditRequest } from "../../uncertainty/types.js";
import { parseWhole } from "../arguments.js";
import { inputOptions, resultOptions, type FittedFlags } from "../fittedFlags.js";
import { intervalOptions, intervalRequest, type IntervalFlags } from "./bootstrapFlags.js";

/** The flags of `bnsl audit` as Commander hands them over. */
export interface AuditFlags extends FittedFlags, IntervalFlags {
  readonly simulations: number;
}

/** The options that `bnsl audit` knows, in the order of its help. */
export function auditFlags(): Option[] {
  return [
    ...inputOptions(),
    new Option("--simulations <count>", "data sets simulated from each fit, each refitted and bootstrapped")
      .argParser((text: string) => parseWhole(text, "--simulations", 1))
      .default(AUDIT_DEFAULTS.simulations),
    ...intervalOptions(AUDIT_DEFAULTS),
    ...resultOptions("a row per kind of interval of a curve"),
  ];
}

/** What is asked for. InputError where a value cannot be. */
export function auditRequest(flags: AuditFlags): AuditRequest {
  return resolveAudit({ ...intervalRequest(flags), simulations: flags.simulations });
}
