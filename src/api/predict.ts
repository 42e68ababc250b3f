import { Float64, Int32, Utf8, type Table } from "apache-arrow";
import { InputError } from "../core/errors.js";
import { isPlace, type Place, timesOf, xOf } from "../core/optionText.js";
import { bnsl, type BnslParameters } from "../core/forms/evaluate.js";
import { writtenKeyNames } from "../tables/columns.js";
import { curveName, groupByKey } from "../core/rows/curveRows.js";
import { buildTable, type TableColumn } from "../formats/batch.js";
import { lawOf } from "../core/rows/law.js";
import type { FitResult, FitRow } from "../core/types.js";

/** Which rows of a curve predict: the selected one, the one with this many breaks, or every one. */
export type PredictedBreaks = "selected" | "all" | number;

export interface Prediction {
  readonly key: readonly string[];
  /** null where no number of breaks was selected because the curve has no fit */
  readonly nBreaks: number | null;
  /** x as a multiple of the curve's last x, where it was asked for as one ("10x") */
  readonly timesLast?: number;
  readonly x: number;
  /** null where there is no fit, and at x = 0 where the curve has no value; ±Infinity where the value is beyond the range of a double */
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
 * The fitted curves at each x of `at`, which must be finite and ≥ 0; "10x" is ten times the last x that a curve was fitted to. A curve without a fit keeps its rows, y
 * null, and so does one that has no value at x = 0. InputError where an x is negative, where the table has no row with the breaks asked for, and for a multiple where the
 * fits do not say where each curve ends.
 */
export function predict(
  result: FitResult,
  at: readonly Place[],
  options: { breaks?: PredictedBreaks } = {},
): PredictionTable {
  const breaks = options.breaks ?? "selected";
  checkPositions(at);
  checkBreaks(result, breaks);
  const rows = groupByKey(result.rows).flatMap((curve) =>
    pickRows(curve, breaks).flatMap((pick) =>
      at.map((place) => {
        const x = xOfCurve(place, curve[0]);
        const times = timesOf(place);
        return { ...pick.labels, ...(times === null ? {} : { timesLast: times }), x, y: valueAt(pick.row, x) };
      }),
    ),
  );
  const { keyNames, xName, xOffset } = result.meta;
  return { keyNames, ...(xOffset === undefined ? {} : { xShifted: xName }), rows };
}

function xOfCurve(place: Place, row: FitRow): number {
  // without training rows there is no last x, and no y either
  if (typeof place === "number" || row.lastX !== null || row.nTrain === 0) return xOf(place, row.lastX ?? NaN);
  throw new InputError(
    `cannot predict at ${place} of curve ${curveName(row)}: its fits do not say where it ends (no column last_x: an earlier ` +
      "version wrote them); run bnsl fit again, or give an x",
  );
}

/**
 * Predictions as an Arrow table: key columns, n_breaks, times_last where a multiple was asked for, x, y. A key column named like one of these gets
 * `key.` in front.
 */
export function predictionsToArrow({ keyNames, rows }: PredictionTable): Table {
  const times = rows.map(({ timesLast = null }) => timesLast);
  const asked = times.some((each) => each !== null);
  const ours: TableColumn[] = [
    { name: "n_breaks", type: new Int32(), nullable: true, values: rows.map((row) => row.nBreaks) },
    ...(asked ? [{ name: "times_last", type: new Float64(), nullable: true, values: times }] : []),
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
  if (!law) return null;
  return x === 0 ? valueAtZero(law) : bnsl(x, law);
}

/** Before all breaks the law is a + b·x^(−c0). */
function valueAtZero({ a, b, c0 }: BnslParameters): number | null {
  if (c0 > 0) return null;
  return c0 === 0 ? a + b : a;
}

function checkPositions(at: readonly Place[]): void {
  const bad = at.find((x) => x !== 0 && !isPlace(x));
  if (bad === undefined) return;
  const words = typeof bad === "number" ? "" : ', or a multiple of a curve\'s last x such as "10x"';
  throw new InputError(`cannot predict at x = ${String(bad)}: x must be a finite number, 0 or above${words}`);
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
