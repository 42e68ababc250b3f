import { Option } from "commander";
import { BACKTEST_OPTIONS, FORECAST_OPTIONS } from "../../forecast/request.js";
import { type ColumnFlags, columnFlags } from "../columnFlags.js";
import { type CommandParts, type OnlyFlags, onlyOption, type ResultFlags, resultOptions } from "../flags.js";
import { type FlagsOf, flagsOf } from "../optionFlags.js";

/** The flags of `bnsl forecast` as Commander hands them over. */
export interface ForecastFlags extends ColumnFlags, FlagsOf<typeof FORECAST_OPTIONS>, ResultFlags, OnlyFlags {}

/** `bnsl forecast`: curves in, predictive distributions out. */
export const forecast: CommandParts = {
  argument: "the curves, as bnsl fit takes them; - is standard input",
  options: [
    ...columnFlags(),
    onlyOption(),
    ...flagsOf(FORECAST_OPTIONS),
    ...resultOptions("a row per curve, x or target, and level"),
  ],
  help: `
Held-out rows are never looked at. How far forecasts miss is learned from the training rows: every curve is cut at earlier x
and what lies behind is forecast (docs/STATISTICS.md). Without a cut that leaves 7 distinct x, intervals rest on what other
tables have shown, and the output says so.

Examples:
  $ bnsl forecast curves.csv --at 10x --level 0.5,0.8,0.95 -o forecast.arrow
  $ bnsl forecast curves.csv --at test
  $ bnsl forecast curves.csv --target 0.3 --of curve`,
};

/** The flags of `bnsl backtest` as Commander hands them over. */
export interface BacktestFlags extends ColumnFlags, FlagsOf<typeof BACKTEST_OPTIONS>, ResultFlags, OnlyFlags {
  readonly markdown?: true;
}

/** `bnsl backtest`: how good forecasts were on a table's own rows. */
export const backtest: CommandParts = {
  argument: "the curves, as bnsl fit takes them; - is standard input",
  options: [
    ...columnFlags(),
    onlyOption(),
    ...flagsOf(BACKTEST_OPTIONS),
    new Option("--markdown", "print Markdown instead of text").conflicts("json"),
    ...resultOptions("a row per forecaster, kind of rows, group and horizon"),
  ],
  help: `
Each curve is cut at earlier x of its training rows, and what lies behind is forecast and scored; a curve's intervals there
rest on other curves and on its own earlier cuts. Held-out rows, where there are any, are scored as well.

Examples:
  $ bnsl backtest curves.csv
  $ bnsl backtest curves.csv --ahead 10 --against m4,slope --markdown`,
};
