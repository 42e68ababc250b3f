import { Command } from "commander";
import { EngineError, InputError } from "../errors.js";
import { loadCurves } from "../load/load.js";
import { FALLING_ONLY, risingNotes } from "../load/rising.js";
import { openSource } from "../node/files.js";
import { byCurve, curveNamer } from "../report/curveRows.js";
import { summaryTable } from "../output/summary.js";
import { counted, escapeControls } from "../output/terminalText.js";
import { tableBytes, writeFits } from "../output/write.js";
import { hasFit } from "../status.js";
import type { FitResult } from "../types.js";
import { checkDestination } from "./destination.js";
import { given } from "../problem/given.js";
import { fitFlags, fitOptions, loadOptions, type FitFlags } from "./fitFlags.js";
import { colorWanted, widthOf, type Finish, type FitRun, type Io } from "./io.js";
import { packageFile } from "../node/package.js";
import { checkEngine, DEMO_SUITE } from "./runFlags.js";
import { startProgress, type Progress } from "./progress.js";
import { refuseLoneRows } from "./loneRows.js";
import { checkStreams } from "./standardStreams.js";
import { addIntervals, planIntervals } from "./fitIntervals.js";

/** `bnsl fit`: a table of curves in, a table of fits out. */
export function fitCommand(io: Io, finish: Finish, command: string): Command {
  const fit = new Command("fit")
    .description("Fits every curve of a table with each number of breaks and chooses among them.")
    .argument("[files...]", "CSV, Arrow or Parquet; several are one table, - is standard input")
    .action(async (files: string[], flags: FitFlags) => finish(await runFit(files, flags, io, command)))
    .addHelpText("after", help);
  for (const option of fitFlags()) fit.addOption(option);
  return fit;
}

async function runFit(files: string[], flags: FitFlags, io: Io, command: string): Promise<number> {
  checkUsage(files, flags);
  const options = fitOptions(flags);
  const inputs = flags.demo ? [packageFile(DEMO_SUITE)] : files;
  if (flags.output !== undefined) checkDestination(flags.output, inputs);
  const intervals = planIntervals(flags, options, inputs);
  const sources = inputs.map((file) => openSource(file));
  const set = await loadCurves(sources, loadOptions(flags, options));
  refuseLoneRows(set, flags.curve);
  const progress = startProgress(io.stderr, flags.quiet === true);
  const remedy = options.protocol === "extrapolate" ? FALLING_ONLY : undefined;
  const rising = options.signB === "+" ? risingNotes(set.curves, remedy) : [];
  for (const note of [...set.notes, ...rising]) progress.note(note);
  try {
    const result = await io.fit(set, options, fitRun(flags, command, progress));
    progress.stop();
    await deliver(result, flags, io, progress);
    const exitCode = listWithoutFit(result, io);
    if (intervals === null) return exitCode;
    return Math.max(exitCode, await addIntervals(set, result, intervals, flags, io, command));
  } catch (error) {
    progress.stop();
    if (error instanceof EngineError && error.partial) {
      await deliverPartial(error.partial, set.curves.length, flags, io, progress);
    }
    throw error;
  }
}

function checkUsage(files: readonly string[], flags: FitFlags): void {
  if (flags.demo && files.length > 0) throw new InputError("--demo fits its own table: leave the files out");
  if (!flags.demo && files.length === 0) {
    throw new InputError("name at least one file to fit (- is standard input), or give --demo");
  }
  checkStreams({ inputs: files, output: flags.output, printing: flags.json ? ["--json"] : [] });
  checkEngine(flags);
}

function fitRun(flags: FitFlags, command: string, progress: Progress): FitRun {
  const { engine, adapter, threads } = flags;
  return {
    engine,
    ...given({ adapter, threads }),
    command,
    onNote: (line) => progress.note(line),
    onProgress: (state) => progress.update(state),
  };
}

/** Writes the file first: a closed pipe must not cost the results. */
async function deliver(result: FitResult, flags: FitFlags, io: Io, progress: Progress): Promise<void> {
  const { output } = flags;
  if (output === "-") io.stdout.write(await tableText(result, "csv"));
  else if (output !== undefined) {
    await writeFits(result, output);
    progress.note(`wrote ${counted(result.rows.length, "row")} to ${output}`);
  }
  if (flags.json) io.stdout.write(await tableText(result, "jsonl"));
  else if (!flags.quiet && output !== "-") {
    io.stdout.write(
      summaryTable(result, { sort: flags.sort, color: colorWanted(io), width: widthOf(io.stdout) }),
    );
  }
}

async function deliverPartial(
  partial: FitResult,
  curves: number,
  flags: FitFlags,
  io: Io,
  progress: Progress,
): Promise<void> {
  await deliver(partial, flags, io, progress);
  const done = `${byCurve(partial).length} of ${counted(curves, "curve")}`;
  io.stderr.write(`the engine was lost; the table holds what was done before: rows of ${done}\n`);
}

async function tableText(result: FitResult, format: "csv" | "jsonl"): Promise<string> {
  return new TextDecoder().decode(await tableBytes(result, format));
}

/** The exit code, after naming every curve that has no fit. */
function listWithoutFit(result: FitResult, io: Io): 0 | 1 {
  const failed = byCurve(result).filter((curve) => !curve.rows.some((row) => hasFit(row.status)));
  if (failed.length === 0) return 0;
  io.stderr.write(`no fit at any number of breaks for ${counted(failed.length, "curve")}:\n`);
  const nameOf = curveNamer(result.rows);
  for (const { rows } of failed) io.stderr.write(`  ${escapeControls(nameOf(rows[0]))}\n`);
  return 1;
}

const help = `
Columns that are not named are guessed; the guess is printed.

Examples:
  $ bnsl fit --demo --sort
  $ bnsl fit curves.csv --curve Domain,Task,Model --x "Seen Examples" --y Loss --train Training -o fits.arrow
  $ bnsl fit curves.csv --breaks 1 --fix c0=0 --bound f=0.01..1 --json
  $ bnsl fit curves.csv --bootstrap 1000 -o fits.arrow --intervals intervals.arrow`;
