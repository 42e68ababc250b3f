import { group } from "d3-array";
import { byCurve, curveId, curveName, curveNamer, type Keyed } from "../../core/rows/curveRows.js";
import type { FitRow } from "../../core/types.js";
import { isMissing, parseNumber } from "../../formats/cells.js";
import type { SuiteCell } from "../../suite/suiteResult.js";
import type { BreakTestRow, IntervalRow } from "../../uncertainty/types.js";
import type { PageCurve, PageData } from "../pageData.js";

/** One curve with everything that the page knows of it. */
export interface CurveEntry {
  readonly key: readonly string[];
  /** without the key columns in which all curves are the same */
  readonly name: string;
  /** in lower case, to be searched */
  readonly words: string;
  /** n ascending */
  readonly rows: readonly FitRow[];
  /** the selected row; all where nothing was to be selected; else the first, which tells why there is no fit */
  readonly shown: readonly FitRow[];
  readonly points: PageCurve | null;
  readonly intervals: readonly IntervalRow[];
  /** of whatever numbers of breaks they compare */
  readonly tests: readonly BreakTestRow[];
  readonly cells: readonly SuiteCell[];
}

/** The data of a page by curve, in input order. */
export interface Report {
  readonly data: PageData;
  readonly curves: readonly CurveEntry[];
  /** numbers of the key columns in which curves differ */
  readonly tellingKeys: readonly number[];
  /** those of them whose every value is a number, or missing */
  readonly numberKeys: readonly number[];
  /** whether intervals are still being read */
  readonly reading: boolean;
}

/** What most parts of a curve's page take: one of its fits. */
export interface FitProps {
  report: Report;
  curve: CurveEntry;
  row: FitRow;
}

export function indexCurves(data: PageData, reading = false): Report {
  const nameOf = curveNamer(data.rows);
  const points = byKey(data.curves);
  const intervals = byKey(data.intervals?.rows ?? []);
  const tests = byKey(data.breakTests?.rows ?? []);
  const cells = byKey(data.suite?.cells ?? []);
  const curves = byCurve({ meta: data.meta, rows: data.rows }).map(({ rows, shown }): CurveEntry => {
    const { key } = rows[0];
    const id = idOf(key);
    return {
      key,
      name: nameOf(rows[0]),
      words: curveName({ key }).toLowerCase(),
      rows,
      shown,
      points: points.get(id)?.[0] ?? null,
      intervals: intervals.get(id) ?? [],
      tests: tests.get(id) ?? [],
      cells: cells.get(id) ?? [],
    };
  });
  const telling = tellingKeys(data, curves);
  return { data, curves, tellingKeys: telling, numberKeys: numberKeys(curves, telling), reading };
}

function tellingKeys({ meta }: PageData, curves: readonly CurveEntry[]): number[] {
  const all = meta.keyNames.map((_, j) => j);
  const telling = all.filter((j) => curves.some(({ key }) => key[j] !== curves[0].key[j]));
  return telling.length > 0 ? telling : all;
}

function numberKeys(curves: readonly CurveEntry[], telling: readonly number[]): number[] {
  return telling.filter((j) => curves.every(({ key }) => isMissing(key[j]) || !Number.isNaN(parseNumber(key[j]))));
}

/** Rows of a curve share one key: it is written out once. */
const ids = new WeakMap<readonly string[], string>();

function idOf(key: readonly string[]): string {
  const known = ids.get(key);
  if (known !== undefined) return known;
  const id = curveId(key);
  ids.set(key, id);
  return id;
}

function byKey<Row extends Keyed>(rows: readonly Row[]): Map<string, Row[]> {
  return group(rows, ({ key }) => idOf(key));
}
