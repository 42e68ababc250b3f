import { InputError } from "../core/errors.js";
import { type Cell, SparseColumns } from "./batch.js";
import { MOST_FIELDS } from "./csvParser.js";
import { JSON_EXAMPLE, JsonValues, SHOWN } from "./jsonValues.js";
import type { RawBatch } from "./source.js";
import { excerpt } from "./terminalText.js";

/**
 * The record batches of JSON: an object a line (JSON lines), a list of objects, or one object that holds the rows, as the log of
 * Hugging Face's Trainer does. Columns are the keys of the first rows, nested ones by their path (`train.loss`); what a row does
 * not have is null.
 *
 * @throws InputError naming the line or row that is no object, is cut short or is longer than 4 MiB
 */
export async function* readJson(name: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<RawBatch> {
  const rows = new JsonRows(name);
  const values = new JsonValues(name, rows);
  try {
    for await (const chunk of chunks) {
      for (let at = 0; at < chunk.length; at += PIECE) {
        values.take(chunk.subarray(at, at + PIECE));
        yield* rows.takeFull();
      }
    }
    let at = 0;
    for (const row of rowsOf(values.finish(), name)) {
      rows.add(row, "row", ++at);
      yield* rows.takeFull();
    }
  } catch (error) {
    // what stands before the broken line may be bad too, and is looked at first
    yield* rows.takeAll();
    throw error;
  }
  yield* rows.takeAll();
}

/** Bytes that are looked at before a batch may be handed on. */
const PIECE = 1 << 18;

type JsonObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The rows that the only value of a file holds: those of a list in it, or of its lists of values, as pandas writes a table in
 * three ways; where there are none of these it is the one row itself.
 * @throws InputError where there are several lists of rows
 */
function* rowsOf(value: unknown, name: string): Generator<unknown> {
  if (value === undefined) return;
  if (!isObject(value)) {
    yield value;
    return;
  }
  const lists = Object.keys(value).filter((key) => isRows(value[key]));
  if (lists.length > 1) {
    const all = lists.join(" and ");
    throw new InputError(`${name}: ${all} are lists of rows; save one of them as a file, with ${JSON_EXAMPLE}`);
  }
  const { columns, data } = value;
  const named = Object.entries(value);
  if (lists.length === 1) yield* value[lists[0]] as readonly JsonObject[];
  else if (Array.isArray(columns) && isLists(data)) yield* splitRows(columns, data);
  else if (named.length > 1 && areColumns(named.map(([, cells]) => cells))) yield* columnRows(named as Column[]);
  else yield value;
}

type Column = readonly [name: string, cells: JsonObject];

function isRows(value: unknown): value is readonly JsonObject[] {
  return Array.isArray(value) && value.length > 0 && value.every(isObject);
}

function isLists(value: unknown): value is readonly (readonly unknown[])[] {
  return Array.isArray(value) && value.length > 0 && value.every(Array.isArray);
}

/** As pandas' orient="split" has it. */
function* splitRows(columns: readonly unknown[], data: readonly (readonly unknown[])[]): Generator<JsonObject> {
  for (const cells of data) yield Object.fromEntries(columns.map((column, j) => [String(column), cells[j]]));
}

/** Whether all are lists of one length, or objects of the same keys, and none is a list of lists. */
function areColumns(columns: readonly unknown[]): boolean {
  const [first] = columns;
  if (Array.isArray(first)) {
    return columns.every((cells) => Array.isArray(cells) && cells.length === first.length && !cells.some(isNested));
  }
  if (!isObject(first)) return false;
  const rows = Object.keys(first);
  const isAlike = (cells: unknown): boolean =>
    isObject(cells) &&
    Object.keys(cells).length === rows.length &&
    rows.every((row) => Object.hasOwn(cells, row) && !isNested(cells[row]));
  return rows.length > 1 && columns.every(isAlike);
}

function isNested(cell: unknown): boolean {
  return typeof cell === "object" && cell !== null;
}

/** Objects name their rows, as the index of pandas. */
function* columnRows(columns: readonly Column[]): Generator<JsonObject> {
  const [[, first]] = columns;
  const isNamed = !Array.isArray(first) && columns.every(([name]) => name !== "index");
  for (const row in first) {
    const cells = columns.map(([name, cells]): [string, unknown] => [name, cells[row]]);
    yield Object.fromEntries(isNamed ? [["index", row], ...cells] : cells);
  }
}

/** What TensorBoard calls the three numbers of each of its rows, when it writes them as CSV. */
const TENSORBOARD = ["Wall time", "Step", "Value"];
/** Objects within objects within … */
const DEEPEST = 24;
/** Names that a note lists. */
const MOST_NAMES = 8;
/** As text, where a writer of JSON has no numbers for them. */
const notFinite: ReadonlyMap<Cell, number> = new Map([NaN, Infinity, -Infinity].map((value) => [String(value), value]));

/** Rows since the last batch, each with its line or row. */
class JsonRows {
  readonly #columns = new SparseColumns();
  #unit: RawBatch["unit"] = "line";
  #places: number[] = [];
  #full: RawBatch[] = [];
  #place = 0;
  /** keys of lists, and of rows behind the first batch that came with a new one, each with its first row */
  readonly #lists = new Map<string, number>();
  readonly #late = new Map<string, number>();

  constructor(private readonly name: string) {}

  /** The batches that are full, but for the newest: the last of all carries the notes. */
  takeFull(): RawBatch[] {
    return this.#full.splice(0, this.#full.length - 1);
  }

  /** All batches and the rows behind them. */
  takeAll(): RawBatch[] {
    if (this.#places.length > 0) this.#full.push(this.#batch());
    const notes = [
      ...noteOf("lists of values are not read", this.#lists, this.#unit),
      ...noteOf("keys that the first rows do not have are not read", this.#late, this.#unit),
    ];
    return this.#full.splice(0).map((batch, i, all) => (i < all.length - 1 ? batch : { ...batch, notes }));
  }

  /** @throws InputError for what is no object, is nested too deep, or has too many keys */
  add(value: unknown, unit: RawBatch["unit"], at: number): void {
    this.#unit = unit;
    this.#place = at;
    const row = isTensorBoard(value) ? Object.fromEntries(TENSORBOARD.map((key, i) => [key, value[i]])) : value;
    if (!isObject(row)) {
      const what = Array.isArray(row) ? "a list" : excerpt(JSON.stringify(row), SHOWN);
      throw this.#error(`${what} is no object; write ${JSON_EXAMPLE}`);
    }
    this.#flatten(row, "", 1);
    // a row without a value that is read is no row
    if (!this.#columns.closeRow()) return;
    this.#places.push(at);
    if (this.#columns.fillBatch) this.#full.push(this.#batch());
  }

  #batch(): RawBatch {
    const places = this.#places;
    this.#places = [];
    const batch = this.#columns.takeBatch();
    const everywhere = this.#columns.everywhere();
    return { batch, untyped: true, sparse: true, everywhere, unit: this.#unit, at: (i) => places[i] };
  }

  #flatten(object: JsonObject, path: string, depth: number): void {
    if (depth > DEEPEST) throw this.#error(`objects are nested more than ${DEEPEST} deep; write ${JSON_EXAMPLE}`);
    for (const key in object) {
      const value = object[key];
      const name = path === "" ? key : `${path}.${key}`;
      if (value === null || value === undefined) this.#columns.addNull(name);
      else if (Array.isArray(value) || isMedia(value)) keepFirst(this.#lists, name, this.#place);
      else if (typeof value === "object") this.#flatten(value as JsonObject, name, depth + 1);
      else this.#cell(name, value as Cell);
    }
  }

  #cell(name: string, value: Cell): void {
    const taken = this.#columns.add(name, notFinite.get(value) ?? value);
    if (taken === "late") keepFirst(this.#late, name, this.#place);
    if (taken === "twice") throw this.#error(`key ${name} comes twice; rename one`);
    if (this.#columns.width > MOST_FIELDS) {
      throw this.#error(`more than ${MOST_FIELDS} keys; leave out those that are not needed`);
    }
  }

  #error(text: string): InputError {
    return new InputError(`${this.name}, ${this.#unit} ${this.#place}: ${text}`);
  }
}

/** A time in seconds since 1970, of this century, and a count. */
function isTensorBoard(value: unknown): value is readonly number[] {
  if (!Array.isArray(value) || value.length !== TENSORBOARD.length) return false;
  const [time, step] = value as readonly unknown[];
  return typeof time === "number" && time > 1e9 && time < 1e10 && Number.isInteger(step);
}

/** What Weights & Biases puts into its rows for a histogram, a picture, a table. */
function isMedia(value: unknown): boolean {
  return isObject(value) && typeof value._type === "string";
}

/** Names that are kept for notes, so that they take no memory. */
const MOST_KEPT = 1000;

function keepFirst(names: Map<string, number>, name: string, at: number): void {
  if (names.size < MOST_KEPT && !names.has(name)) names.set(name, at);
}

function noteOf(what: string, names: ReadonlyMap<string, number>, unit: RawBatch["unit"]): string[] {
  if (names.size === 0) return [];
  const [first] = names.values();
  const more = names.size > MOST_NAMES ? ` and ${names.size - MOST_NAMES} more` : "";
  return [`${what}: ${[...names.keys()].slice(0, MOST_NAMES).join(", ")}${more} (first in ${unit} ${first})`];
}
