import { Option } from "commander";
import { type CommandParts, outputOption } from "../flags.js";

export interface MergeFlags {
  readonly output: string;
  readonly quiet?: true;
}

/** `bnsl merge`: the tables of fits of all shards of a run in, the table of the whole out. */
export const merge: CommandParts = {
  argument: "what bnsl fit --shard wrote: .arrow, .arrows or .parquet",
  options: [outputOption().makeOptionMandatory(), new Option("--quiet", "no notes")],
  help: `
The rows come out as one run over the whole table would have written them. Exit code 1: shards or curves are missing or
doubled; they are listed and nothing is written. Exit code 2: a file is damaged or of another run.

Example:
  $ bnsl merge shards/*.arrow -o fits.arrow`,
};
