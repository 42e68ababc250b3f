import { InputError } from "../core/errors.js";
import { curveName } from "../core/rows/curveRows.js";
import type { FitResult, FitRow } from "../core/types.js";
import type { AuditRow, BreakTestRow, IntervalRow } from "../uncertainty/types.js";
import type { Named } from "./readTable.js";

type Row = IntervalRow | BreakTestRow | AuditRow;

/**
 * Whether rows of intervals, tests or an audit start from the laws that the fits hold: the same number of breaks, and the
 * same parameters where a row tells one.
 *
 * @param instead what to give, for the message
 * @throws InputError that names the curve and what differs
 */
export function checkSameFits(name: string, rows: readonly Row[], fits: Named<FitResult>, instead: string): void {
  const laws = new Map(fits.table.rows.map((row) => [idOf(row.key, row.nBreaks), row]));
  for (const row of rows) {
    const n = "nNull" in row ? row.nNull : row.nBreaks;
    if (n === null) continue;
    const law = laws.get(idOf(row.key, n));
    const differs = law ? differenceOf(row, law) : "";
    if (differs === null) continue;
    const what = law ? `${differs} in ${fits.name}` : `which ${fits.name} has no fit of`;
    throw new InputError(`${name}: not of these fits: curve ${curveName(row)} at n = ${n}, ${what}; ${instead}`);
  }
}

/** "d1 is 612.5 there, 700": null where row and law agree, or the row tells no parameter. */
function differenceOf(row: Row, law: FitRow): string | null {
  if ("nNull" in row) return objectiveDifference(row, law);
  if (row.quantity === null) return null;
  const [there, here] = ["truth" in row ? row.truth : row.estimate, parameterOf(row, law)];
  if (there === null || here === null || agree(there, here)) return null;
  return `${row.quantity}${row.index ?? ""} is ${there.toPrecision(7)} there and ${here.toPrecision(7)}`;
}

/** A test tells no parameter: of its law it has the minimised mean. */
function objectiveDifference({ objectiveNull: there }: BreakTestRow, { objective: here }: FitRow): string | null {
  if (there === null || here === null || Math.abs(there - here) <= 1e-6 * Math.abs(here)) return null;
  return `objective is ${there.toPrecision(7)} there and ${here.toPrecision(7)}`;
}

/** Null for what is not a parameter of the law. */
function parameterOf({ quantity, index }: IntervalRow | AuditRow, law: FitRow): number | null {
  switch (quantity) {
    case "a":
    case "b":
    case "c0":
      return law[quantity];
    case "c":
    case "d":
    case "f":
      return law[quantity][(index ?? 0) - 1] ?? null;
    default:
      return null;
  }
}

/** Tables hold doubles, but CSV may have been rounded by hand on its way; a is judged beside values of its own size only. */
function agree(one: number, other: number): boolean {
  return Math.abs(one - other) <= 1e-6 * Math.max(Math.abs(one), Math.abs(other)) + 1e-12;
}

function idOf(key: readonly string[], n: number): string {
  return JSON.stringify([key, n]);
}
