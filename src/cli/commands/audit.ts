import type { Command } from "commander";
import type { Finish, Io } from "../io.js";
import { auditFlags, type AuditFlags } from "./auditFlags.js";

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
