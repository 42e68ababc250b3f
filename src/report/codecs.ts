import type { FitRow } from "../core/types.js";
import type { SuiteCell } from "../suite/suiteResult.js";
import type { AuditRow, BreakTestRow, IntervalRow } from "../uncertainty/types.js";
import type { PageCurve } from "./pageData.js";

/**
 * How one field of many rows is packed: all its values together, as what JSON can hold. Each codec is the exact inverse of
 * itself but for digits that a page does not show.
 */
interface Codec<T> {
  readonly pack: (values: readonly T[]) => unknown;
  readonly unpack: (packed: unknown) => T[];
}

/** A codec for each field of a row: a field that is added to the row has to be named here as well. */
export type Codecs<Row> = { readonly [Field in keyof Row]-?: Codec<Row[Field]> };

/** Rows as one column a field. */
interface PackedRows {
  readonly rows: number;
  readonly columns: Readonly<Record<string, unknown>>;
}

export function packRows<Row extends object>(rows: readonly Row[], codecs: Codecs<Row>): PackedRows {
  const columns = fieldsOf(codecs).map((field) => [field, codecs[field].pack(rows.map((row) => row[field]))]);
  return { rows: rows.length, columns: Object.fromEntries(columns) as Record<string, unknown> };
}

export function unpackRows<Row extends object>(packed: PackedRows, codecs: Codecs<Row>): Row[] {
  const rows = Array.from({ length: packed.rows }, () => ({}) as Row);
  for (const field of fieldsOf(codecs)) {
    const values = codecs[field].unpack(packed.columns[field as string]);
    for (let i = 0; i < rows.length; i++) rows[i][field] = values[i];
  }
  return rows;
}

/** Numbers to so many significant digits; null, NaN and ±Infinity stay what they are. */
function numbers<T extends number | null>(digits: number): Codec<T> {
  return {
    pack: (values) => packCells(values.map((value) => toCell(value, digits))),
    unpack: (packed) => unpackCells(packed).map(fromCell) as T[],
  };
}

/** Lists of numbers, end to end, with their lengths. */
function numberLists(digits: number): Codec<readonly number[]> {
  const [lengths, items] = [numbers<number>(16), numbers<number>(digits)];
  return {
    pack: (lists) => ({
      lengths: lengths.pack(lists.map((list) => list.length)),
      items: items.pack(lists.flat()),
    }),
    unpack: (packed) => {
      const lists = packed as { lengths: unknown; items: unknown };
      const flat = items.unpack(lists.items);
      let end = 0;
      return lengths.unpack(lists.lengths).map((length) => flat.slice(end, (end += length)));
    },
  };
}

/** Values that many rows share (names, flags, lists of names): each different one once. Rows get the same object again. */
function words<T>(): Codec<T> {
  return {
    pack: (values) => {
      const places = new Map<unknown, number>();
      const words: T[] = [];
      const at = values.map((value) => {
        const word = typeof value === "object" && value !== null ? JSON.stringify(value) : value;
        const place = places.get(word);
        if (place !== undefined) return place;
        places.set(word, words.length);
        return words.push(value) - 1;
      });
      return { words, at: packCells(at) };
    },
    unpack: (packed) => {
      const { words, at } = packed as { words: T[]; at: unknown };
      return unpackCells(at).map((place) => words[place as number]);
    },
  };
}

/** Numbers by name, names in their order. */
function namedNumbers(digits: number): Codec<Readonly<Record<string, number>>> {
  const [names, lists] = [words<readonly string[]>(), numberLists(digits)];
  return {
    pack: (records) => ({
      names: names.pack(records.map((record) => Object.keys(record))),
      lists: lists.pack(records.map((record) => Object.values(record))),
    }),
    unpack: (packed) => {
      const records = packed as { names: unknown; lists: unknown };
      const values = lists.unpack(records.lists);
      return names
        .unpack(records.names)
        .map((keys, i) => Object.fromEntries(keys.map((key, k) => [key, values[i][k]])));
    },
  };
}

