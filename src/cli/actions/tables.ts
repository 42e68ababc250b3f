import type { RecordBatch } from "apache-arrow";
import { predict, predictionsToArrow, type PredictionTable } from "../../api/predict.js";
import { toRecordBatches } from "../../curves/convert.js";
import { readBatches } from "../../formats/format.js";
import type { LoadOptions } from "../../curves/load.js";
import type { CurveSource } from "../../formats/source.js";
import { counted, escapeControls, shortNumber } from "../../formats/terminalText.js";
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
import { openSource } from "../../node/files.js";
import { inputFiles } from "../../node/inputFiles.js";
import { fitsToArrow } from "../../tables/arrow.js";
import { isResult } from "../../tables/tableKind.js";
import { tableBytes, writeBatches, writeTable } from "../../tables/write.js";
import { type PlainColumn, plainTable } from "../../text/plainTable.js";
import { columnRequest } from "../columnFlags.js";
import type { ConvertFlags } from "../commands/convert.js";
import type { MergeFlags } from "../commands/merge.js";
import type { PredictFlags } from "../commands/predict.js";
import { readSomeFits } from "../inputs.js";
import type { Io } from "../io.js";
import { checkDestination, checkStreams } from "../output.js";

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

/** What `bnsl convert` does. */
export async function convertTable(inputs: readonly string[], flags: ConvertFlags, io: Io): Promise<void> {
  const { files, notes } = inputFiles(inputs);
  checkStreams(files);
  checkDestination(flags.output, files);
  const note = (line: string): void => void (flags.quiet ?? io.stderr.write(`${line}\n`));
  notes.forEach(note);
  const sources = files.map((file) => openSource(file));
  const result = files.length === 1 && files[0] !== "-" && (await holdsResult(sources[0], columnRequest(flags)));
  const batches = result ? asTheyStand(sources[0]) : toRecordBatches(sources, columnRequest(flags), note);
  const rows = await writeBatches(batches, flags.output);
  if (flags.output !== "-") note(`wrote ${counted(rows, "row")} to ${flags.output}`);
}

async function holdsResult(source: CurveSource, { dialect }: LoadOptions): Promise<boolean> {
  for await (const { batch } of readBatches(source, dialect)) return isResult(batch.schema.metadata);
  return false;
}

async function* asTheyStand(source: CurveSource): AsyncGenerator<RecordBatch> {
  for await (const { batch } of readBatches(source)) yield batch;
}

/** What `bnsl predict` does. */
export async function runPredict(fits: string, flags: PredictFlags, io: Io): Promise<void> {
  checkStreams([fits], flags);
  if (flags.output !== undefined) checkDestination(flags.output, [fits]);
  const predictions = predict(await readSomeFits(fits), flags.at, { breaks: flags.breaks });
  const table = predictionsToArrow(predictions);
  if (flags.output !== undefined) await writeTable(table, flags.output);
  if (flags.json) io.stdout.write(new TextDecoder().decode(await tableBytes(table, "jsonl")));
  else if (flags.output === undefined) io.stdout.write(predictionText(predictions));
}

function predictionText({ keyNames, rows, xShifted = "x" }: PredictionTable): string {
  const columns: PlainColumn[] = [
    ...keyNames.map((name) => ({ header: ["", escapeControls(name)] as const, right: false })),
    ...["n", escapeControls(xShifted), "y"].map((name) => ({ header: ["", name] as const, right: true })),
  ];
  const cells = rows.map(({ key, nBreaks, x, y }) => [
    ...key.map(escapeControls),
    nBreaks === null ? "–" : String(nBreaks),
    shortNumber(x, 6),
    shortNumber(y, 6),
  ]);
  return `${plainTable(columns, cells, 2).text.trimStart()}\n`; // the upper line of the header is empty
}
