import { type Command, Option } from "commander";
import type { SortOrder } from "../../text/sortCurves.js";
import { parseShownBreaks, type PicturedFlags, picturedOptions, type ShownBreaks, sortOption } from "../flags.js";

export interface ShowFlags extends PicturedFlags {
  readonly breaks: ShownBreaks;
  readonly sort: SortOrder;
  readonly ascii?: true;
}

/** `bnsl show`: the answer for one curve, or a list of them, in words and letters. */
export function showCommand(show: Command, run: (fits: string, flags: ShowFlags) => Promise<void>): void {
  show
    .argument("<fits>", "table of fits, in any format; - is standard input")
    .addHelpText("after", help)
    .action((fits: string, flags: ShowFlags) => run(fits, flags));
  for (const option of picturedOptions()) show.addOption(option);
  show.addOption(
    new Option("--breaks <which>", "which fit of a curve: selected, or a number of breaks")
      .argParser(parseShownBreaks)
      .default("selected"),
  );
  show.addOption(sortOption("curves"));
  show.option("--ascii", "letters alone, as where the locale is not UTF-8");
}

const help = `
A table of several curves is listed, a line each; --curve picks those to be shown in full.

Examples:
  $ bnsl show fits.arrow --sort rmsle_test
  $ bnsl show fits.arrow --curve ResNet --data curves.csv`;
