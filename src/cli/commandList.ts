import type { CommandParts } from "./flags.js";
import type { Io } from "./io.js";

/** What `bnsl --help` says of a command, and the modules with the rest of it, which are loaded for the command given alone. */
export interface Listed {
  readonly name: string;
  /** its arguments, as its own help writes them */
  readonly takes: string;
  readonly summary: string;
  /** whether it fits curves, on a device or on threads */
  readonly fits?: true;
  readonly parts: () => Promise<CommandParts>;
  readonly action: () => Promise<Action>;
}

/**
 * What a command does; the exit code, 0 where it has none of its own. Each takes the argument and the flags of its command.
 *
 * @param line the command line as a shell would take it
 */
type Action = (given: never, flags: never, io: Io, line: string) => Promise<number | void>;

export const commands: readonly Listed[] = [
  {
    name: "fit",
    takes: "[files...]",
    summary: "Fits every curve of a table with each number of breaks and chooses among them.",
    fits: true,
    parts: async () => (await import("./commands/fit.js")).fit,
    action: async () => (await import("./actions/fit.js")).runFit,
  },
  {
    name: "predict",
    takes: "<fits>",
    summary: "Evaluates the curves of a table that bnsl fit wrote.",
    parts: async () => (await import("./commands/predict.js")).predict,
    action: async () => (await import("./actions/tables.js")).runPredict,
  },
  {
    name: "suite",
    takes: "[inputs...]",
    summary: "Fits functional forms to the training rows of every curve and scores them on its test rows.",
    fits: true,
    parts: async () => (await import("./commands/suite.js")).suite,
    action: async () => (await import("./actions/suite.js")).runSuite,
  },
  {
    name: "bootstrap",
    takes: "<files...>",
    summary: "Refits resamples of every curve: intervals of breaks, parameters, slopes, predictions, targets.",
    fits: true,
    parts: async () => (await import("./commands/bootstrap.js")).bootstrap,
    action: async () => (await import("./actions/resampling.js")).runBootstrap,
  },
  {
    name: "test-breaks",
    takes: "<files...>",
    summary: "Tests whether every curve has one more break than its fit, by simulation from the fit.",
    fits: true,
    parts: async () => (await import("./commands/testBreaks.js")).testBreaks,
    action: async () => (await import("./actions/resampling.js")).runTest,
  },
  {
    name: "forecast",
    takes: "<files...>",
    summary: "Forecasts y of every curve, with intervals calibrated by backtests on the table's own training rows.",
    fits: true,
    parts: async () => (await import("./commands/forecast.js")).forecast,
    action: async () => (await import("./actions/forecast.js")).runForecast,
  },
  {
    name: "backtest",
    takes: "<files...>",
    summary: "Scores such forecasts, and those of other forms, on a table's own rows, by how far ahead they look.",
    fits: true,
    parts: async () => (await import("./commands/forecast.js")).backtest,
    action: async () => (await import("./actions/forecast.js")).runBacktest,
  },
  {
    name: "audit",
    takes: "<files...>",
    summary: "Simulates data from every fit, refits and bootstraps it: how often intervals hold the truth.",
    fits: true,
    parts: async () => (await import("./commands/audit.js")).audit,
    action: async () => (await import("./actions/resampling.js")).runAudit,
  },
  {
    name: "predictability",
    takes: "[fits]",
    summary: "Simulates data that stop before or behind a break: how far extrapolations of them are off.",
    fits: true,
    parts: async () => (await import("./commands/predictability.js")).predictability,
    action: async () => (await import("./actions/predictability.js")).runStudy,
  },
  {
    name: "show",
    takes: "<fits>",
    summary: "Prints a curve's answer in words with a small plot, or a list of curves.",
    parts: async () => (await import("./commands/show.js")).show,
    action: async () => (await import("./actions/show.js")).runShow,
  },
  {
    name: "plot",
    takes: "<fits>",
    summary: "Draws every curve with its fit: points, law, extrapolation, breaks, residuals; SVG or PNG.",
    parts: async () => (await import("./commands/plot.js")).plot,
    action: async () => (await import("./actions/plot.js")).runPlot,
  },
  {
    name: "report",
    takes: "<fits>",
    summary: "Writes fits and their curves as one HTML page with figures and tables to sort, for any browser.",
    parts: async () => (await import("./commands/report.js")).report,
    action: async () => (await import("./actions/report.js")).writeReport,
  },
  {
    name: "merge",
    takes: "<shards...>",
    summary: "Puts the fits of all shards of a run together, once none is missing or doubled.",
    parts: async () => (await import("./commands/merge.js")).merge,
    action: async () => (await import("./actions/tables.js")).runMerge,
  },
  {
    name: "convert",
    takes: "<files...>",
    summary: "Converts tables of curves between CSV, Arrow and Parquet, several into one; results too.",
    parts: async () => (await import("./commands/convert.js")).convert,
    action: async () => (await import("./actions/tables.js")).convertTable,
  },
  {
    name: "python",
    takes: "",
    summary: "Prints bnsl.py, one file that calls this command from Python: pandas in, pandas out.",
    parts: async () => (await import("./commands/python.js")).python,
    action: async () => (await import("./actions/python.js")).printPython,
  },
  {
    name: "devices",
    takes: "",
    summary:
      "Lists the adapters, has each solve a problem whose answer is known, says which one --engine auto takes and why, and what to install.",
    parts: async () => (await import("./commands/devices.js")).devices,
    action: async () => (await import("./actions/devices.js")).runDevices,
  },
];
