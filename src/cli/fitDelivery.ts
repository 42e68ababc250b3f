import type { RecordBatch, Schema } from "apache-arrow";
import { fitsToArrow } from "../output/arrow.js";
import { Summary } from "../output/summary.js";
import { counted } from "../output/terminalText.js";
import { encodeBatches, writeBatches } from "../output/write.js";
import { given } from "../problem/given.js";
import type { FitMeta, FitRow } from "../types.js";
import type { FitFlags } from "./fitFlags.js";
import { colorWanted, widthOf, type Io } from "./io.js";
import type { Progress } from "./progress.js";
import { streamText } from "./streamText.js";
import { WithoutFit } from "./withoutFit.js";

/** Rows of windows in the order of their curves, as often as asked for. */
export interface FitTable {
  readonly meta: FitMeta;
  windows(): AsyncIterable<readonly FitRow[]>;
}

/** Curves that are printed beside a file that holds all. */
const CURVES_PRINTED = 200;

/**
 * Writes the fits, a window at a time, to their file and, where that was asked for, to standard output.
 *
 * @returns prints the table for a person, lists the curves without a fit, and tells the exit code
 */
export async function deliverFits(
  table: FitTable,
  flags: FitFlags,
  io: Io,
  progress: Progress,
): Promise<() => 0 | 1> {
  const { output } = flags;
  const survey = await surveyOf(table, flags, io);
  const { longestList } = survey;
  const schema = schemaOf(table);
  if (output === "-")
    await streamText(io.stdout, encodeBatches(batchesOf(table), "csv", { schema, longestList }));
  else if (output !== undefined) {
    const rows = await writeFitTable(table, output, longestList);
    progress.note(`wrote ${counted(rows, "row")} to ${output}`);
  }
  if (flags.json) await streamText(io.stdout, encodeBatches(batchesOf(table), "jsonl", { schema }));
  return () => {
    if (survey.summary !== null) io.stdout.write(survey.summary.text());
    return survey.withoutFit.list(io.stderr);
  };
}

/** Writes fits to a file, in the format of its ending; the number of rows. */
export function writeFitTable(table: FitTable, path: string, longestList?: number): Promise<number> {
  return writeBatches(batchesOf(table), path, given({ schema: schemaOf(table), longestList }));
}

interface Survey {
  /** null: none is to be printed */
  readonly summary: Summary | null;
  readonly withoutFit: WithoutFit;
  readonly longestList: number;
}

async function surveyOf(table: FitTable, flags: FitFlags, io: Io): Promise<Survey> {
  const prints = !flags.json && !flags.quiet && flags.output !== "-";
  const summary = prints ? new Summary(table.meta, summaryOptions(flags, io)) : null;
  const withoutFit = new WithoutFit();
  let longestList = 0;
  for await (const rows of table.windows()) {
    summary?.add(rows);
    withoutFit.add(rows);
    for (const { d } of rows) longestList = Math.max(longestList, d.length);
  }
  return { summary, withoutFit, longestList };
}

function summaryOptions({ sort, output }: FitFlags, io: Io) {
  const common = { sort, color: colorWanted(io), width: widthOf(io.stdout) };
  if (output === undefined) return common;
  return { ...common, limit: CURVES_PRINTED, rest: `bnsl show ${output} lists them` };
}

function schemaOf({ meta }: FitTable): Schema {
  return batchOf({ meta, rows: [] }).schema;
}

async function* batchesOf(table: FitTable): AsyncGenerator<RecordBatch> {
  for await (const rows of table.windows()) yield batchOf({ meta: table.meta, rows });
}

function batchOf({ meta, rows }: { readonly meta: FitMeta; readonly rows: readonly FitRow[] }): RecordBatch {
  return fitsToArrow({ meta, rows }).batches[0];
}
