import type { RecordBatch } from "apache-arrow";
import { Command } from "commander";
import { toRecordBatches } from "../../curves/convert.js";
import { readBatches } from "../../formats/format.js";
import type { CurveSource } from "../../formats/source.js";
import { counted } from "../../formats/terminalText.js";
import { openSource } from "../../node/files.js";
import { isResult } from "../../tables/tableKind.js";
import { writeBatches } from "../../tables/write.js";
import { columnFlags, columnRequest, type ColumnFlags } from "../columnFlags.js";
import { checkDestination } from "../destination.js";
import type { Finish, Io } from "../io.js";
import { checkStreams } from "../standardStreams.js";

interface ConvertFlags extends ColumnFlags {
  readonly output: string;
  readonly quiet?: true;
}

const help = `
The table keeps its key columns as text, x and y (weight or sigma, train) as numbers; the columns are guessed as in bnsl fit.
A result of bnsl (Arrow or Parquet) is written with all of its columns.

Examples:
  $ bnsl convert curves.csv -o curves.arrow
  $ bnsl convert fits.arrow -o fits.csv`;

/** `bnsl convert`: a table of curves from one format to another, several into one. */
export function convertCommand(io: Io, finish: Finish): Command {
  const convert = new Command("convert")
    .description("Converts tables of curves between CSV, Arrow and Parquet, several into one; results too.")
    .argument("<files...>", "CSV, Arrow or Parquet; - is standard input")
    .requiredOption("-o, --output <file>", "where to write: .arrow .arrows .csv .parquet .jsonl, or - for CSV")
    .option("--quiet", "no notes")
    .addHelpText("after", help)
    .action(async (files: string[], flags: ConvertFlags) => {
      await convertTable(files, flags, io);
      finish(0);
    });
  for (const option of columnFlags()) convert.addOption(option);
  return convert;
}

async function convertTable(files: readonly string[], flags: ConvertFlags, io: Io): Promise<void> {
  checkStreams({ inputs: files });
  checkDestination(flags.output, files);
  const note = (line: string): void => void (flags.quiet ?? io.stderr.write(`${line}\n`));
  const sources = files.map((file) => openSource(file));
  const result = files.length === 1 && files[0] !== "-" && (await holdsResult(sources[0]));
  const batches = result ? asTheyStand(sources[0]) : toRecordBatches(sources, columnRequest(flags), note);
  const rows = await writeBatches(batches, flags.output);
  if (flags.output !== "-") note(`wrote ${counted(rows, "row")} to ${flags.output}`);
}

async function holdsResult(source: CurveSource): Promise<boolean> {
  for await (const { batch } of readBatches(source)) return isResult(batch.schema.metadata);
  return false;
}

async function* asTheyStand(source: CurveSource): AsyncGenerator<RecordBatch> {
  for await (const { batch } of readBatches(source)) yield batch;
}
