import { Command } from "commander";
import { InputError } from "../../core/errors.js";
import { checkClusters, checkSigma } from "../../uncertainty/matchFits.js";
import { checkDestination } from "../destination.js";
import { readFitted } from "../fittedInputs.js";
import { makeIntervals } from "../intervals.js";
import type { Finish, Io } from "../io.js";
import { tellResampling } from "../resampling.js";
import { listWithoutResult } from "../withoutResult.js";
import { bootstrapFlags, bootstrapRequest, type BootstrapFlags } from "./bootstrapFlags.js";

/** `bnsl bootstrap`: curves and their fits in, intervals out. */
export function bootstrapCommand(io: Io, finish: Finish, command: string): Command {
  const bootstrap = new Command("bootstrap")
    .description("Refits resamples of every curve: intervals of breaks, parameters, slopes, predictions, targets.")
    .argument("<files...>", "the curves: CSV, Arrow or Parquet; - is standard input")
    .action(async (files: string[], flags: BootstrapFlags) => finish(await runBootstrap(files, flags, io, command)))
    .addHelpText("after", help);
  for (const option of bootstrapFlags()) bootstrap.addOption(option);
  return bootstrap;
}

async function runBootstrap(files: readonly string[], flags: BootstrapFlags, io: Io, command: string): Promise<number> {
  const request = bootstrapRequest(flags);
  checkDraws(files, flags);
  const { set, fits, pairs } = await readFitted(files, flags);
  checkClusters(pairs, request.cluster);
  checkSigma(set, request.absoluteSigma);
  const resampling = tellResampling(flags, command, io);
  for (const note of set.notes) resampling.note(note);
  try {
    return listWithoutResult(await makeIntervals(set, fits, request, flags, resampling, io), "intervals", io);
  } finally {
    resampling.progress.stop();
  }
}

function checkDraws(files: readonly string[], { draws, output, fits }: BootstrapFlags): void {
  if (draws === undefined) return;
  if (draws === "-") throw new InputError("--draws -: draws are many, name a file such as draws.arrow");
  if (draws === output) throw new InputError(`-o and --draws both name ${draws}: name two files`);
  checkDestination(draws, [...files, fits]);
}

const help = `
Columns are those that the fit used, where the fits tell them (.arrow, .arrows and .parquet do); flags go first.
What is resampled, how intervals are made and what they can be believed for: docs/STATISTICS.md.

Examples:
  $ bnsl bootstrap curves.csv --fits fits.arrow -o intervals.arrow
  $ bnsl bootstrap curves.csv --fits fits.arrow --resamples 2000 --at 1e10,1e11 --target 0.3 --draws draws.arrow`;
