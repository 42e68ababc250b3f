import { InputError } from "../errors.js";
import type { UncertaintyMeta } from "../output/uncertaintyMeta.js";
import { counted } from "../output/terminalText.js";
import { curveName, groupByKey, type Keyed } from "../report/curveRows.js";
import type { Curve, CurveSet, FitResult } from "../types.js";
import type { AuditRow, BreakTestRow, IntervalRow } from "../uncertainty/types.js";
import type { Named, PageParts } from "./pageParts.js";
import { checkSameFits } from "./sameFits.js";
import type { PageCurve, PageData, PageTable } from "./pageData.js";

/** A page's data, with a line for each table that does not cover every curve. */
export interface CollectedPage {
  readonly data: PageData;
  readonly notes: readonly string[];
}

/**
 * Puts fits, curves and the tables beside them together.
 *
 * @throws InputError where there are no fits, and where a table is not of these fits: other key columns, curves without a fit,
 *   other laws
 */
export function collectPage(parts: PageParts): CollectedPage {
  const { version, command, fits, set, intervals, breakTests, audit, suite } = parts;
  const { meta, rows } = fits.table;
  if (rows.length === 0) {
    throw new InputError(
      `${fits.name} holds no fits, so there is nothing to report: fit curves with bnsl fit`,
    );
  }
  const notes = [
    ...(intervals ? checkTable(intervals, fits, kinds.intervals) : []),
    ...(breakTests ? checkTable(breakTests, fits, kinds.breakTests) : []),
    ...(audit ? checkTable(audit, fits, kinds.audit) : []),
  ];
  const data: PageData = {
    ...{ version, command, meta, rows, curves: curvesOf(fits, set) },
    ...{ intervals: intervals?.table ?? null, breakTests: breakTests?.table ?? null },
    ...{ audit: audit?.table ?? null, suite },
  };
  return { data, notes };
}

/** How a kind of table is spoken of. */
interface Kind {
  readonly words: string;
  readonly command: string;
}

const kinds = {
  intervals: { words: "intervals", command: "bnsl bootstrap" },
  breakTests: { words: "break tests", command: "bnsl test-breaks" },
  audit: { words: "an audit", command: "bnsl audit" },
} as const satisfies Record<string, Kind>;

function curvesOf(fits: Named<FitResult>, set: CurveSet): PageCurve[] {
  const known = new Map(set.curves.map((curve) => [idOf(curve), curve]));
  return groupByKey(fits.table.rows).map(([row]) => {
    const curve = known.get(idOf(row));
    if (curve) return pageCurve(curve);
    throw new InputError(
      `${fits.name}: fits of curve ${curveName(row)}, which is not in ${set.sources.join(", ")}; give the table that was fitted`,
    );
  });
}

function pageCurve({ key, x, y, train }: Curve): PageCurve {
  return { key, x: [...x], y: [...y], train: [...train] };
}

/** Notes on what is missing. */
function checkTable(
  { name, table }: Named<PageTable<IntervalRow | BreakTestRow | AuditRow, UncertaintyMeta>>,
  fits: Named<FitResult>,
  { words, command }: Kind,
): string[] {
  const instead = `give ${words} of these fits (${command} --fits ${fits.name})`;
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
    `${name}: no ${words.replace(/^an /, "")} for ${without.length} of the ${counted(fitted.length, "curve")} of ${fits.name} ` +
      `(the first: ${curveName(without[0][0])})`,
  ];
}

/** Tables without metadata have at least as many key columns or not. */
function checkKeyNames(
  name: string,
  { rows, meta }: PageTable<Keyed, UncertaintyMeta>,
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

function idOf({ key }: Keyed): string {
  return JSON.stringify(key);
}
