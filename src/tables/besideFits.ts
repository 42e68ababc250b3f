import { InputError } from "../core/errors.js";
import { curveName, groupByKey, type Keyed } from "../core/rows/curveRows.js";
import type { FitResult } from "../core/types.js";
import { counted } from "../formats/terminalText.js";
import type { AuditRow, BreakTestRow, IntervalRow } from "../uncertainty/types.js";
import type { Named, ReadTable } from "./readTable.js";
import { checkSameFits } from "./sameFits.js";
import type { UncertaintyMeta } from "./uncertaintyMeta.js";

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
  const known = new Set(fitted.map(([row]) => idOf(row)));
  const groups = groupByKey<Keyed>(table.rows);
  const unknown = groups.filter(([row]) => !known.has(idOf(row)));
  if (unknown.length > 0) {
    throw new InputError(
      `${name}: ${words} of curve ${curveName(unknown[0][0])}, which has no fit in ${fits.name} ` +
        `(${unknown.length} of ${counted(groups.length, "curve")} there); ${instead}`,
    );
  }
  checkSameFits(name, table.rows, fits, instead);
  const covered = new Set(groups.map(([row]) => idOf(row)));
  const without = fitted.filter(([row]) => !covered.has(idOf(row)));
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

function idOf({ key }: Keyed): string {
  return JSON.stringify(key);
}
