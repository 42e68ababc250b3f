import { Command } from "commander";
import { predict, predictionsToArrow, type PredictedBreaks, type PredictionTable } from "../../api/predict.js";
import { InputError } from "../../core/errors.js";
import { escapeControls, shortNumber } from "../../formats/terminalText.js";
import { tableBytes, writeTable } from "../../tables/write.js";
import { plainTable, type PlainColumn } from "../../text/plainTable.js";
import { parsePoints } from "../arguments.js";
import { checkDestination } from "../destination.js";
import type { Finish, Io } from "../io.js";
import { checkStreams } from "../standardStreams.js";

interface PredictFlags {
  readonly at: number[];
  readonly breaks: PredictedBreaks;
  readonly output?: string;
  readonly json?: true;
}

const help = `
x values are written as 1e9,1e10, or as a log grid LOW..HIGH:COUNT with both ends.

Example:
  $ bnsl predict fits.arrow --at 1e9..1e12:7 -o predictions.csv`;

/** `bnsl predict`: the fitted curves at chosen x. */
export function predictCommand(io: Io, finish: Finish): Command {
  return new Command("predict")
    .description("Evaluates the curves of a table that bnsl fit wrote.")
    .argument("<fits>", "table of fits, in any format; - is standard input")
    .requiredOption("--at <x>", "where to predict", parsePoints)
    .option("--breaks <which>", "selected, all, or a number of breaks", parseWhich, "selected")
    .option("-o, --output <file>", "where to write (.arrow .arrows .csv .parquet .jsonl); a table otherwise")
    .option("--json", "print the predictions as JSON lines instead of a table")
    .addHelpText("after", help)
    .action(async (fits: string, flags: PredictFlags) => {
      checkStreams({ inputs: [fits], output: flags.output, printing: flags.json ? ["--json"] : [] });
      if (flags.output !== undefined) checkDestination(flags.output, [fits]);
      // Only this command reads fits: the others need not wait for what checks them.
      const { readSomeFits } = await import("../someFits.js");
      const predictions = predict(await readSomeFits(fits), flags.at, { breaks: flags.breaks });
      const table = predictionsToArrow(predictions);
      if (flags.output !== undefined) await writeTable(table, flags.output);
      if (flags.json) io.stdout.write(new TextDecoder().decode(await tableBytes(table, "jsonl")));
      else if (flags.output === undefined) io.stdout.write(predictionText(predictions));
      finish(0);
    });
}

function parseWhich(text: string): PredictedBreaks {
  if (text === "selected" || text === "all") return text;
  if (/^\d$/.test(text)) return Number(text);
  throw new InputError(`--breaks ${text}: give selected, all, or one number of breaks`);
}

function predictionText({ keyNames, rows }: PredictionTable): string {
  const columns: PlainColumn[] = [
    ...keyNames.map((name) => ({ header: ["", escapeControls(name)] as const, right: false })),
    ...["n", "x", "y"].map((name) => ({ header: ["", name] as const, right: true })),
  ];
  const cells = rows.map(({ key, nBreaks, x, y }) => [
    ...key.map(escapeControls),
    nBreaks === null ? "–" : String(nBreaks),
    shortNumber(x, 6),
    shortNumber(y, 6),
  ]);
  return `${plainTable(columns, cells, 2).text.trimStart()}\n`; // the upper line of the header is empty
}
