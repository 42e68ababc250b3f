import { Option } from "commander";
import type { PredictedBreaks } from "../../api/predict.js";
import { InputError } from "../../core/errors.js";
import { parsePoints } from "../../core/optionText.js";
import { type CommandParts, FITS_ARGUMENT } from "../flags.js";

export interface PredictFlags {
  readonly at: number[];
  readonly breaks: PredictedBreaks;
  readonly output?: string;
  readonly json?: true;
}

/** `bnsl predict`: the fitted curves at chosen x. */
export const predict: CommandParts = {
  argument: FITS_ARGUMENT,
  options: [
    new Option("--at <x>", "where to predict").argParser(parsePoints).makeOptionMandatory(),
    new Option("--breaks <which>", "selected, all, or a number of breaks").argParser(parseWhich).default("selected"),
    new Option("-o, --output <file>", "where to write (.arrow .arrows .csv .parquet .jsonl); a table otherwise"),
    new Option("--json", "print the predictions as JSON lines instead of a table"),
  ],
  help: `
x values are written as 1e9,1e10, or as a log grid LOW..HIGH:COUNT with both ends.

Example:
  $ bnsl predict fits.arrow --at 1e9..1e12:7 -o predictions.csv`,
};

function parseWhich(text: string): PredictedBreaks {
  if (text === "selected" || text === "all") return text;
  if (/^\d$/.test(text)) return Number(text);
  throw new InputError(`--breaks ${text}: give selected, all, or one number of breaks`);
}
