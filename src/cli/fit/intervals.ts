import { InputError } from "../../core/errors.js";
import { resolveBootstrap } from "../../uncertainty/request.js";
import type { BootstrapRequest } from "../../uncertainty/types.js";
import type { CurveSet, FitOptions, FitResult } from "../../core/types.js";
import { checkDestination } from "../output.js";
import type { FitFlags } from "../commands/fit.js";
import { listWithoutResult, makeIntervals, resample } from "../actions/resampling.js";
import type { Io } from "../io.js";

/** What `bnsl fit --bootstrap` makes of its fits. */
export interface IntervalPlan {
  readonly request: BootstrapRequest;
  /** where the intervals are written; null: they are printed only */
  readonly path: string | null;
}

/**
 * What was asked for beside the fits; null without `--bootstrap`. Asked before anything is fitted.
 *
 * @throws InputError for flags that exclude it, and for a file that cannot be written
 */
export function planIntervals(flags: FitFlags, options: FitOptions, inputs: readonly string[]): IntervalPlan | null {
  const { bootstrap: resamples, intervals, output, absoluteSigma = false, at, target } = flags;
  if (resamples === undefined) {
    if (absoluteSigma) {
      throw new InputError(
        "--absolute-sigma says how intervals are made: give --bootstrap 1000 with it, or leave it out",
      );
    }
    if (at.length > 0 || target !== null) {
      throw new InputError(
        `--${at.length > 0 ? "at" : "target"} is for intervals: give --bootstrap 1000 with it, or use bnsl predict --at`,
      );
    }
    if (intervals === undefined) return null;
    throw new InputError("--intervals names a file for what --bootstrap makes: give --bootstrap 1000, or leave it out");
  }
  if (options.protocol !== "default") {
    throw new InputError(
      `--bootstrap resamples curves one by one, and the weights and prior of the protocol ${options.protocol} depend on all ` +
        `curves of a domain: leave one of them out`,
    );
  }
  if (options.select === "none") {
    throw new InputError(
      "--bootstrap is of the selected number of breaks, and --select none selects none: use bnsl bootstrap --breaks",
    );
  }
  const request = resolveBootstrap({
    resamples,
    seed: options.seed,
    absoluteSigma,
    errors: options.errors,
    at,
    target,
  });
  const path = intervals ?? (output === undefined || output === "-" ? null : besideFits(output));
  if (path === null && (output === "-" || flags.json)) {
    throw new InputError(
      `${output === "-" ? "-o -" : "--json"} takes standard output for the fits: name a file with --intervals`,
    );
  }
  if (path === "-") {
    throw new InputError("--intervals -: standard output is for the fits; name a file such as intervals.csv");
  }
  if (path !== null && path === output) {
    throw new InputError(`-o and --intervals both name ${path}: name two files`);
  }
  if (path !== null) checkDestination(path, inputs);
  return { request, path };
}

/** Bootstraps the selected fits; the exit code. Curves without a fit have been listed before. */
export async function addIntervals(
  set: CurveSet,
  fits: FitResult,
  { request, path }: IntervalPlan,
  flags: FitFlags,
  io: Io,
  command: string,
): Promise<number> {
  const quiet = flags.quiet === true || flags.json === true || flags.output === "-";
  const to = { ...(path === null ? {} : { output: path }), ...(quiet ? { quiet } : {}) };
  return resample(flags, command, io, [], async (told) => {
    if (!quiet) io.stdout.write("\n");
    const rows = await makeIntervals(set, fits, request, to, told, io);
    return listWithoutResult(
      rows.filter(({ status }) => status !== "no-fit"),
      "intervals",
      io,
    );
  });
}

/** fits.arrow → fits.intervals.arrow */
function besideFits(output: string): string {
  return output.replace(/(\.[^./\\]+)$/, ".intervals$1");
}
