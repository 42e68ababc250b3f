import { Option } from "commander";
import type { PredictedBreaks } from "../../api/predict.js";
import { InputError } from "../../core/errors.js";
import { parsePoints, type Place } from "../../core/optionText.js";
import { type CommandParts, FITS_ARGUMENT, type OnlyFlags, onlyOption } from "../flags.js";

export interface PredictFlags extends OnlyFlags {
  readonly at: Place[];
  readonly breaks: PredictedBreaks;
  readonly output?: string;
  readonly json?: true;
}

/** `bnsl predict`: the fitted curves at chosen x. */
export const predict: CommandParts = {
  argument: FITS_ARGUMENT,
  options: [
    new Option("--at <x>", "where to predict: x, 0 too, a log grid, or multiples of a curve's last x; may be repeated")
      .argParser(parsePlaces)
      .makeOptionMandatory(),
    onlyOption(),
    new Option("--breaks <which>", "selected, all, or a number of breaks").argParser(parseWhich).default("selected"),
    new Option("-o, --output <file>", "where to write (.arrow .arrows .csv .parquet .jsonl); a table otherwise"),
    new Option("--json", "print the predictions as JSON lines instead of a table"),
  ],
  help: `
x values are written as 1e9,1e10, or as a log grid LOW..HIGH:COUNT with both ends. 10x is ten times the last x that a curve
was fitted to; 2..100x is that range at 2, 5, 10, … times, 2..100x:7 a log grid over it. At 0 a curve has a value where its
first exponent c0 is not above 0.

Examples:
  $ bnsl predict fits.arrow --at 1e9..1e12:7 -o predictions.csv
  $ bnsl predict fits.arrow --at 10x`,
};

/** As other commands take them, and 0, where curves with c0 ≤ 0 have a value. */
function parsePlaces(text: string, earlier: readonly Place[] = []): Place[] {
  const places = text.split(",").flatMap((part) => (/^\s*0(\.0*)?\s*$/.test(part) ? [0] : parsePoints(part)));
  return [...earlier, ...places];
}

function parseWhich(text: string): PredictedBreaks {
  if (text === "selected" || text === "all") return text;
  if (/^\d$/.test(text)) return Number(text);
  throw new InputError(`--breaks ${text}: give selected, all, or one number of breaks`);
}
