import { sum } from "d3-array";
import { InputError } from "../core/errors.js";
import { rises } from "../core/extrapolate/rising.js";
import { median } from "../core/statistics/quantile.js";
import { hasFit } from "../core/status.js";
import type { Curve, CurveSet } from "../core/types.js";
import type { FormFit } from "./forms.js";
import { planSuite, type SuitePlan } from "./plan.js";
import { compareForms, places, scoreCurve, splitRows } from "./ranking.js";
import type { FormSummary, Suite, SuiteCaveats, SuiteCell, SuiteRequest, SuiteSection } from "./suiteResult.js";

/**
 * Scores forms on held-out rows: cells → summary and comparisons of every section → caveats. `fits` holds, for each
 * curve of the set in order, a fit of each form in the order of the request. Curves without test rows keep their cells
 * and count nowhere else. A pure function: the same set, fits and request give the same suite.
 * @throws InputError as `planSuite` does, where fits do not belong to the curves, and where a y is not above 0
 */
export function scoreSuite(set: CurveSet, fits: readonly (readonly FormFit[])[], request: SuiteRequest): Suite {
  const plan = planSuite(set, request);
  set.curves.forEach((curve, i) => checkCurve(curve, i, fits[i], request.forms));
  const cells = set.curves.map((curve, i) => scoreCurve(curve, fits[i]));
  const sections = scoreSections(cells, request.forms, plan);
  const caveats = findCaveats(set, cells, sections);
  return { forms: request.forms, domainName: plan.domainName, cells, sections, caveats };
}

/** Cells that have no fit, of any curve: with them a run is not complete. */
export function cellsWithoutFit({ cells }: Suite): SuiteCell[] {
  return cells.flat().filter(({ status }) => !hasFit(status));
}

function checkCurve(curve: Curve, index: number, fits: readonly FormFit[] | undefined, forms: readonly string[]): void {
  const place = `curve ${index + 1} (${curve.key.join(" / ") || "the only one"})`;
  const fitted = fits?.map(({ form }) => form) ?? [];
  if (fitted.length !== forms.length || fitted.some((form, i) => form !== forms[i])) {
    const there = fitted.join(", ") || "none";
    throw new InputError(`${place} has fits of ${there}: there must be one of each form, ${forms.join(", ")}`);
  }
  const row = curve.y.findIndex((y) => !(y > 0 && y < Infinity));
  if (row >= 0) {
    throw new InputError(
      `${place}, row ${row + 1}: y is ${curve.y[row]}, which has no logarithm; RMSLE needs y above 0`,
    );
  }
}

/** What the scores of a table's parts are made from besides its cells. */
type SectionPlan = Pick<SuitePlan, "sections" | "pairs" | "resamples" | "seed">;

/**
 * Summary and comparisons of every section, of its curves with test rows.
 *
 * @param cells by curve, forms in the order of `forms`
 */
export function scoreSections(
  cells: readonly (readonly SuiteCell[])[],
  forms: readonly string[],
  plan: SectionPlan,
): SuiteSection[] {
  return plan.sections.map(({ kind, name, members }) => {
    const scored = members.map((i) => cells[i]).filter(([first]) => first.nTest > 0);
    return {
      kind,
      name,
      curves: scored.length,
      commonCurves: scored.filter(hasEveryError).length,
      forms: summarise(scored, forms),
      comparisons: plan.pairs.map((pair) => compareForms(scored, pair, plan)),
    };
  });
}

/** Each form over some curves with test rows, given as their cells. */
function summarise(curves: readonly (readonly SuiteCell[])[], forms: readonly string[]): FormSummary[] {
  const common = curves.filter(hasEveryError);
  return forms.map((form, i) =>
    summariseForm(
      form,
      curves.map((cells) => cells[i]),
      common.map((cells) => cells[i].rmsleTest!),
    ),
  );
}

/** Whether every form has a test RMSLE that has a logarithm. */
function hasEveryError(cells: readonly SuiteCell[]): boolean {
  return cells.every(({ rmsleTest }) => rmsleTest !== null && rmsleTest > 0);
}

function summariseForm(form: string, cells: readonly SuiteCell[], common: readonly number[]): FormSummary {
  const wins = sum(cells.map((cell) => cell.winShare));
  const cutWins = sum(cells.map((cell) => cell.cutWinShare));
  const ranks = cells.map((cell) => cell.rank!);
  const some = cells.length > 0;
  return {
    form,
    wins,
    shareBest: some ? wins / cells.length : null,
    cutShareBest: some ? cutWins / cells.length : null,
    meanRank: some ? sum(ranks) / cells.length : null,
    medianRank: finiteMedian(ranks),
    geometricMeanTest: common.length > 0 ? Math.exp(sum(common.map(Math.log)) / common.length) : null,
    medianTest: finiteMedian(cells.map((cell) => cell.rmsleTest ?? Infinity)),
    medianTrain: finiteMedian(cells.map((cell) => cell.rmsleTrain ?? Infinity)),
    failures: cells.filter((cell) => cell.rmsleTest === null).length,
  };
}

/** Null for nothing, and where it is infinite. */
function finiteMedian(values: readonly number[]): number | null {
  const value = median(values);
  return Number.isFinite(value) ? value : null;
}

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
