import type { Command } from "commander";
import type { PredictedBreaks } from "../../api/predict.js";
import { InputError } from "../../core/errors.js";
import { parsePoints } from "../../core/optionText.js";

export interface PredictFlags {
  readonly at: number[];
  readonly breaks: PredictedBreaks;
  readonly output?: string;
  readonly json?: true;
}

/** `bnsl predict`: the fitted curves at chosen x. */
export function predictCommand(predict: Command, run: (fits: string, flags: PredictFlags) => Promise<void>): void {
  predict
    .argument("<fits>", "table of fits, in any format; - is standard input")
    .requiredOption("--at <x>", "where to predict", parsePoints)
    .option("--breaks <which>", "selected, all, or a number of breaks", parseWhich, "selected")
    .option("-o, --output <file>", "where to write (.arrow .arrows .csv .parquet .jsonl); a table otherwise")
    .option("--json", "print the predictions as JSON lines instead of a table")
    .addHelpText("after", help)
    .action((fits: string, flags: PredictFlags) => run(fits, flags));
}

function parseWhich(text: string): PredictedBreaks {
  if (text === "selected" || text === "all") return text;
  if (/^\d$/.test(text)) return Number(text);
  throw new InputError(`--breaks ${text}: give selected, all, or one number of breaks`);
}

const help = `
x values are written as 1e9,1e10, or as a log grid LOW..HIGH:COUNT with both ends.

Example:
  $ bnsl predict fits.arrow --at 1e9..1e12:7 -o predictions.csv`;
