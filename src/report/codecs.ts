import type { FitRow } from "../core/types.js";
import type { SuiteCell } from "../suite/suiteResult.js";
import type { AuditRow, BreakTestRow, IntervalRow } from "../uncertainty/types.js";
import type { ReadSuite, ReadTable } from "../tables/read.js";
import type { UncertaintyMeta } from "../tables/uncertaintyMeta.js";
import type { PageCurve, PageData } from "./pageData.js";

/** The shape of what is embedded: raised whenever a script of today could not read a page of yesterday. */
export const PACKED_FORMAT = 1;

/** How something is packed as what JSON can hold. Exact both ways but for digits that a page does not show. */
export interface Codec<T> {
  readonly pack: (value: T) => unknown;
  readonly unpack: (packed: unknown) => T;
}

/** Rows are packed as one column a field: a field that is added to the row has to be named here as well. */
type Columns<Row> = { readonly [Field in keyof Row]-?: Codec<readonly Row[Field][]> };

/** Significant digits that are embedded: what a law is drawn with, what a point is, what else is shown. */
const [LAW, POINT, SHOWN] = [12, 8, 6];
/** counts, statuses and seeds stay whole */
const WHOLE = 16;

/** Intervals, every field; a page with very many of them has them in pieces. */
export const intervalTable = table<IntervalRow>({
  key: words(),
  nBreaks: numbers(WHOLE),
  status: words(),
  quantity: words(),
  index: numbers(WHOLE),
  x: numbers(POINT),
  timesLast: numbers(POINT),
  target: numbers(SHOWN),
  estimate: numbers(SHOWN),
  se: numbers(SHOWN),
  lo: numbers(SHOWN),
  hi: numbers(SHOWN),
  level: numbers(SHOWN),
  kind: words(),
  method: words(),
  ends: words(),
  scale: words(),
  intervalOf: words(),
  shareIdentified: numbers(SHOWN),
  shareAtBound: numbers(SHOWN),
  resamples: numbers(WHOLE),
  failed: numbers(WHOLE),
  dof: numbers(WHOLE),
  errors: words(),
  rho: numbers(SHOWN),
});

/** A page's data: tables by column, every field of a row; the rest as it is. */
export const pageCodec: Codec<PageData> = record({
  version: plain(),
  command: plain(),
  meta: plain(),
  rows: rowsOf<FitRow>({
    key: words(),
    nBreaks: numbers(WHOLE),
    selected: words(),
    status: words(),
    nTrain: numbers(WHOLE),
    nTest: numbers(WHOLE),
    lastX: numbers(POINT),
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
    errors: words(),
    rho: numbers(SHOWN),
    support: words(),
    pSupport: numbers(SHOWN),
    restsOn: numberLists(WHOLE),
    setAside: numberLists(WHOLE),
    huber: numbers(SHOWN),
    skippedRows: numbers(WHOLE),
    engine: words(),
  }),
  curves: rowsOf<PageCurve>({
    key: words(),
    x: numberLists(POINT),
    // residuals of an exact fit must not be those of the rounding here
    y: numberLists(LAW),
    train: numberLists(WHOLE),
  }),
  intervals: optional(intervalTable),
  breakTests: optional(
    table<BreakTestRow>({
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
      errors: words(),
      rho: numbers(SHOWN),
      support: words(),
      restsOn: numberLists(WHOLE),
    }),
  ),
  audit: optional(
    table<AuditRow>({
      key: words(),
      nBreaks: numbers(WHOLE),
      status: words(),
      quantity: words(),
      index: numbers(WHOLE),
      x: numbers(POINT),
      target: numbers(SHOWN),
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
      errors: words(),
      rho: numbers(SHOWN),
    }),
  ),
  suite: optional(
    record<ReadSuite>({
      forms: plain(),
      cells: rowsOf<SuiteCell>({
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
      }),
      sections: plain(),
      meta: plain(),
    }),
  ),
  fitters: plain(),
});

function table<Row extends object>(columns: Columns<Row>): Codec<ReadTable<Row, UncertaintyMeta>> {
  return record({ rows: rowsOf(columns), meta: plain() });
}

/** Field by field. */
function record<T extends object>(fields: { readonly [Field in keyof T]-?: Codec<T[Field]> }): Codec<T> {
  const names = Object.keys(fields) as (keyof T)[];
  return {
    pack: (value) => Object.fromEntries(names.map((name) => [name, fields[name].pack(value[name])])),
    unpack: (packed) =>
      Object.fromEntries(names.map((name) => [name, fields[name].unpack((packed as T)[name])])) as unknown as T,
  };
}

function optional<T>({ pack, unpack }: Codec<T>): Codec<T | null> {
  return {
    pack: (value) => value && pack(value),
    unpack: (packed) => (packed === null ? null : unpack(packed)),
  };
}

function rowsOf<Row extends object>(columns: Columns<Row>): Codec<readonly Row[]> {
  const fields = Object.keys(columns) as (keyof Row)[];
  return {
    pack: (rows) => ({
      rows: rows.length,
      columns: Object.fromEntries(fields.map((field) => [field, columns[field].pack(rows.map((row) => row[field]))])),
    }),
    unpack: (packed) => {
      const { rows: count, columns: values } = packed as { rows: number; columns: Record<keyof Row, unknown> };
      const rows = Array.from({ length: count }, () => ({}) as Row);
      for (const field of fields) {
        columns[field].unpack(values[field]).forEach((value, i) => (rows[i][field] = value));
      }
      return rows;
    },
  };
}

/** Numbers to so many significant digits; null, NaN and ±Infinity stay what they are. */
function numbers<T extends number | null>(digits: number): Codec<readonly T[]> {
  return {
    pack: (values) => packCells(values.map((value) => toCell(value, digits))),
    unpack: (packed) => unpackCells(packed).map(fromCell) as T[],
  };
}

/** Lists of numbers, end to end, with their lengths. */
function numberLists(digits: number): Codec<readonly (readonly number[])[]> {
  return through(
    record({ lengths: numbers<number>(WHOLE), items: numbers<number>(digits) }),
    (lists) => ({ lengths: lists.map((list) => list.length), items: lists.flat() }),
    ({ lengths, items }) => {
      let end = 0;
      return lengths.map((length) => items.slice(end, (end += length)));
    },
  );
}

/** Values that many rows share (names, flags, lists of names): each different one once. Rows get the same object again. */
function words<T>(): Codec<readonly T[]> {
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
function namedNumbers(digits: number): Codec<readonly Readonly<Record<string, number>>[]> {
  return through(
    record({ names: words<readonly string[]>(), lists: numberLists(digits) }),
    (records) => ({
      names: records.map((each) => Object.keys(each)),
      lists: records.map((each) => Object.values(each)),
    }),
    ({ names, lists }) => names.map((keys, i) => Object.fromEntries(keys.map((key, k) => [key, lists[i][k]]))),
  );
}

/** Something made into what another codec packs, and back. */
function through<T, Made>(codec: Codec<Made>, make: (value: T) => Made, back: (made: Made) => T): Codec<T> {
  return { pack: (value) => codec.pack(make(value)), unpack: (packed) => back(codec.unpack(packed)) };
}

/** Any plain data with every digit: numbers that JSON has no word for become objects. */
function plain<T>(): Codec<T> {
  return { pack: packPlain, unpack: (packed) => unpackPlain(packed) as T };
}

function packPlain(value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) return { [NUMBER]: String(value) };
  if (Array.isArray(value)) return value.map(packPlain);
  return typeof value === "object" && value !== null ? mapValues(value, packPlain) : value;
}

function unpackPlain(value: unknown): unknown {
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
