import { Option } from "commander";
import type { SortOrder } from "../../text/sortCurves.js";
import {
  type CommandParts,
  FITS_ARGUMENT,
  type PicturedFlags,
  picturedOptions,
  type ShownBreaks,
  shownBreaksOption,
  sortOption,
} from "../flags.js";

export interface ShowFlags extends PicturedFlags {
  readonly breaks: ShownBreaks;
  readonly sort: SortOrder;
  readonly ascii?: true;
}

/** `bnsl show`: the answer for one curve, or a list of them, in words and letters. */
export const show: CommandParts = {
  argument: FITS_ARGUMENT,
  options: [
    ...picturedOptions(),
    shownBreaksOption(),
    sortOption("curves"),
    new Option("--ascii", "letters alone, as where the locale is not UTF-8"),
  ],
  help: `
A table of several curves is listed, a line each; --curve picks those to be shown in full.

Examples:
  $ bnsl show fits.arrow --sort rmsle_test
  $ bnsl show fits.arrow --curve ResNet --data curves.csv`,
};
