import type { Vector } from "apache-arrow";
import { InputError } from "../core/errors.js";
import { recordBatch } from "./batch.js";
import { CsvFeed } from "./csvFeed.js";
import { MOST_FIELDS } from "./csvSplitter.js";
import { utf8Only } from "./csvText.js";
import type { RawBatch } from "./source.js";
import { TextColumn } from "./textColumn.js";

/** columns are guessed from the first batch; later ones are smaller, so that less is held */
const rowsOfFirst = 65_536;
const rowsPerBatch = 16_384;
/** long words, or very many columns, would make such a batch huge */
const bytesPerBatch = 1 << 26;
/** where a cell ends in its column */
const BYTES_OF_OFFSET = 4;

/**
 * The record batches of CSV text in UTF-8: every column a string as written. The first line names the columns; fields
 * are separated by commas, or by tabs or semicolons where the header has no comma. Blank lines are passed over.
 * @throws InputError naming the line of a row with too few or too many fields or with broken quotes
 */
export async function* readCsv(name: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<RawBatch> {
  const records = new CsvRecords(name);
  const feed = new CsvFeed(records);
  try {
    for await (const chunk of utf8Only(name, chunks)) {
      await feed.take(chunk);
      if (records.fillsBatch) yield records.takeBatch();
    }
    await feed.finish();
  } catch (error) {
    // what stands before the broken line may be bad too, and is looked at first
    if (records.count > 0) yield records.takeBatch();
    throw error;
  }
  if (!records.hasHeader)
    throw new InputError(`${name}: the file is empty; give a table whose first line names its columns`);
  if (records.count > 0) yield records.takeBatch();
}

/** The records since the last batch, each with the line on which it begins. */
class CsvRecords {
  #header: readonly string[] | undefined;
  #columns: readonly TextColumn[] = [];
  #lines: number[] = [];
  #nextLine = 1;
  #batches = 0;
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });

  constructor(readonly name: string) {}

  get hasHeader(): boolean {
    return this.#header !== undefined;
  }

  get count(): number {
    return this.#lines.length;
  }

  /** whether there is enough for a batch */
  get fillsBatch(): boolean {
    if (this.count >= (this.#batches === 0 ? rowsOfFirst : rowsPerBatch)) return true;
    const cells = this.count * this.#columns.length;
    const bytes = this.#columns.reduce((sum, column) => sum + column.byteLength, BYTES_OF_OFFSET * cells);
    return this.count > 0 && bytes >= bytesPerBatch;
  }

  /** the line on which the next record begins */
  get nextLine(): number {
    return this.#nextLine;
  }

  /** Takes a line as it is cut into fields, none of which has a line end within. */
  addFields(bytes: Uint8Array, starts: readonly number[], fields: number): void {
    if (fields !== this.#header?.length || fields === 1) {
      const cells = Array.from({ length: fields }, (_, j) => bytes.subarray(starts[j], starts[j + 1] - 1));
      return this.add(cells.map((cell) => this.#decoder.decode(cell)));
    }
    for (let j = 0; j < fields; j++) this.#columns[j].addBytes(bytes, starts[j], starts[j + 1] - 1);
    this.#lines.push(this.#nextLine++);
  }

  add(record: readonly string[]): void {
    const line = this.#nextLine;
    this.#nextLine += 1 + newlinesWithin(record);
    if (record.length === 1 && record[0].trim() === "") return;
    if (this.#header === undefined) return this.#open(record, line);
    if (record.length !== this.#header.length) {
      const fields = record.length === 1 ? "1 field" : `${record.length} fields`;
      const counts = `${fields}, but the header has ${this.#header.length}`;
      throw new InputError(`${this.name}, line ${line}: ${counts}; mend the line, or quote fields that hold commas`);
    }
    for (let j = 0; j < record.length; j++) this.#columns[j].addText(record[j]);
    this.#lines.push(line);
  }

  refuseFields(line = this.#nextLine): never {
    throw new InputError(
      `${this.name}, line ${line}: more than ${MOST_FIELDS} fields; give a table with a row for each point of a ` +
        "curve, and leave out columns that are not needed",
    );
  }

  takeBatch(): RawBatch {
    const names = this.#header ?? [];
    const lines = this.#lines;
    const columns = names.map((column, j): [string, Vector] => [column, this.#columns[j].take()]);
    const batch = recordBatch(columns, lines.length);
    this.#lines = [];
    this.#batches++;
    return { batch, untyped: true, row: (i) => `line ${lines[i]}` };
  }

  #open(record: readonly string[], line: number): void {
    if (record.every((cell) => cell.trim() !== "" && Number.isFinite(Number(cell)))) {
      const hint = "write a first line that names the columns";
      throw new InputError(`${this.name}: the first line holds numbers, not column names; ${hint}`);
    }
    if (record.length > MOST_FIELDS) this.refuseFields(line);
    this.#header = record.map((cell) => cell.trim());
    this.#columns = record.map(() => new TextColumn());
  }
}

function newlinesWithin(record: readonly string[]): number {
  let count = 0;
  for (const cell of record) if (/[\r\n]/.test(cell)) count += cell.match(/\r\n|\r|\n/g)?.length ?? 0;
  return count;
}
