import { fitsToArrow } from "../../tables/arrow.js";
import { counted, escapeControls } from "../../formats/terminalText.js";
import { writeBatches } from "../../tables/write.js";
import {
  type Census,
  censusOf,
  checkOneRun,
  engineShares,
  mergedBatches,
  mergedMeta,
  rerunCommand,
  shardsNamed,
} from "../../merge/merge.js";
import { readShard, type ShardTable } from "../../merge/shardTable.js";
import { checkDestination } from "../output.js";
import type { MergeFlags } from "../commands/merge.js";
import type { Io } from "../io.js";

/** Files that stay open while they are read, each twice at times: systems allow a process 1,024 at least. */
const MOST_OPEN = 400;

/** What `bnsl merge` does; the exit code. */
export async function runMerge(files: readonly string[], flags: MergeFlags, io: Io, command: string): Promise<0 | 1> {
  checkDestination(flags.output, files);
  const shards: ShardTable[] = [];
  for (const file of files) shards.push(await readShard(file, files.length <= MOST_OPEN));
  checkOneRun(shards);
  const census = await censusOf(shards);
  if (census.lines.length > 0) {
    io.stderr.write(`${wantingLines(census, shards).map(escapeControls).join("\n")}\n`);
    return 1;
  }
  const note = (line: string): void => void (flags.quiet ?? io.stderr.write(`${escapeControls(line)}\n`));
  for (const line of engineNotes(shards)) note(line);
  const meta = mergedMeta(shards, command);
  const { schema } = fitsToArrow({ meta, rows: [] });
  const rows = await writeBatches(mergedBatches(shards, meta), flags.output, { schema });
  if (flags.output !== "-") {
    note(`wrote ${counted(rows, "row")} of ${counted(shards.length, "shard")} to ${flags.output}`);
  }
  return 0;
}

/** Commands told one by one; of more, the first stands for all. */
const MOST_COMMANDS = 8;

function wantingLines({ lines, again }: Census, shards: readonly ShardTable[]): string[] {
  const told = again.slice(0, MOST_COMMANDS).map((index) => rerunCommand(shards[0], index));
  const commands = told.filter((line) => line !== null).map((line) => `  ${line}`);
  const more = again.length - told.length;
  return [
    "the shards are not the whole, so nothing was written:",
    ...lines.map((line) => `  ${line}`),
    ...(again.length === 0 ? ["name each shard once and merge again"] : []),
    ...(commands.length > 0 ? ["make what is missing or wrong with", ...commands] : []),
    ...(commands.length > 0 && more > 0 ? [`  … and ${more} more, which differ in their number only`] : []),
    ...(again.length > 0 && commands.length === 0
      ? [`make what is missing or wrong with bnsl fit --shard I/${shards[0].shard.of}`]
      : []),
  ];
}

/** Engines agree on an answer, but not in its last digits. */
function engineNotes(shards: readonly ShardTable[]): string[] {
  const shares = engineShares(shards);
  if (shares.length === 1) return [];
  const words = shares.map(
    ({ engine, adapter, shards: indices }) =>
      `${adapter === null ? engine : `${engine} (${adapter})`} for ${shardsNamed(indices)}`,
  );
  return [`the shards come from different engines: ${words.join("; ")}; last digits may differ between them`];
}
