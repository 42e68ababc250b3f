import { Float64, Int32, Utf8, type Table } from "apache-arrow";
import { InputError } from "../core/errors.js";
import { bnsl } from "../core/forms/evaluate.js";
import { writtenKeyNames } from "../tables/columns.js";
import { groupByKey } from "../core/rows/curveRows.js";
import { buildTable, type TableColumn } from "../formats/batch.js";
import { lawOf } from "../core/rows/law.js";
import type { FitResult, FitRow } from "../core/types.js";

/** Which rows of a curve predict: the selected one, the one with this many breaks, or every one. */
export type PredictedBreaks = "selected" | "all" | number;

export interface Prediction {
  readonly key: readonly string[];
  /** null where no number of breaks was selected because the curve has no fit */
  readonly nBreaks: number | null;
  readonly x: number;
  /** null where there is no fit; ±Infinity where the value is beyond the range of a double */
  readonly y: number | null;
}

export interface PredictionTable {
  readonly keyNames: readonly string[];
  /** what x is where something was added to the column: `epoch + 1`; left out: the column itself */
  readonly xShifted?: string;
  /** by curve as in the fits, then n, then x as given */
  readonly rows: readonly Prediction[];
}

/**
 * The fitted curves at each x of `at`, which must be finite and > 0. A curve without a fit keeps its rows, y
 * null. InputError where an x is not positive, or where the table has no row with the breaks asked for.
 */
export function predict(
  result: FitResult,
  at: readonly number[],
  options: { breaks?: PredictedBreaks } = {},
): PredictionTable {
  const breaks = options.breaks ?? "selected";
  checkPositions(at);
  checkBreaks(result, breaks);
  const rows = groupByKey(result.rows).flatMap((curve) =>
    pickRows(curve, breaks).flatMap((pick) => at.map((x) => ({ ...pick.labels, x, y: valueAt(pick.row, x) }))),
  );
  const { keyNames, xName, xOffset } = result.meta;
  return { keyNames, ...(xOffset === undefined ? {} : { xShifted: xName }), rows };
}

/**
 * Predictions as an Arrow table: key columns, n_breaks, x, y. A key column named like one of these gets
 * `key.` in front.
 */
export function predictionsToArrow({ keyNames, rows }: PredictionTable): Table {
  const ours: TableColumn[] = [
    { name: "n_breaks", type: new Int32(), nullable: true, values: rows.map((row) => row.nBreaks) },
    { name: "x", type: new Float64(), nullable: false, values: rows.map((row) => row.x) },
    { name: "y", type: new Float64(), nullable: true, values: rows.map((row) => row.y) },
  ];
  const written = writtenKeyNames(keyNames, (name) => ours.some((column) => column.name === name));
  const keys = written.map((name, i): TableColumn => ({
    name,
    type: new Utf8(),
    nullable: false,
    values: rows.map((row) => row.key[i]),
  }));
  return buildTable([...keys, ...ours]);
}

interface Pick {
  readonly labels: { readonly key: readonly string[]; readonly nBreaks: number | null };
  readonly row: FitRow | null;
}

function pickRows(curve: readonly FitRow[], breaks: PredictedBreaks): Pick[] {
  const { key } = curve[0];
  if (breaks === "all") return curve.map((row) => ({ labels: { key, nBreaks: row.nBreaks }, row }));
  const row = curve.find((each) => (breaks === "selected" ? each.selected : each.nBreaks === breaks)) ?? null;
  return [{ labels: { key, nBreaks: breaks === "selected" ? (row?.nBreaks ?? null) : breaks }, row }];
}

function valueAt(row: FitRow | null, x: number): number | null {
  const law = row && lawOf(row);
  return law ? bnsl(x, law) : null;
}

function checkPositions(at: readonly number[]): void {
  const bad = at.find((x) => !(Number.isFinite(x) && x > 0));
  if (bad !== undefined) throw new InputError(`cannot predict at x = ${bad}: x must be a finite number above 0`);
}

function checkBreaks({ rows, meta }: FitResult, breaks: PredictedBreaks): void {
  if (breaks === "all" || rows.length === 0) return;
  const present = [...new Set(rows.map((row) => row.nBreaks))].sort((p, q) => p - q).join(", ");
  if (breaks === "selected") {
    if (meta.options.select !== "none" || rows.some((row) => row.selected)) return;
    throw new InputError(
      `no number of breaks was selected in these fits: ask for one of those fitted (${present}), or for all`,
    );
  }
  if (rows.some((row) => row.nBreaks === breaks)) return;
  throw new InputError(`no curve was fitted with ${breaks} breaks: these fits have ${present}; ask for one of those`);
}
