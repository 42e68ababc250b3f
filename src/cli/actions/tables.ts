import type { RecordBatch } from "apache-arrow";
import { predict, predictionsToArrow, type PredictionTable } from "../../api/predict.js";
import { InputError } from "../../core/errors.js";
import { curveId, type Keyed } from "../../core/rows/curveRows.js";
import { curveKeys, toRecordBatches } from "../../curves/convert.js";
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
import { keyText } from "../../tables/readCell.js";
import { isResult, resultKeys } from "../../tables/tableKind.js";
import { tableBytes, writeBatches, writeTable } from "../../tables/write.js";
import { type PlainColumn, plainTable } from "../../text/plainTable.js";
import { columnRequest } from "../columnFlags.js";
import type { ConvertFlags } from "../commands/convert.js";
import type { MergeFlags } from "../commands/merge.js";
import type { PredictFlags } from "../commands/predict.js";
import { chooseCurves, isOneOf, onlyFits } from "../curveChoice.js";
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
  const keep = flags.only.length === 0 ? null : await isWanted(files, flags, result);
  const batches = result
    ? asTheyStand(sources[0], keep)
    : toRecordBatches(sources, columnRequest(flags), note, keep && ((key) => keep({ key })));
  const rows = await writeBatches(batches, flags.output);
  if (flags.output !== "-") note(`wrote ${counted(rows, "row")} to ${flags.output}`);
}

async function holdsResult(source: CurveSource, { dialect }: LoadOptions): Promise<boolean> {
  for await (const { batch } of readBatches(source, dialect)) return isResult(batch.schema.metadata);
  return false;
}

/** Which curves `--only` means: names are those of the whole table, so it is read twice. */
async function isWanted(files: readonly string[], flags: ConvertFlags, result: boolean) {
  if (files.includes("-")) {
    throw new InputError("--only with - would read standard input twice: put the table in a file");
  }
  const sources = files.map((file) => openSource(file));
  const { keyNames, keys } = result ? await keysOfResult(sources[0]) : await curveKeys(sources, columnRequest(flags));
  return isOneOf(chooseCurves(keys, keyNames, flags.only, "--only"));
}

async function keysOfResult(source: CurveSource) {
  const keys = new Map<string, readonly string[]>();
  let keyNames: readonly string[] = [];
  for await (const { batch } of readBatches(source)) {
    keyNames = resultKeys(batch.schema.metadata);
    for (const key of keysIn(batch)) keys.set(curveId(key), key);
  }
  return { keyNames, keys: [...keys.values()] };
}

/** Key columns come first in every result. */
function keysIn(batch: RecordBatch): string[][] {
  const columns = resultKeys(batch.schema.metadata).map((_, i) => batch.getChildAt(i)!);
  return Array.from({ length: batch.numRows }, (_, row) => columns.map((column) => keyText(column.get(row))));
}

/** A result keeps all of its columns; rows of curves that are not wanted are left out. */
async function* asTheyStand(source: CurveSource, keep: ((row: Keyed) => boolean) | null): AsyncGenerator<RecordBatch> {
  for await (const { batch } of readBatches(source)) {
    if (keep === null) yield batch;
    else {
      const kept = keysIn(batch).map((key) => keep({ key }));
      for (let from = kept.indexOf(true); from >= 0;) {
        const to = kept.indexOf(false, from);
        yield batch.slice(from, to < 0 ? kept.length : to);
        from = to < 0 ? -1 : kept.indexOf(true, to);
      }
    }
  }
}

/** What `bnsl predict` does. */
export async function runPredict(fits: string, flags: PredictFlags, io: Io): Promise<void> {
  checkStreams([fits], flags);
  if (flags.output !== undefined) checkDestination(flags.output, [fits]);
  const result = onlyFits(await readSomeFits(fits), flags.only);
  const predictions = predict(result, flags.at, { breaks: flags.breaks });
  const table = predictionsToArrow(predictions);
  if (flags.output !== undefined) await writeTable(table, flags.output);
  if (flags.json) io.stdout.write(new TextDecoder().decode(await tableBytes(table, "jsonl")));
  else if (flags.output === undefined) io.stdout.write(predictionText(predictions));
}

function predictionText({ keyNames, rows, xShifted = "x" }: PredictionTable): string {
  const ofLast = rows.some(({ timesLast }) => timesLast !== undefined);
  const names = ["n", ...(ofLast ? ["of last x"] : []), escapeControls(xShifted), "y"];
  const columns: PlainColumn[] = [
    ...keyNames.map((name) => ({ header: ["", escapeControls(name)] as const, right: false })),
    ...names.map((name) => ({ header: ["", name] as const, right: true })),
  ];
  const cells = rows.map(({ key, nBreaks, timesLast, x, y }) => [
    ...key.map(escapeControls),
    nBreaks === null ? "–" : String(nBreaks),
    ...(ofLast ? [timesLast === undefined ? "" : `${shortNumber(timesLast, 6)}x`] : []),
    shortNumber(x, 6),
    shortNumber(y, 6),
  ]);
  return `${plainTable(columns, cells, 2).text.trimStart()}\n`; // the upper line of the header is empty
}
