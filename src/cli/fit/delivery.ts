import type { RecordBatch, Schema } from "apache-arrow";
import { given } from "../../core/given.js";
import { curveId, groupByKey, type Keyed } from "../../core/rows/curveRows.js";
import { hasFit } from "../../core/status.js";
import type { Curve, FitMeta, FitRow } from "../../core/types.js";
import type { CurveStore } from "../../curves/curveStore.js";
import { counted, escapeControls } from "../../formats/terminalText.js";
import { fitsToArrow } from "../../tables/arrow.js";
import { encodeBatches, formatOf, writeBatches } from "../../tables/write.js";
import { CURVES_NAMED, setAsideNotes } from "../../text/curveWords.js";
import { NameWitnesses } from "../../text/labels.js";
import { Summary } from "../../text/summary.js";
import { Examples } from "../../text/totals.js";
import type { FitFlags } from "../commands/fit.js";
import { colorWanted, type Io, type TextStream, widthOf } from "../io.js";
import type { ProgressDisplay } from "../progress.js";

/** Rows of windows in the order of their curves, as often as asked for. */
export interface FitTable {
  readonly meta: FitMeta;
  /** the curves that were fitted */
  readonly store: Pick<CurveStore, "facts" | "curves">;
  /** rows of all windows */
  readonly rowCount: number;
  windows(): AsyncIterable<readonly FitRow[]>;
}

/** Curves that are printed beside a file that holds all. */
const CURVES_PRINTED = 200;

/**
 * Writes the fits, a window at a time, to their file and, where that was asked for, to standard output.
 *
 * @returns prints the table for a person, says which rows were set aside, lists the curves without a fit, and tells the exit code
 */
export async function deliverFits(
  table: FitTable,
  flags: FitFlags,
  io: Io,
  progress: ProgressDisplay,
): Promise<() => 0 | 1> {
  const { output } = flags;
  const survey = new Survey(table.meta, flags, io);
  // CSV has columns for each break, so it is begun when all rows have been seen; files of other formats take one pass
  const seenFirst = output === undefined || formatOf(output) === "csv";
  if (seenFirst) for await (const rows of survey.through(table.windows())) void rows;
  const first: FitTable = seenFirst ? table : { ...table, windows: () => survey.through(table.windows()) };
  const lists = { schema: schemaOf(table), ...(seenFirst ? { longestList: survey.longestList } : {}) };
  if (output === "-") await streamText(io.stdout, encodeBatches(batchesOf(table), "csv", lists));
  else if (output !== undefined) {
    const told = { ...first, windows: () => tellWriting(first, progress) };
    const rows = await writeFitTable(told, output, lists.longestList);
    progress.note(`wrote ${counted(rows, "row")} to ${output}`);
  }
  if (flags.json) await streamText(io.stdout, encodeBatches(batchesOf(table), "jsonl", lists));
  const notes = await survey.setAside.notes(table.store);
  return () => {
    if (survey.summary !== null) io.stdout.write(survey.summary.text());
    for (const line of notes) progress.note(line);
    return survey.withoutFit.list(io.stderr);
  };
}

/** Writes fits to a file, in the format of its ending; the number of rows. */
export function writeFitTable(table: FitTable, path: string, longestList?: number): Promise<number> {
  return writeBatches(batchesOf(table), path, given({ schema: schemaOf(table), longestList }));
}

/** What is told of all rows, gathered as they pass. */
class Survey {
  /** null: none is to be printed */
  readonly summary: Summary | null;
  readonly withoutFit = new WithoutFit();
  readonly setAside = new RowsSetAside();
  longestList = 0;

  constructor(meta: FitMeta, flags: FitFlags, io: Io) {
    const prints = !flags.json && !flags.quiet && flags.output !== "-";
    this.summary = prints ? new Summary(meta, summaryOptions(flags, io)) : null;
  }

  async *through(windows: AsyncIterable<readonly FitRow[]>): AsyncGenerator<readonly FitRow[]> {
    for await (const rows of windows) {
      this.summary?.add(rows);
      this.withoutFit.add(rows);
      this.setAside.add(rows);
      for (const { d } of rows) this.longestList = Math.max(this.longestList, d.length);
      yield rows;
    }
  }
}

/** Windows as they are written, told as a part of the run of its own. */
async function* tellWriting(table: FitTable, progress: ProgressDisplay): AsyncGenerator<readonly FitRow[]> {
  progress.begin([]);
  let done = 0;
  for await (const rows of table.windows()) {
    yield rows;
    done += rows.length;
    progress.update({ done, total: table.rowCount, fits: done, unit: "rows", label: "writing" });
  }
}

function summaryOptions({ sort, output }: FitFlags, io: Io) {
  const common = { sort, color: colorWanted(io), width: widthOf(io.stdout) };
  return output === undefined ? { ...common, file: null } : { ...common, file: output, limit: CURVES_PRINTED };
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

/** Writes text in pieces, each once the stream has taken the one before, until nobody reads any more. */
export async function streamText(stream: TextStream, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const decoder = new TextDecoder();
  const closed = new Promise<"closed">((resolve) => stream.once?.("close", () => resolve("closed")));
  for await (const chunk of chunks) {
    const taken = stream.write(decoder.decode(chunk, { stream: true }));
    if (taken !== false || stream.once === undefined) continue;
    const next = await Promise.race([drained(stream), closed]);
    if (next === "closed") return;
  }
}

function drained(stream: TextStream): Promise<void> {
  return new Promise((resolve) => stream.once?.("drain", resolve));
}

/** The curves of a table of which rows were set aside, gathered from rows as they come. */
class RowsSetAside {
  private readonly curves = new Examples<FitRow>(CURVES_NAMED);

  /** @param rows of whole curves */
  add(rows: readonly FitRow[]): void {
    if (rows.every(({ setAside }) => setAside.length === 0)) return;
    for (const curve of groupByKey(rows)) {
      const row = curve.find(({ setAside }) => setAside.length > 0);
      if (row) this.curves.add(row);
    }
  }

  /** Names them, a line a curve. */
  async notes(store: FitTable["store"]): Promise<string[]> {
    const { first, count } = this.curves;
    if (count === 0) return [];
    const waiting = new Map(first.map((row) => [curveId(row.key), row]));
    const found: { row: FitRow; curve: Curve }[] = [];
    for await (const curve of store.curves()) {
      const row = waiting.get(curveId(curve.key));
      if (row && found.push({ row, curve }) === waiting.size) break;
    }
    return setAsideNotes(found, count, store.facts);
  }
}

/** Names told before the rest is counted. */
const NAMES_TOLD = 1000;

/** The curves of a table that have no fit at any number of breaks, gathered from rows as they come. */
class WithoutFit {
  private readonly curves = new Examples<Keyed>(NAMES_TOLD);
  private readonly names = new NameWitnesses();

  /** @param rows of whole curves */
  add(rows: readonly FitRow[]): void {
    for (const curve of groupByKey(rows)) {
      this.names.add(curve[0]);
      if (!curve.some((row) => hasFit(row.status))) this.curves.add({ key: curve[0].key });
    }
  }

  /** Names them; the exit code. */
  list(stream: TextStream): 0 | 1 {
    const { first, count } = this.curves;
    if (count === 0) return 0;
    stream.write(`no fit at any number of breaks for ${counted(count, "curve")}:\n`);
    const nameOf = this.names.namer();
    for (const curve of first) stream.write(`  ${escapeControls(nameOf(curve))}\n`);
    if (count > first.length) stream.write(`  … and ${count - first.length} more\n`);
    return 1;
  }
}
