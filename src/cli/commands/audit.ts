import type { Command, Option } from "commander";
import { AUDIT_OPTIONS, type AuditRequest, resolveAudit } from "../../uncertainty/request.js";
import { type FittedFlags, inputOptions, resultOptions } from "../flags.js";
import type { Finish, Io } from "../io.js";
import { type FlagsOf, flagsOf, optionsFrom } from "../optionFlags.js";

/** `bnsl audit`: curves and their fits in, attained coverage of every interval out. */
export function auditCommand(audit: Command, io: Io, finish: Finish, command: string): void {
  audit
    .argument("<files...>", "the curves: CSV, Arrow or Parquet; - is standard input")
    .action(async (files: string[], flags: AuditFlags) => {
      const { runAudit } = await import("../actions/resampling.js");
      finish(await runAudit(files, flags, io, command));
    })
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
