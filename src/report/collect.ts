import { InputError } from "../core/errors.js";
import { checkBesideFits } from "../tables/besideFits.js";
import { curveName, groupByKey, type Keyed } from "../core/rows/curveRows.js";
import type { Curve, CurveSet, FitResult } from "../core/types.js";
import type { PageParts } from "./pageParts.js";
import type { Named } from "../tables/readTable.js";
import type { PageCurve, PageData } from "./pageData.js";

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
    ...{ version, command, meta, rows, curves: curvesOf(fits, set) },
    ...{ intervals: intervals?.table ?? null, breakTests: breakTests?.table ?? null },
    ...{ audit: audit?.table ?? null, suite, fitters },
  };
  return { data, notes };
}

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

function idOf({ key }: Keyed): string {
  return JSON.stringify(key);
}
