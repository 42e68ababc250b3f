import type { Command } from "commander";
import { picturedOptions, type PicturedFlags } from "../flags.js";

export interface ReportFlags extends Omit<PicturedFlags, "curve"> {
  readonly intervals?: string;
  readonly breaksTest?: string;
  readonly suite?: string;
  readonly audit?: string;
  readonly fitters?: string;
  readonly title?: string;
  readonly output: string;
  readonly quiet?: true;
}

/** `bnsl report`: fits with their curves, and what else is known of them, as one HTML file. */
export function reportCommand(report: Command, run: (fits: string, flags: ReportFlags) => Promise<void>): void {
  report
    .argument("<fits>", "table of fits, in any format; - is standard input")
    .option("--intervals <file>", "what bnsl bootstrap wrote of these fits")
    .option("--breaks-test <file>", "what bnsl test-breaks wrote of these fits")
    .option("--audit <file>", "what bnsl audit wrote of these fits")
    .option("--suite <file>", "what bnsl suite wrote, of these or other curves")
    .option("--fitters <file>", "a race of fitters: the .json that npm run bench:peers -- --save wrote")
    .option("--title <words>", "title of the page; left out: the tables' names")
    .requiredOption("-o, --output <file>", "where to write: a name that ends in .html, or - for standard output")
    .option("--quiet", "no notes")
    .addHelpText("after", help)
    .action((fits: string, flags: ReportFlags) => run(fits, flags));
  for (const option of picturedOptions()) if (option.attributeName() !== "curve") report.addOption(option);
}

const help = `
The page is one file that loads nothing from anywhere: send it, keep it, open it in any browser. Tables beside the fits have
to be of the same fits; a suite and a race of fitters may be of other curves.

Example:
  $ bnsl fit curves.csv -o fits.arrow
  $ bnsl bootstrap curves.csv --fits fits.arrow -o intervals.arrow
  $ bnsl report fits.arrow --data curves.csv --intervals intervals.arrow -o report.html`;