/** Any plain data with every digit, in a form that JSON can hold: numbers that it has no word for become objects. */
export function packPlain(value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) return { [NUMBER]: String(value) };
  if (Array.isArray(value)) return value.map(packPlain);
  return typeof value === "object" && value !== null ? mapValues(value, packPlain) : value;
}

export function unpackPlain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unpackPlain);
  if (typeof value !== "object" || value === null) return value;
  const number = (value as Record<string, unknown>)[NUMBER];
  return typeof number === "string" ? Number(number) : mapValues(value, unpackPlain);
}

const NUMBER = "$number";

function mapValues(record: object, change: (value: unknown) => unknown): object {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

type Cell = number | string | null;

function toCell(value: number | null, digits: number): Cell {
  if (value === null || (Number.isSafeInteger(value) && Math.abs(value) < 1e5)) return value;
  return Number.isFinite(value) ? Number(value.toPrecision(digits)) : String(value);
}

function fromCell(cell: Cell): number | null {
  return typeof cell === "string" ? Number(cell) : cell;
}

/** Each cell, or, where that is shorter, each run of equal ones with its length: cell, length, cell, length … */
interface Runs {
  readonly runs: readonly Cell[];
}

function packCells(cells: readonly Cell[]): readonly Cell[] | Runs {
  const runs: Cell[] = [];
  for (let i = 0, start = 0; i < cells.length; i++) {
    if (cells[i + 1] === cells[i] && i + 1 < cells.length) continue;
    runs.push(cells[i], i + 1 - start);
    if (runs.length >= cells.length) return cells;
    start = i + 1;
  }
  return { runs };
}

function unpackCells(packed: unknown): readonly Cell[] {
  if (Array.isArray(packed)) return packed as Cell[];
  const { runs } = packed as Runs;
  const cells: Cell[] = [];
  for (let k = 0; k < runs.length; k += 2) {
    for (let left = runs[k + 1] as number; left > 0; left--) cells.push(runs[k]);
  }
  return cells;
}

function fieldsOf<Row extends object>(codecs: Codecs<Row>): (keyof Row)[] {
  return Object.keys(codecs) as (keyof Row)[];
}

/** Significant digits that are embedded: what a law is drawn with, what a point is, what else is shown. */
const [LAW, POINT, SHOWN] = [12, 8, 6];
/** counts, statuses and seeds stay whole */
const WHOLE = 16;

/** What is embedded of each kind of row: everything, field by field. */
export const fitFields: Codecs<FitRow> = {
  key: words(),
  nBreaks: numbers(WHOLE),
  selected: words(),
  status: words(),
  nTrain: numbers(WHOLE),
  nTest: numbers(WHOLE),
  a: numbers(LAW),
  b: numbers(LAW),
  c0: numbers(LAW),
  c: numberLists(LAW),
  d: numberLists(LAW),
  f: numberLists(LAW),
  objective: numbers(SHOWN),
  msleTrain: numbers(SHOWN),
  rmsleTrain: numbers(SHOWN),
  rmsleTest: numbers(SHOWN),
  rmseTrain: numbers(SHOWN),
  rmseTest: numbers(SHOWN),
  r2Train: numbers(SHOWN),
  dof: numbers(WHOLE),
  chi2: numbers(SHOWN),
  aic: numbers(SHOWN),
  aicc: numbers(SHOWN),
  bic: numbers(SHOWN),
  starts: numbers(WHOLE),
  startsConverged: numbers(WHOLE),
  basinShare: numbers(SHOWN),
  minima: numbers(WHOLE),
  iterations: numbers(WHOLE),
  agreedDigits: numbers(SHOWN),
  atBound: words(),
  unidentified: words(),
  runsAway: words(),
  skippedRows: numbers(WHOLE),
  engine: words(),
};

export const curveFields: Codecs<PageCurve> = {
  key: words(),
  x: numberLists(POINT),
  // residuals of an exact fit must not be those of the rounding here
  y: numberLists(LAW),
  train: numberLists(WHOLE),
};

export const intervalFields: Codecs<IntervalRow> = {
  key: words(),
  nBreaks: numbers(WHOLE),
  status: words(),
  quantity: words(),
  index: numbers(WHOLE),
  x: numbers(POINT),
  estimate: numbers(SHOWN),
  se: numbers(SHOWN),
  lo: numbers(SHOWN),
  hi: numbers(SHOWN),
  level: numbers(SHOWN),
  kind: words(),
  method: words(),
  ends: words(),
  shareIdentified: numbers(SHOWN),
  shareAtBound: numbers(SHOWN),
  resamples: numbers(WHOLE),
  failed: numbers(WHOLE),
  dof: numbers(WHOLE),
};

export const breakTestFields: Codecs<BreakTestRow> = {
  key: words(),
  status: words(),
  nNull: numbers(WHOLE),
  objectiveNull: numbers(SHOWN),
  statistic: numbers(SHOWN),
  pValue: numbers(SHOWN),
  pError: numbers(SHOWN),
  pHolm: numbers(SHOWN),
  pBh: numbers(SHOWN),
  supported: words(),
  location: numbers(SHOWN),
  resamples: numbers(WHOLE),
  failed: numbers(WHOLE),
};

export const auditFields: Codecs<AuditRow> = {
  key: words(),
  nBreaks: numbers(WHOLE),
  status: words(),
  quantity: words(),
  index: numbers(WHOLE),
  x: numbers(POINT),
  method: words(),
  kind: words(),
  level: numbers(SHOWN),
  truth: numbers(SHOWN),
  covered: numbers(WHOLE),
  intervals: numbers(WHOLE),
  coverage: numbers(SHOWN),
  coverageLo: numbers(SHOWN),
  coverageHi: numbers(SHOWN),
  medianWidth: numbers(SHOWN),
  simulations: numbers(WHOLE),
  failed: numbers(WHOLE),
  dof: numbers(WHOLE),
};

export const cellFields: Codecs<SuiteCell> = {
  key: words(),
  form: words(),
  status: words(),
  params: namedNumbers(LAW),
  nTrain: numbers(WHOLE),
  nTest: numbers(WHOLE),
  rmsleTrain: numbers(SHOWN),
  rmsleTest: numbers(SHOWN),
  seTest: numbers(SHOWN),
  rank: numbers(SHOWN),
  best: words(),
  winShare: numbers(SHOWN),
  cutWinShare: numbers(SHOWN),
  unusableTestRows: numbers(WHOLE),
  starts: numbers(WHOLE),
  basinShare: numbers(SHOWN),
  atBound: words(),
};

/** The shape of what is embedded: raised whenever a script of today could not read a page of yesterday. */
export const PACKED_FORMAT = 1;

/** A page's data as JSON: tables by column, the rest as it is. */
export interface PackedPage {
  readonly format: number;
  readonly version: string;
  readonly command: string | null;
  readonly meta: unknown;
  readonly rows: PackedRows;
  readonly curves: PackedRows;
  readonly intervals: PackedTable | null;
  readonly breakTests: PackedTable | null;
  readonly audit: PackedTable | null;
  readonly suite: PackedSuite | null;
  readonly fitters: unknown;
}

export interface PackedTable {
  readonly rows: PackedRows;
  readonly meta: unknown;
}

export interface PackedSuite {
  readonly forms: readonly string[];
  readonly cells: PackedRows;
  readonly sections: unknown;
  readonly meta: unknown;
}

/** Some of the intervals of a page that has more than it reads before it shows anything. */
export interface PackedBlock {
  readonly format: number;
  readonly intervals: PackedTable;
}
