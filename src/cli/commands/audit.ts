import { AUDIT_OPTIONS } from "../../uncertainty/request.js";
import { type CommandParts, type ResampledFlags, resampledInputOptions, resultOptions } from "../flags.js";
import { flagsOf } from "../optionFlags.js";

/** The flags of `bnsl audit` as Commander hands them over. */
export type AuditFlags = ResampledFlags<typeof AUDIT_OPTIONS>;

/** `bnsl audit`: curves and their fits in, attained coverage of every interval out. */
export const audit: CommandParts = {
  argument: "the curves: CSV, JSON lines, Arrow or Parquet; - is standard input",
  options: [
    ...resampledInputOptions(),
    ...flagsOf(AUDIT_OPTIONS),
    ...resultOptions("a row per kind of interval of a curve"),
  ],
  help: `
Every simulated data set is fitted anew and bootstrapped: this takes simulations × resamples refits of each curve.

Examples:
  $ bnsl audit curves.csv --fits fits.arrow --simulations 400 --resamples 400 -o audit.arrow
  $ bnsl audit curves.csv --fits fits.arrow --method all --kind wild`,
};
