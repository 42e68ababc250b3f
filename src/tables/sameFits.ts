import { InputError } from "../core/errors.js";
import { curveId, curveName, groupByKey, type Keyed } from "../core/rows/curveRows.js";
import type { FitResult, FitRow } from "../core/types.js";
import { counted } from "../formats/terminalText.js";
import type { AuditRow, BreakTestRow, IntervalRow } from "../uncertainty/types.js";
import type { Named, ReadTable } from "./read.js";
import type { UncertaintyMeta } from "./uncertaintyMeta.js";

type Row = IntervalRow | BreakTestRow | AuditRow;

/**
 * Whether rows of intervals, tests or an audit start from the laws that the fits hold: the same number of breaks, and the
 * same parameters where a row tells one.
 *
 * @param instead what to give, for the message
 * @throws InputError that names the curve and what differs
 */
function checkSameFits(name: string, rows: readonly Row[], fits: Named<FitResult>, instead: string): void {
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

/**
 * Whether a table is of these fits: their key columns, their curves, their laws.
 *
 * @returns a note where it does not cover every curve
 * @throws InputError that names the first curve which is not of the fits, and what to give
 */
export function checkBesideFits(
  kind: keyof typeof COMMANDS,
  { name, table }: Named<ReadTable<IntervalRow | BreakTestRow | AuditRow, UncertaintyMeta>>,
  fits: Named<FitResult>,
): string[] {
  const words = kind === "audit" ? "an audit" : kind;
  const instead = `give ${words} of these fits (${COMMANDS[kind]} --fits ${fits.name})`;
  checkKeyNames(name, table, fits, instead);
  const fitted = groupByKey(fits.table.rows);
  const known = new Set(fitted.map(([row]) => curveId(row.key)));
  const groups = groupByKey<Keyed>(table.rows);
  const unknown = groups.filter(([row]) => !known.has(curveId(row.key)));
  if (unknown.length > 0) {
    throw new InputError(
      `${name}: ${words} of curve ${curveName(unknown[0][0])}, which has no fit in ${fits.name} ` +
        `(${unknown.length} of ${counted(groups.length, "curve")} there); ${instead}`,
    );
  }
  checkSameFits(name, table.rows, fits, instead);
  const covered = new Set(groups.map(([row]) => curveId(row.key)));
  const without = fitted.filter(([row]) => !covered.has(curveId(row.key)));
  if (without.length === 0) return [];
  return [
    `${name}: no ${kind} for ${without.length} of the ${counted(fitted.length, "curve")} of ${fits.name} ` +
      `(the first: ${curveName(without[0][0])})`,
  ];
}

/** Tables without metadata have at least as many key columns or not. */
function checkKeyNames(
  name: string,
  { rows, meta }: ReadTable<Keyed, UncertaintyMeta>,
  fits: Named<FitResult>,
  instead: string,
): void {
  const wanted = fits.table.meta.keyNames;
  const named = meta?.keyNames;
  const same = named
    ? JSON.stringify(named) === JSON.stringify(wanted)
    : rows.every(({ key }) => key.length === wanted.length);
  if (same) return;
  const there = named ? listed(named) : `${rows[0].key.length} in number`;
  throw new InputError(
    `${name}: its key columns are ${there}, those of ${fits.name} are ${listed(wanted)}; ${instead}`,
  );
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.join(", ");
}

/** What makes each kind of table. */
const COMMANDS = {
  intervals: "bnsl bootstrap",
  "break tests": "bnsl test-breaks",
  audit: "bnsl audit",
} as const;
