import { InputError } from "../core/errors.js";
import { isPrecision, precisionOf, weightlessFault, weightlessReason } from "../core/problem/weights.js";
import type { Objective, WeightKind } from "../core/types.js";
import { columnOf } from "../formats/batch.js";
import { isMissing, type NumberCells, numberCells, parseNumber, textCells } from "../formats/cells.js";
import { type RawBatch, rowWords } from "../formats/source.js";
import { type BadRows, type Fault, Faults, NONE, numberFault, trainFault } from "./badRows.js";
import { type Columns, weightColumn, type WideColumn } from "./columnMeaning.js";
import { coreName, plainName } from "./names.js";

/** Rows of which every value has been looked at. Arrays have one entry per row. */
export interface CheckedRows {
  readonly length: number;
  /** the values of each key column */
  readonly key: readonly (readonly string[])[];
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** the column of weights or of standard deviations, as `weightColumn` tells; null where there is neither */
  readonly weight: Float64Array | null;
  /** 1: training, 0: test */
  readonly train: Uint8Array | null;
  /** the word for the run that each row is of; null: runs are not told apart */
  readonly run: readonly string[] | null;
  /** the line or row of its source that each row is, from 1 */
  readonly at: (i: number) => number;
  /** 1: a value of this row cannot be used; only its key is worth reading */
  readonly bad: Uint8Array;
  /** the same rows by reason */
  readonly badRows: BadRows;
}

/**
 * Reads and checks the rows of one batch.
 * @param file what the source is called where the file is a key
 * @param yAbove y has to be above this: 0 for the log objective, −1 for log1p, null for linear
 * @param yColumn the column of y whose rows these are
 * @param weighs whether weights of that objective will be made of standard deviations, so that they have to be finite
 * @throws InputError for a column of a type without a reading, and for a missing key
 */
export function checkRows(
  source: string,
  raw: RawBatch,
  columns: Columns,
  yAbove: number | null,
  file = source,
  weighs = true,
  yColumn: WideColumn = { name: columns.y, curve: "" },
): CheckedRows {
  const yCells = readNumbers(source, raw, yColumn.name);
  const maySkip = columns.wide !== null || columns.isLog || isSparse(raw, yColumn.name);
  const faults = new Faults(source, raw, maySkip ? unmeasured(yCells, raw.batch.numRows) : null);
  const same = (word: string) => new Array<string>(raw.batch.numRows).fill(word);
  const key = columns.key.map((name) => {
    if (name === columns.fileKey) return same(file);
    return name === columns.wide?.key
      ? same(yColumn.curve)
      : keyCells(source, raw, name, columns.keyIsGuessed, faults.bad);
  });
  const x = checkNumbers(xCells(source, raw, columns), columns.x, limitOfX(columns.x, columns.xOffset), faults);
  const y = checkNumbers(yCells, yColumn.name, limitOfY(yAbove), faults);
  const weighing = weightColumn(columns);
  const isSigma = weighing !== null && weighing.kind !== "weight";
  const cells = weighing && readNumbers(source, raw, weighing.name);
  const weight = cells && checkNumbers(cells, weighing.name, isSigma ? SIGMA : WEIGHT, faults);
  if (isSigma && weighs) checkPrecisions(cells!, y, weighing, objectiveOf(yAbove), faults);
  const train = columns.train === null ? null : checkTrain(readText(source, raw, columns.train), columns.train, faults);
  const run =
    columns.cluster === null ? null : checkRuns(readText(source, raw, columns.cluster), columns.cluster, faults);
  const { bad, badRows } = faults;
  const at = (i: number) => raw.at(i);
  const rows = { length: raw.batch.numRows, key, x, y, weight, train, run, at, bad, badRows };
  return maySkip ? measured(rows) : rows;
}

/** Whether some rows tell nothing of y, as in a log. */
function isSparse({ sparse, everywhere }: RawBatch, y: string): boolean {
  return sparse === true && everywhere?.has(y) !== true;
}

/** Rows in which the metric is empty, where they are no rows of that curve. */
function unmeasured(cells: NumberCells, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) =>
    Number.isNaN(cells.values[i]) && isMissing(cells.written(i)) ? NONE : 0,
  );
}

