import type { Command } from "commander";

export interface MergeFlags {
  readonly output: string;
  readonly quiet?: true;
}

/** `bnsl merge`: the tables of fits of all shards of a run in, the table of the whole out. */
export function mergeCommand(merge: Command, run: (files: string[], flags: MergeFlags) => Promise<void>): void {
  merge
    .argument("<shards...>", "what bnsl fit --shard wrote: .arrow, .arrows or .parquet")
    .requiredOption("-o, --output <file>", "where to write: .arrow .arrows .csv .parquet .jsonl, or - for CSV")
    .option("--quiet", "no notes")
    .addHelpText("after", help)
    .action((files: string[], flags: MergeFlags) => run(files, flags));
}

const help = `
The rows come out as one run over the whole table would have written them. Exit code 1: shards or curves are missing or
doubled; they are listed and nothing is written. Exit code 2: a file is damaged or of another run.

Example:
  $ bnsl merge shards/*.arrow -o fits.arrow`;
