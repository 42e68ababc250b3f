import type { Vector } from "apache-arrow";
import { InputError } from "../errors.js";
import { recordBatch } from "./batch.js";
import { CsvParser } from "./csvParser.js";
import { delimiterOf, joined, utf8Only } from "./csvText.js";
import type { RawBatch } from "./source.js";
import { utf8Vector } from "./utf8.js";

const rowsPerBatch = 65_536;

/**
 * The record batches of CSV text in UTF-8: every column a string as written. The first line names the columns; fields
 * are separated by commas, or by tabs or semicolons where the header has no comma. Blank lines are passed over.
 * @throws InputError naming the line of a row with too few or too many fields or with broken quotes
 */
export async function* readCsv(name: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<RawBatch> {
  const records = new CsvRecords(name);
  try {
    for await (const waiting of parsed(utf8Only(name, chunks), records)) {
      if (waiting >= rowsPerBatch) yield records.takeBatch();
    }
  } catch (error) {
    // what stands before the broken line may be bad too, and is looked at first
    if (records.count > 0) yield records.takeBatch();
    throw error;
  }
  if (!records.hasHeader)
    throw new InputError(`${name}: the file is empty; give a table whose first line names its columns`);
  if (records.count > 0) yield records.takeBatch();
}

/** Parses chunk by chunk into the records, and tells after each how many wait there. */
async function* parsed(chunks: AsyncIterable<Uint8Array>, records: CsvRecords): AsyncGenerator<number> {
  let parser: CsvParser | undefined;
  let start: Uint8Array = new Uint8Array(0);
  for await (const chunk of chunks) {
    if (parser !== undefined) {
      await parser.parse(chunk);
    } else {
      start = joined(start, chunk);
      const delimiter = delimiterOf(start);
      if (delimiter === undefined) continue;
      parser = new CsvParser(delimiter, records);
      await parser.parse(start);
    }
    yield records.count;
  }
  // without a line end so far, what came is a header and no row
  if (parser === undefined) {
    parser = new CsvParser(",", records);
    await parser.parse(start);
  }
  await parser.finish();
}

/** The records since the last batch, each with the line on which it begins. */
class CsvRecords {
  #header: readonly string[] | undefined;
  #columns: string[][] = [];
  #lines: number[] = [];
  #nextLine = 1;

  constructor(readonly name: string) {}

  get hasHeader(): boolean {
    return this.#header !== undefined;
  }

  get count(): number {
    return this.#lines.length;
  }

  /** the line on which the next record begins */
  get nextLine(): number {
    return this.#nextLine;
  }

  add(record: readonly string[]): void {
    const line = this.#nextLine;
    this.#nextLine += 1 + newlinesWithin(record);
    if (record.length === 1 && record[0].trim() === "") return;
    if (this.#header === undefined) return this.#open(record);
    if (record.length !== this.#header.length) {
      const fields = record.length === 1 ? "1 field" : `${record.length} fields`;
      const counts = `${fields}, but the header has ${this.#header.length}`;
      throw new InputError(
        `${this.name}, line ${line}: ${counts}; mend the line, or quote fields that hold commas`,
      );
    }
    for (let j = 0; j < record.length; j++) this.#columns[j].push(record[j]);
    this.#lines.push(line);
  }

  takeBatch(): RawBatch {
    const names = this.#header ?? [];
    const lines = this.#lines;
    const columns = names.map((column, j): [string, Vector] => [column, utf8Vector(this.#columns[j])]);
    const batch = recordBatch(columns, lines.length);
    this.#columns = names.map(() => []);
    this.#lines = [];
    return { batch, untyped: true, row: (i) => `line ${lines[i]}` };
  }

  #open(record: readonly string[]): void {
    if (record.every((cell) => cell.trim() !== "" && Number.isFinite(Number(cell)))) {
      const hint = "write a first line that names the columns";
      throw new InputError(`${this.name}: the first line holds numbers, not column names; ${hint}`);
    }
    this.#header = record.map((cell) => cell.trim());
    this.#columns = record.map(() => []);
  }
}

function newlinesWithin(record: readonly string[]): number {
  let count = 0;
  for (const cell of record) if (/[\r\n]/.test(cell)) count += cell.match(/\r\n|\r|\n/g)?.length ?? 0;
  return count;
}