/** The rows without those that are none. */
function measured(rows: CheckedRows): CheckedRows {
  const kept = Array.from(rows.bad.keys()).filter((i) => rows.bad[i] !== NONE);
  if (kept.length === rows.length) return rows;
  const numbers = (all: Float64Array) => Float64Array.from(kept, (i) => all[i]);
  return {
    length: kept.length,
    key: rows.key.map((cells) => kept.map((i) => cells[i])),
    x: numbers(rows.x),
    y: numbers(rows.y),
    weight: rows.weight && numbers(rows.weight),
    train: rows.train && Uint8Array.from(kept, (i) => rows.train![i]),
    run: rows.run && kept.map((i) => rows.run![i]),
    at: (i) => rows.at(kept[i]),
    bad: Uint8Array.from(kept, (i) => rows.bad[i]),
    badRows: rows.badRows,
  };
}

/** x with what is added to it. */
function xCells(source: string, raw: RawBatch, { x, xOffset }: Columns): NumberCells {
  const cells = readNumbers(source, raw, x);
  return xOffset === 0 ? cells : { ...cells, values: cells.values.map((value) => value + xOffset) };
}

function checkNumbers(cells: NumberCells, name: string, limit: Limit, faults: Faults): Float64Array {
  const { values } = cells;
  let notAbove: Fault | undefined;
  // not in the loop: a closure that names its variable costs an allocation for each of all rows
  const faultOf = (value: number) => (text: string) =>
    numberFault(text, value) ?? (notAbove ??= belowFault(limit, values));
  for (let i = 0; i < values.length; i++) {
    if (values[i] > limit.above && values[i] < Infinity) continue;
    faults.mark(i, name, cells.written(i), faultOf(values[i]), values[i]);
  }
  return values;
}

function belowFault({ above, need, keep }: Limit, values: Float64Array): Fault {
  return { what: `is not above ${above}, ${need}`, keep: keep?.(values) };
}

function objectiveOf(yAbove: number | null): Objective {
  if (yAbove === null) return "linear";
  return yAbove === -1 ? "log1p" : "log";
}

/** Rows whose standard deviation gives them no finite weight above 0 are bad. */
function checkPrecisions(
  cells: NumberCells,
  y: Float64Array,
  { name, kind }: { name: string; kind: WeightKind },
  objective: Objective,
  faults: Faults,
): void {
  const { values } = cells;
  const of = kind === "sigma" ? "y" : "ln y";
  for (let i = 0; i < values.length; i++) {
    if (faults.bad[i] === 1 || isPrecision(precisionOf(values[i], y[i], of, objective))) continue;
    faults.mark(i, name, cells.written(i), () => ({
      what: weightlessReason(y[i], of, objective),
      example: weightlessFault(y[i], of, objective),
    }));
  }
}

const trainWords = new Map([
  ...["train", "training", "true", "fit"].map((word): [string, number] => [word, 1]),
  ...["test", "testing", "false", "extrapolate", "val", "valid", "validation", "dev", "eval", "evaluation"].map(
    (word): [string, number] => [word, 0],
  ),
  ...["holdout", "hold-out", "held-out", "heldout", "held out"].map((word): [string, number] => [word, 0]),
]);

function checkTrain(cells: readonly (string | null)[], name: string, faults: Faults): Uint8Array {
  const flags = new Map<string | null, number | undefined>();
  return Uint8Array.from(cells, (cell, i) => {
    if (!flags.has(cell)) flags.set(cell, trainFlag(cell ?? ""));
    const flag = flags.get(cell);
    if (flag === undefined) faults.mark(i, name, cell, trainFault);
    return flag ?? 0;
  });
}

function checkRuns(cells: readonly (string | null)[], name: string, faults: Faults): string[] {
  return cells.map((cell, i) => {
    if (isMissing(cell)) faults.mark(i, name, cell, () => ({ what: "names no run" }));
    return cell ?? "";
  });
}

/** 1: fitted, 0: held out; undefined for another word. */
export function trainFlag(text: string): number | undefined {
  const word = trainWords.get(text.trim().toLowerCase());
  if (word !== undefined) return word;
  return [0, 1].find((flag) => flag === parseNumber(text));
}

function readNumbers(source: string, raw: RawBatch, name: string): NumberCells {
  return numberCells(columnOf(raw.batch, name)!) ?? unreadable(source, raw, name, "numbers");
}

