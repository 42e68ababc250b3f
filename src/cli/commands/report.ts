import { Option } from "commander";
import { type CommandParts, FITS_ARGUMENT, picturedOptions, type PicturedFlags } from "../flags.js";

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
export const report: CommandParts = {
  argument: FITS_ARGUMENT,
  options: [
    new Option("--intervals <file>", "what bnsl bootstrap wrote of these fits"),
    new Option("--breaks-test <file>", "what bnsl test-breaks wrote of these fits"),
    new Option("--audit <file>", "what bnsl audit wrote of these fits"),
    new Option("--suite <file>", "what bnsl suite wrote, of these or other curves"),
    new Option("--fitters <file>", "a race of fitters: the .json that npm run bench:peers -- --save wrote"),
    new Option("--title <words>", "title of the page; left out: the tables' names"),
    new Option(
      "-o, --output <file>",
      "where to write: a name that ends in .html, or - for standard output",
    ).makeOptionMandatory(),
    new Option("--quiet", "no notes"),
    ...picturedOptions().filter((option) => option.attributeName() !== "curve"),
  ],
  help: `
The page is one file that loads nothing from anywhere: send it, keep it, open it in any browser. Tables beside the fits have
to be of the same fits; a suite and a race of fitters may be of other curves.

Example:
  $ bnsl fit curves.csv -o fits.arrow
  $ bnsl bootstrap curves.csv --fits fits.arrow -o intervals.arrow
  $ bnsl report fits.arrow --data curves.csv --intervals intervals.arrow -o report.html`,
};
