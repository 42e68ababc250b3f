import { median } from "../core/statistics/median.js";
import type { FormSummary, SuiteCell } from "./suiteResult.js";

/** Each form over some curves with test rows, given as their cells. */
export function summarise(curves: readonly (readonly SuiteCell[])[], forms: readonly string[]): FormSummary[] {
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
export function hasEveryError(cells: readonly SuiteCell[]): boolean {
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

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