function readText(source: string, raw: RawBatch, name: string): (string | null)[] {
  return textCells(columnOf(raw.batch, name)!) ?? unreadable(source, raw, name, "text");
}

/** A guessed key column with an empty cell, which the first rows did not have: the table is to be read without it. */
export class BlankKey extends InputError {
  constructor(
    readonly column: string,
    where: string,
  ) {
    super(
      `${where}: empty, so that ${column} (guessed) does not tell the curve; fill it, or name the columns that tell curves ` +
        `apart with --curve ("": all rows are one curve)`,
    );
  }
}

/** @param none marks what is no row, which needs no key */
function keyCells(source: string, raw: RawBatch, name: string, isGuessed: boolean, none: Uint8Array): string[] {
  const cells = readText(source, raw, name);
  // most columns have no empty cell, which is seen at once
  if (!cells.includes(null) && !(isGuessed && cells.includes(""))) return cells as string[];
  const isEmpty = (cell: string | null, i: number) => (cell === null || (isGuessed && cell === "")) && none[i] !== NONE;
  const empty = cells.findIndex(isEmpty);
  if (empty < 0) return cells as string[];
  const where = `${source}, ${rowWords(raw, empty)}, column ${name}`;
  if (isGuessed) throw new BlankKey(name, where);
  throw new InputError(`${where}: null in a key column, so the row belongs to no curve; fill it or take the row out`);
}

function unreadable(source: string, raw: RawBatch, name: string, as: string): never {
  const type = String(columnOf(raw.batch, name)!.type);
  throw new InputError(`${source}, column ${name}: ${type} is not read as ${as}; cast the column first`);
}

/** What a column's numbers have to be above, what needs that, and what would let those that are not be used. */
interface Limit {
  readonly above: number;
  readonly need: string;
  /** @param values of the column; gives advice for the least of those that are not above */
  readonly keep?: (values: Float64Array) => Fault["keep"];
}

const WEIGHT: Limit = { above: 0, need: "as a weight has to be" };
const SIGMA: Limit = { above: 0, need: "as a standard deviation has to be" };

/** x is positive; a count that begins with 0 can begin with 1 as well. */
function limitOfX(name: string, offset: number): Limit {
  return {
    above: 0,
    need: "and x is taken in logarithms",
    keep: (values) => {
      const counted = countsFromZero(name, values);
      return (least) => {
        if (offset !== 0 || least !== 0) return undefined;
        if (counted) return { advice: addOne(name), flags: "--x-offset 1" };
        // a row before the first of many steps, where 1 more is nothing
        return isCounter(name) ? { flags: "--bad-rows skip" } : undefined;
      };
    },
  };
}

/** @param yAbove 0 for the log objective, −1 for log1p, null for linear */
function limitOfY(yAbove: number | null): Limit {
  if (yAbove === null) return { above: -Infinity, need: "" };
  const objective = yAbove === -1 ? "log1p" : "log";
  return {
    above: yAbove,
    need: `which the ${objective} objective needs`,
    keep: () => (least) => ({
      advice: `use --objective ${yAbove === 0 && least >= 0 ? "log1p or " : ""}linear (bnsl fit)`,
    }),
  };
}

/** The first value above 0 of a count that was not written at every step. */
const FIRST_STEPS = 10;
const counters =
  /(^|_)(epochs?|steps?|timesteps?|iter|iters|iterations?|rounds?|generations?|trials?|episodes?|index)$/;

/** Whether values are 0, 1, 2 and so on; those of a name that counts may leave some out. */
function countsFromZero(name: string, values: Float64Array): boolean {
  let first = Infinity;
  let two = false;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    if (value < 0 || !Number.isInteger(value)) return false;
    if (value > 0) first = Math.min(first, value);
    two ||= value === 2;
  }
  return (first === 1 && two) || (first <= FIRST_STEPS && isCounter(name));
}

/** Whether a column of this name counts, whatever a logger puts around it. */
function isCounter(name: string): boolean {
  return counters.test(plainName(name)) || counters.test(coreName(name));
}

function addOne(name: string): string {
  return (
    `add 1 to every ${name} with --x-offset 1, for it looks like a count from 0 (a power law of ${name} + 1 looks broken ` +
    `over ${name})`
  );
}
