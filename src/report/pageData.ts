import { InputError } from "../core/errors.js";
import { groupByKey } from "../core/rows/curveRows.js";
import type { Curve, CurveSet, FitMeta, FitResult, FitRow } from "../core/types.js";
import type { FitterRace } from "../tables/race.js";
import type { Named, ReadSuite, ReadTable } from "../tables/read.js";
import { checkBesideFits } from "../tables/sameFits.js";
import type { UncertaintyMeta } from "../tables/uncertaintyMeta.js";
import { curveFinder } from "../uncertainty/matchFits.js";
import type { AuditRow, BreakTestRow, IntervalRow } from "../uncertainty/types.js";

/** A page's data, with a line for each table that does not cover every curve. */
interface CollectedPage {
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
  const { version, command, fits, set, intervals, breakTests, audit, suite, fitters } = parts;
  const { meta, rows } = fits.table;
  if (rows.length === 0) {
    throw new InputError(`${fits.name} holds no fits, so there is nothing to report: fit curves with bnsl fit`);
  }
  const notes = [
    ...(intervals ? checkBesideFits("intervals", intervals, fits) : []),
    ...(breakTests ? checkBesideFits("break tests", breakTests, fits) : []),
    ...(audit ? checkBesideFits("audit", audit, fits) : []),
  ];
  const data: PageData = {
    version,
    command,
    meta,
    rows,
    curves: curvesOf(fits, set),
    intervals: intervals?.table ?? null,
    breakTests: breakTests?.table ?? null,
    audit: audit?.table ?? null,
    suite,
    fitters,
  };
  return { data, notes };
}

function curvesOf({ name, table }: Named<FitResult>, set: CurveSet): PageCurve[] {
  const curveOf = curveFinder(set, name);
  return groupByKey(table.rows).map(([row]) => pageCurve(curveOf(row)));
}

function pageCurve({ key, x, y, train }: Curve): PageCurve {
  return { key, x: [...x], y: [...y], train: [...train] };
}

/** Everything that a one-file report shows: plain data, embedded in the page and read back there. */
export interface PageData {
  /** version of bnsl that wrote the page */
  readonly version: string;
  /** the command that wrote the page */
  readonly command: string | null;
  readonly meta: FitMeta;
  /** by curve in input order, n ascending within a curve */
  readonly rows: readonly FitRow[];
  /** the curves in the order of their rows */
  readonly curves: readonly PageCurve[];
  readonly intervals: PageIntervals | null;
  readonly breakTests: PageTable<BreakTestRow> | null;
  readonly audit: PageTable<AuditRow> | null;
  /** of these or of other curves */
  readonly suite: ReadSuite | null;
  /** over these or other curves */
  readonly fitters: FitterRace | null;
}

/** The points of one curve, test rows included. */
export interface PageCurve {
  readonly key: readonly string[];
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** 1: fitted, 0: held out */
  readonly train: readonly number[];
}

type PageTable<Row> = ReadTable<Row, UncertaintyMeta>;

export type PageIntervals = PageTable<IntervalRow>;

/** What a page is made of; tables that are left out are null. */
export interface PageParts extends Pick<PageData, "version" | "command" | "suite" | "fitters"> {
  readonly fits: Named<FitResult>;
  /** with every curve of the fits */
  readonly set: CurveSet;
  readonly intervals: Named<PageIntervals> | null;
  readonly breakTests: Named<PageTable<BreakTestRow>> | null;
  readonly audit: Named<PageTable<AuditRow>> | null;
}
