#!/usr/bin/env node
import { checkAdapter, probeAdapters } from "../node/adapters.js";
import { asInputError } from "../node/files.js";
import { interrupts, keepHeapSmall } from "../node/process.js";
import {
  auditFits,
  backtestSet,
  bootstrapFits,
  fitFormSet,
  fitStore,
  forecastSet,
  studyPredictability,
  testBreaks,
} from "../node/run.js";
import { commands } from "./commandList.js";
import { BUG_EXIT_CODE, bugText } from "./usage.js";

const fits = commands.some(({ name, fits }) => fits && name === process.argv[2]);

if (fits) keepHeapSmall();

// Node would end with 1, which says that some curves have no result. A trap of WebAssembly in a task of its own comes here.
process.on("uncaughtException", (error) => {
  process.stderr.write(bugText(error));
  process.exit(BUG_EXIT_CODE);
});

// Notes that nobody can read any more are no reason to give a run up.
process.stderr.on("error", () => undefined);

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // A reader that has seen enough (`| head`) is no failure, and files that are still to be written may not be lost with it.
  if (error.code === "EPIPE") return fits ? undefined : process.exit(0);
  process.stderr.write(`error: ${(asInputError(error, "standard output", "write") as Error).message}\n`);
  process.exit(2);
});

// Help is written without an engine.
const runs = fits && !process.argv.some((word) => word === "-h" || word === "--help");

// Adapters are looked for in a process of their own: let that run while the modules of a fit are loaded.
if (runs) void import("../node/dawn.js").then(({ listAdapters }) => listAdapters());

const { main } = await import("./main.js");
process.exitCode = await main(process.argv, {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  platform: process.platform,
  interrupts,
  fit: fitStore,
  fitForms: fitFormSet,
  bootstrap: bootstrapFits,
  testBreaks,
  audit: auditFits,
  predictability: studyPredictability,
  forecast: forecastSet,
  backtest: backtestSet,
  probe: probeAdapters,
  checkAdapter,
});

// A device that was given up in the middle of an endless dispatch would keep the process for ever.
if (fits && (await import("../node/dawn.js")).devicesInUse() > 0) {
  process.stdout.write("", () => process.stderr.write("", () => process.exit()));
}
