import type { Command, Option } from "commander";
import { AUDIT_OPTIONS, type AuditRequest, resolveAudit } from "../../uncertainty/request.js";
import { type FittedFlags, inputOptions, resultOptions } from "../flags.js";
import { type FlagsOf, flagsOf, optionsFrom } from "../optionFlags.js";

/** `bnsl audit`: curves and their fits in, attained coverage of every interval out. */
export function auditCommand(audit: Command, run: (files: string[], flags: AuditFlags) => Promise<void>): void {
  audit
    .argument("<files...>", "the curves: CSV, Arrow or Parquet; - is standard input")
    .action((files: string[], flags: AuditFlags) => run(files, flags))
    .addHelpText("after", help);
  for (const option of auditFlags()) audit.addOption(option);
}

const help = `
Every simulated data set is fitted anew and bootstrapped: this takes simulations × resamples refits of each curve.

Examples:
  $ bnsl audit curves.csv --fits fits.arrow --simulations 400 --resamples 400 -o audit.arrow
  $ bnsl audit curves.csv --fits fits.arrow --method all --kind wild`;

/** The flags of `bnsl audit` as Commander hands them over. */
export type AuditFlags = FittedFlags & FlagsOf<typeof AUDIT_OPTIONS>;

/** The options that `bnsl audit` knows, in the order of its help. */
function auditFlags(): Option[] {
  return [...inputOptions(), ...flagsOf(AUDIT_OPTIONS), ...resultOptions("a row per kind of interval of a curve")];
}

/** What is asked for. InputError where a value cannot be. */
export function auditRequest(flags: AuditFlags): AuditRequest {
  return resolveAudit(optionsFrom(AUDIT_OPTIONS, flags));
}
