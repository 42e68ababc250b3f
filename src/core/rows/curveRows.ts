import { InputError } from "../errors.js";
import { bnslForm } from "../forms/bnsl/form.js";
import { freeParameters, planCurve, planProblem, signsOf, withoutRows } from "../plan.js";
import { Status } from "../status.js";
import type { Curve, CurveSet, FitMeta, FitOptions, FitResult, FitRow, Origin } from "../types.js";

/** Anything that is of one curve. */
export type Keyed = Pick<FitRow, "key">;

/** The rows of one curve, n ascending, and those of them that answer for it. */
export interface CurveRows {
  readonly rows: readonly FitRow[];
  /** null where no n was selected, because none has a fit or because nothing was to be selected */
  readonly selected: FitRow | null;
  /**
   * rows to show: the selected one, all where nothing was to be selected, else the first as witness of the
   * failure
   */
  readonly shown: readonly FitRow[];
}

/** Curves in the order of their first row, with the rows that answer for each. */
export function byCurve(result: FitResult): CurveRows[] {
  const showAll = result.meta.options.select === "none";
  return groupByKey(result.rows).map((rows) => {
    const selected = rows.find((row) => row.selected) ?? null;
    return { rows, selected, shown: showAll ? rows : [selected ?? rows[0]] };
  });
}

/** The curve as a row of its fits has it, with the rows set aside that the fit did. */
export function asFitted(curve: Curve, row: Pick<FitRow, "setAside"> | null): Curve {
  if (row === null || row.setAside.length === 0) return curve;
  return withoutRows(
    curve,
    row.setAside.map((place) => place - 1),
  );
}

/** The rows of each curve, curves in the order of their first row. */
export function groupByKey<Row extends Keyed>(rows: readonly Row[]): Row[][] {
  return groupBy(rows, ({ key }) => key);
}

/** A curve among others of its table: equal for equal keys. */
export function curveId(key: readonly string[]): string {
  return JSON.stringify(key);
}

/** A curve's name: the values of its key columns. A table without key columns holds one curve. */
export function curveName({ key }: Keyed): string {
  return key.length === 0 ? "(the curve)" : key.map((part) => (part === "" ? '""' : part)).join(" / ");
}

/**
 * A curve's key by the names of its columns: `{ model: "ResNet", size: "50" }`.
 * @param table what has the names: the metadata of fits, or a set of curves
 */
export function namedKey({ key }: Keyed, { keyNames }: Pick<FitMeta, "keyNames">): Record<string, string> {
  return Object.fromEntries(keyNames.map((name, i) => [name, key[i]]));
}

/** How the curves of one table are called: `curveName` without the key columns in which all of them are the same. */
export function curveNamer(rows: readonly Keyed[]): (row: Keyed) => string {
  const telling = (rows[0]?.key ?? []).map((value, j) => rows.some((row) => row.key[j] !== value));
  if (!telling.includes(true)) return curveName;
  return ({ key }) => curveName({ key: key.filter((_, j) => telling[j]) });
}

/** Where the rows of curves were read. */
export type ReadFrom = Pick<CurveSet, "origins">;

/**
 * What a row of a curve is called in messages: "runs.csv, line 66", "runs.arrow, row 65"; "row 5 of the curve" where it was given by
 * code.
 * @param place among the rows of the curve, from 1, as in `FitRow.setAside` and `FitRow.restsOn`
 */
export function rowName(table: ReadFrom, curve: Curve, place: number): string {
  const found = rowOrigin(table, curve, place);
  return found === null ? `row ${place} of the curve` : `${found.origin.name}, ${found.origin.unit} ${found.line}`;
}

/** The source of a row and its line or row there; null where it was given by code. */
export function rowOrigin(
  { origins = [] }: ReadFrom,
  { lines }: Curve,
  place: number,
): { readonly origin: Origin; readonly line: number } | null {
  const counted = lines?.[place - 1] ?? 0;
  const origin = origins.findLast(({ before }) => before < counted);
  return origin === undefined ? null : { origin, line: counted - origin.before };
}

/** Rows that agree in what `part` gives (plain data), groups in the order of their first row. */
export function groupBy<Row>(rows: readonly Row[], part: (row: Row) => unknown): Row[][] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const id = JSON.stringify(part(row));
    const group = groups.get(id);
    if (group) group.push(row);
    else groups.set(id, [row]);
  }
  return [...groups.values()];
}

/**
 * By what the number of breaks of the rows called selected was chosen, in words that follow "by"; null where nothing
 * was to be selected, and where the table's format does not say.
 */
export function selectedBy({ version, options }: Pick<FitMeta, "version" | "options">): string | null {
  if (version === "unknown") return null;
  if (options.protocol === "extrapolate") return "the protocol extrapolate";
  return options.select === "none" ? null : options.select;
}

/** Whether the f32 of a GPU may be why a row has no fit. */
export function mayFitOnCpu({ status, engine }: Pick<FitRow, "status" | "engine">): boolean {
  return status === Status.NonFinite && engine !== "cpu";
}

/**
 * Distinct training x that a law with so many breaks needs: one more than it has free parameters. Null where the options
 * leave none to count.
 */
export function distinctNeeded(breaks: number, options: FitOptions): number | null {
  const plan = planCurve(WIDE, 0, options);
  const counts = signsOf(options).flatMap((sign) => {
    try {
      return freeParameters(planProblem(bnslForm, plan, breaks, sign, options));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return [];
    }
  });
  return counts.length === 0 ? null : Math.min(...counts) + 1;
}

/** How many parameters are free does not depend on the curve; of this one no default bound excludes a tie. */
const WIDE: Curve = {
  key: [],
  x: Float64Array.of(1e-300, 1e300),
  y: Float64Array.of(1, 1),
  weight: Float64Array.of(1, 1),
  train: Uint8Array.of(1, 1),
  skippedRows: 0,
};
