import type { Table } from "apache-arrow";
import { domainColumn } from "../../core/extrapolate/domains.js";
import { curveNamer } from "../../core/rows/curveRows.js";
import type { CurveSet } from "../../core/types.js";
import { storeOf } from "../../curves/curveStore.js";
import { loadCurves } from "../../curves/load.js";
import {
  BACKTEST_OPTIONS,
  type BacktestOptions,
  FORECAST_OPTIONS,
  type ForecastOptions,
  resolveBacktest,
  resolveForecast,
} from "../../forecast/request.js";
import type { ForecastRow } from "../../forecast/types.js";
import { counted, escapeControls } from "../../formats/terminalText.js";
import { openSource } from "../../node/files.js";
import { inputFiles } from "../../node/inputFiles.js";
import { packageVersion } from "../../node/packageFiles.js";
import { type FitRun, listenTo } from "../../run/fitRun.js";
import { backtestToArrow, type ForecastMeta, forecastsToArrow } from "../../tables/forecasts.js";
import { backtestMarkdown, backtestText, forecastText } from "../../text/forecastText.js";
import { type ColumnFlags, columnRequest } from "../columnFlags.js";
import type { BacktestFlags, ForecastFlags } from "../commands/forecast.js";
import { onlyRows } from "../curveChoice.js";
import { checkEngine, type OnlyFlags, type ResultFlags, shownRun } from "../flags.js";
import { refuseLoneRows } from "../inputs.js";
import { type Io, widthOf } from "../io.js";
import { optionsFrom } from "../optionFlags.js";
import { checkDestination, checkStreams, deliverTable } from "../output.js";
import { startProgress } from "../progress.js";

/** What `bnsl forecast` does; the exit code. */
export function runForecast(files: string[], flags: ForecastFlags, io: Io, command: string): Promise<number> {
  const options = resolveForecast(optionsFrom(FORECAST_OPTIONS, flags));
  return runOn<ForecastOptions>(files, flags, options, io, command, async (set, run) => {
    // all curves calibrate each other, whichever are asked for
    const rows = onlyRows(await io.forecast(set, options, run), set.keyNames, flags.only);
    return {
      table: (meta) => forecastsToArrow(rows, meta),
      text: () => forecastText(rows, widthOf(io.stdout)),
      code: () => listWithout(rows, io),
    };
  });
}

/** What `bnsl backtest` does; the exit code. */
export function runBacktest(files: string[], flags: BacktestFlags, io: Io, command: string): Promise<number> {
  const options = resolveBacktest(optionsFrom(BACKTEST_OPTIONS, flags));
  return runOn<BacktestOptions>(files, flags, options, io, command, async (all, run) => {
    const set = { ...all, curves: onlyRows(all.curves, all.keyNames, flags.only) };
    const rows = await io.backtest(set, options, run);
    return {
      table: (meta) => backtestToArrow(rows, meta),
      text: () => (flags.markdown ? backtestMarkdown(rows) : backtestText(rows, widthOf(io.stdout, 160))),
      code: () => (rows.length > 0 ? 0 : 1),
    };
  });
}

/** What a run has made, and how it is printed. */
interface Made<Options extends ForecastOptions | BacktestOptions> {
  readonly table: (meta: ForecastMeta<Options>) => Table;
  readonly text: () => string;
  readonly code: () => number;
}

async function runOn<Options extends ForecastOptions | BacktestOptions>(
  inputs: readonly string[],
  flags: ColumnFlags & ResultFlags & OnlyFlags & { readonly markdown?: true },
  options: Options,
  io: Io,
  command: string,
  work: (set: CurveSet, run: FitRun) => Promise<Made<Options>>,
): Promise<number> {
  const { files, notes } = inputFiles(inputs);
  checkStreams(files, flags);
  checkEngine(flags);
  if (flags.output !== undefined) checkDestination(flags.output, files);
  const sources = files.map((file) => openSource(file));
  const set = await loadCurves(sources, columnRequest(flags)); // y has to be above 0: errors are of ln y
  await refuseLoneRows(storeOf(set), flags.curve);
  onlyRows(set.curves, set.keyNames, flags.only); // refuses names that are not there
  const domain = domainColumn(set, options.domain);
  const progress = startProgress(io.stderr, flags.quiet === true);
  const { run, note, told } = listenTo(packageVersion(), shownRun(flags, command, progress));
  for (const line of [...notes, ...set.notes, ...(domain.index < 0 || domain.note === null ? [] : [domain.note])])
    note(line);
  try {
    const { table, text, code } = await work(set, run);
    const { keyNames, xName, yName, sources } = set;
    const meta = { ...told(), options, keyNames, xName, yName, sources };
    await deliverTable(table(meta), text, flags, io, progress);
    return code();
  } finally {
    progress.stop();
  }
}

const REASONS = {
  ok: "",
  "too-few-x": "fewer than 7 distinct training x",
  "no-fit": "no law could be fitted",
  "no-test-rows": "it has no held-out rows (--at test)",
};

/** The exit code, after naming every curve without a forecast, and why. */
function listWithout(rows: readonly ForecastRow[], io: Io): 0 | 1 {
  const nameOf = curveNamer(rows);
  const failed = rows.filter(({ status }) => status !== "ok");
  if (failed.length === 0) return 0;
  io.stderr.write(`no forecast for ${counted(failed.length, "curve")}:\n`);
  for (const row of failed) io.stderr.write(`  ${escapeControls(`${nameOf(row)}: ${REASONS[row.status]}`)}\n`);
  return 1;
}
