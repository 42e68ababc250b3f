import type { Vector } from "apache-arrow";
import { InputError } from "../core/errors.js";
import type { CurveSet } from "../core/types.js";
import { float64Vector, recordBatch, utf8Vector } from "../formats/batch.js";
import { countedBatches } from "../formats/source.js";
import type { Columns } from "./columnMeaning.js";
import { CurveGrouper } from "./curves.js";
import { type LoadOptions, toCurveSet } from "./load.js";
import { isList, shown } from "./values.js";
import { checkRows } from "./rows.js";

/** A table of curves as arrays of one length, an entry per row. */
export interface CurveArrays {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** > 0, in proportion to 1/σ² of the residual; left out: all 1 */
  readonly weight?: ArrayLike<number>;
  /** standard deviation of y, > 0, in place of `weight` */
  readonly sigma?: ArrayLike<number>;
  /** standard deviation of ln y, > 0, in place of `weight` */
  readonly sigmaLog?: ArrayLike<number>;
  /** 1 or true: fitted, 0 or false: held out; left out: all fitted */
  readonly train?: ArrayLike<number | boolean>;
  /** the run or seed of each row, within which alone errors are correlated; left out: all rows are of one run */
  readonly cluster?: ArrayLike<string | number>;
  /** what tells curves apart: a word per row, or several such lists; left out: all rows are one curve */
  readonly curve?: ArrayLike<string> | readonly ArrayLike<string>[];
}

const source = "arrays";

/**
 * Curves from arrays in memory, checked as rows of a file are.
 * @throws InputError naming the row (counted from 1), the array and the value
 */
export function curvesFromArrays(arrays: CurveArrays, options: Pick<LoadOptions, "badRows" | "yAbove"> = {}): CurveSet {
  checkLists(arrays);
  const length = arrays.x.length;
  if (length === 0) throw new InputError(`${source}: x is empty; give at least one row`);
  const [one, other] = (["weight", "sigma", "sigmaLog"] as const).filter((name) => arrays[name] !== undefined);
  if (other !== undefined)
    throw new InputError(`${source}: ${one} and ${other} exclude each other: leave one of them out`);
  const keys = keyColumns(arrays.curve);
  const values = [...numberColumns(arrays), ...runColumns(arrays)];
  const columns: Columns = {
    key: keys.map(([name]) => name),
    fileKey: null,
    keyIsGuessed: false,
    wide: null,
    isLog: false,
    xOffset: 0,
    x: "x",
    y: "y",
    weight: arrays.weight === undefined ? null : "weight",
    sigma: arrays.sigma === undefined ? null : "sigma",
    sigmaLog: arrays.sigmaLog === undefined ? null : "sigmaLog",
    train: arrays.train === undefined ? null : "train",
    cluster: arrays.cluster === undefined ? null : "cluster",
    notes: [],
  };
  const uneven = [...keys, ...values].find(([, column]) => column.length !== length);
  if (uneven !== undefined) {
    throw new InputError(`${source}: ${uneven[0]} has length ${uneven[1].length}, x has ${length}; make them equal`);
  }
  const raw = countedBatches()(recordBatch([...keys, ...values], length));
  const rows = checkRows(source, raw, columns, options.yAbove === undefined ? 0 : options.yAbove);
  if (rows.badRows.count > 0 && options.badRows !== "skip") throw rows.badRows.error(length);
  const grouper = new CurveGrouper(columns);
  grouper.add(rows);
  return toCurveSet(columns, grouper.curves(), [{ name: source, unit: "row", before: 0 }], rows.badRows);
}

function checkLists(arrays: CurveArrays): void {
  const given = Object.entries(arrays).filter(([name, list]) => list !== undefined || name === "x" || name === "y");
  for (const [name, list] of [...given, ["x", arrays.x] as const, ["y", arrays.y] as const]) {
    if (isList(list)) continue;
    throw new InputError(`${source}: ${name} is ${shown(list)}, no list; give an array, a value for each row`);
  }
}

type NamedColumn = readonly [name: string, column: Vector];

function numberColumns(arrays: CurveArrays): NamedColumn[] {
  const given = NUMBERS.filter((role) => arrays[role] !== undefined);
  return given.map((role) => [role, float64Vector(Float64Array.from(arrays[role]!, toNumber))]);
}

const NUMBERS = ["x", "y", "weight", "sigma", "sigmaLog", "train"] as const;

/** Runs by their words; what is neither a word nor a number is missing. */
function runColumns({ cluster }: CurveArrays): NamedColumn[] {
  if (cluster === undefined) return [];
  const isRun = (value: unknown) => typeof value === "string" || Number.isFinite(value);
  return [["cluster", utf8Vector(Array.from(cluster, (value) => (isRun(value) ? String(value) : "")))]];
}

/** What is no number, such as the null of a caller without types, must not become 0. */
function toNumber(value: unknown): number {
  return typeof value === "number" || typeof value === "boolean" ? Number(value) : NaN;
}

function keyColumns(curve: CurveArrays["curve"]): NamedColumn[] {
  if (curve === undefined) return [];
  const several = curve.length > 0 && typeof curve[0] !== "string";
  const lists = several ? (curve as readonly ArrayLike<string>[]) : [curve as ArrayLike<string>];
  return lists.map((list, j) => keyColumn(several ? `curve${j + 1}` : "curve", Array.from(list)));
}

function keyColumn(name: string, words: readonly unknown[]): NamedColumn {
  const odd = words.findIndex((word) => typeof word !== "string");
  if (odd < 0) return [name, utf8Vector(words as readonly string[])];
  throw new InputError(
    `${source}, row ${odd + 1}, column ${name}: ${String(words[odd])} is no string; write it as one`,
  );
}
