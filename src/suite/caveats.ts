import { rises } from "../core/extrapolate/rising.js";
import type { Curve, CurveSet } from "../core/types.js";
import { places } from "./ranking.js";
import { splitRows } from "./scores.js";
import type { SuiteCaveats, SuiteCell, SuiteSection } from "./suiteResult.js";

/** A section of fewer curves than this gets a caveat. */
const FEW = 10;

/** What of the curves and their scores decides how far the tables can be trusted. */
export function findCaveats(
  { curves }: Pick<CurveSet, "curves">,
  cells: readonly (readonly SuiteCell[])[],
  sections: readonly Pick<SuiteSection, "name" | "curves">[],
): SuiteCaveats {
  const scored = cells.filter(([first]) => first.nTest > 0);
  const rows = curves.map(countRows);
  const total = (count: (row: RowCounts) => number) => rows.reduce((sum, row) => sum + count(row), 0);
  const touched = (count: (row: RowCounts) => number) => rows.filter((row) => count(row) > 0).length;
  const inside = rows.filter((row) => row.inside > 0);
  return {
    ties: findTies(scored),
    cutTies: scored.filter((row) => row.filter((cell) => cell.cutWinShare > 0).length > 1).length,
    oneTestRow: scored.filter(([first]) => first.nTest === 1).length,
    repeated: {
      curves: touched((row) => row.repeatedTrain + row.repeatedTest),
      trainRows: total((row) => row.repeatedTrain),
      testRows: total((row) => row.repeatedTest),
    },
    seenInTraining: { curves: touched((row) => row.seen), rows: total((row) => row.seen) },
    insideTraining: {
      curves: inside.length,
      rows: total((row) => row.inside),
      testRows: inside.reduce((sum, row) => sum + row.test, 0),
    },
    withoutTestRows: cells.filter(([first]) => first.nTest === 0).map(([first]) => first.key),
    failures: scored.flat().filter((cell) => cell.rmsleTest === null),
    withoutWinner: scored.filter((row) => row.every((cell) => cell.rmsleTest === null)).length,
    exact: scored.filter((row) => row.some((cell) => cell.rmsleTest === 0)).length,
    rising: curves.filter(rises).length,
    few: sections.filter((section) => section.curves < FEW).map(({ name, curves }) => ({ name, curves })),
    skippedRows: curves.reduce((sum, curve) => sum + curve.skippedRows, 0),
  };
}

/** Sets of forms that share a place somewhere, the most frequent first. */
function findTies(scored: readonly (readonly SuiteCell[])[]): SuiteCaveats["ties"] {
  const found = new Map<string, { forms: readonly string[]; curves: number; best: number }>();
  for (const row of scored) {
    for (const place of places(row.map((cell) => cell.rmsleTest))) {
      if (place.length < 2 || row[place[0]].rmsleTest === null) continue;
      const forms = [...place].sort((i, j) => i - j).map((i) => row[i].form);
      const id = JSON.stringify(forms);
      const tie = found.get(id) ?? { forms, curves: 0, best: 0 };
      const best = row[place[0]].best ? 1 : 0;
      found.set(id, { forms, curves: tie.curves + 1, best: tie.best + best });
    }
  }
  return [...found.values()].sort((p, q) => q.curves - p.curves);
}

interface RowCounts {
  readonly test: number;
  readonly repeatedTrain: number;
  readonly repeatedTest: number;
  readonly seen: number;
  readonly inside: number;
}

function countRows(curve: Curve): RowCounts {
  const { train, test } = splitRows(curve);
  const point = (row: number) => `${curve.x[row]} ${curve.y[row]}`;
  const trained = new Set(train.map(point));
  const held = new Set(test.map(point));
  const xs = train.map((row) => curve.x[row]);
  const lowest = xs.reduce((least, x) => Math.min(least, x), Infinity);
  const highest = xs.reduce((most, x) => Math.max(most, x), -Infinity);
  return {
    test: test.length,
    repeatedTrain: train.length - trained.size,
    repeatedTest: test.length - held.size,
    seen: test.filter((row) => trained.has(point(row))).length,
    inside: test.filter((row) => curve.x[row] >= lowest && curve.x[row] <= highest).length,
  };
}
