import { median } from "../statistics/median.js";
import { hasFit, statusName } from "../status.js";
import type { FitResult, FitRow } from "../types.js";
import { curveNamer, type CurveRows } from "../report/curveRows.js";
import { FEW_STARTS, restsOnFewStarts } from "../report/startsInMinimum.js";
import { counted, escapeControls, shortNumber } from "./terminalText.js";

/** Names told in a line before the rest is counted. */
const namesTold = 4;

/**
 * What a whole table of fits says, a line each: how many curves chose which n and ended how, errors, and
 * which answers to doubt and why.
 */
export function summaryLines(curves: readonly CurveRows[], result: FitResult): string[] {
  const nameOf = curveNamer(result.rows);
  const answers = curves.flatMap((curve) => curve.shown).filter((row) => hasFit(row.status));
  return [
    ...chosenLines(curves, result),
    ...errorLines(answers),
    ...doubtLines(answers, (row) =>
      result.meta.options.select === "none" ? `${nameOf(row)} at n=${row.nBreaks}` : nameOf(row),
    ),
    ...undefinedLines(curves, result),
    ...failureLines(curves, result, nameOf),
    ...skippedLines(curves),
  ];
}

function chosenLines(curves: readonly CurveRows[], { rows, meta }: FitResult): string[] {
  const statuses = tally(rows.map((row) => statusName(row.status))).map(
    ({ word, count }) => `${count} ${word}`,
  );
  const head = `${counted(curves.length, "curve")}, ${counted(rows.length, "row")}`;
  const lines = [statuses.length > 0 ? `${head}: ${statuses.join(", ")}.` : `${head}.`];
  if (meta.options.protocol === "extrapolate") {
    return [...lines, "One break for every curve, by the protocol extrapolate."];
  }
  if (meta.options.select === "none") return [...lines, "No number of breaks was selected (--select none)."];
  const chosen = tally(
    curves.map((curve) => (curve.selected ? `n=${curve.selected.nBreaks}` : "none")).sort(),
  );
  const by = meta.version === "unknown" ? "" : ` by ${meta.options.select}`;
  const parts = chosen.map(({ word, count }) => `${word} for ${counted(count, "curve")}`);
  return parts.length > 0 ? [...lines, `Breaks selected${by}: ${parts.join(", ")}.`] : lines;
}

function errorLines(answers: readonly FitRow[]): string[] {
  return (["rmsleTrain", "rmsleTest"] as const).flatMap((field) => {
    const values = answers.flatMap((row) => row[field] ?? []).sort((p, q) => p - q);
    if (values.length === 0) return [];
    const part = field === "rmsleTrain" ? "train" : "test";
    return [
      `RMSLE on ${part} rows: median ${shortNumber(median(values), 3)}, geometric mean ${geometricMean(values)}, ` +
        `largest ${shortNumber(values.at(-1)!, 3)} (${counted(values.length, "fit")}).`,
    ];
  });
}

function doubtLines(answers: readonly FitRow[], name: (row: FitRow) => string): string[] {
  const thin = answers.filter(restsOnFewStarts);
  const bound = answers.filter((row) => row.atBound.length > 0);
  const parameters = tally(bound.flatMap((row) => row.atBound)).map(({ word, count }) => `${count} ${word}`);
  return [
    ...told(
      `Reached by fewer than ${FEW_STARTS} starts run to the end (more --starts may find lower)`,
      thin,
      name,
    ),
    ...told(
      `With a parameter on a bound (${parameters.join(", ")}), not fixed by the data alone`,
      bound,
      name,
    ),
    ...farOffLines(answers, name),
  ];
}

function farOffLines(answers: readonly FitRow[], name: (row: FitRow) => string): string[] {
  const far = answers.filter((row) => row.rmsleTest !== null && row.rmsleTest > 1);
  const lines = told("Test error above 1 (off by more than a factor e)", far, name);
  return lines.map((line) => line.replace(/\.$/, "; look at them with --sort rmsle_test."));
}

/** With p parameters, AICc needs more than p + 1 points. */
function undefinedLines(curves: readonly CurveRows[], { meta }: FitResult): string[] {
  if (meta.options.select !== "aicc") return [];
  // where AICc is defined for no n, one is chosen all the same
  const leftOut = (row: FitRow): boolean => hasFit(row.status) && row.aicc === null && !row.selected;
  const touched = curves.filter(({ rows }) => rows.some(leftOut));
  if (touched.length === 0) return [];
  return [`AICc is undefined for some n in ${counted(touched.length, "curve")}: too few points, n left out.`];
}

function failureLines(
  curves: readonly CurveRows[],
  { meta }: FitResult,
  nameOf: (row: FitRow) => string,
): string[] {
  const failed = curves.filter((curve) => !curve.rows.some((row) => hasFit(row.status)));
  if (failed.length === 0) return [];
  const lines = failed.slice(0, 3 * namesTold).map(({ rows }) => {
    const reasons = rows.map((row) => `n=${row.nBreaks} ${failure(row)}`).join(", ");
    return `  ${escapeControls(nameOf(rows[0]))}: ${reasons}`;
  });
  const rest = failed.length - lines.length;
  if (rest > 0) lines.push(`  … and ${counted(rest, "more curve")}`);
  const asked = meta.options.breaks.join(", ");
  return [`${counted(failed.length, "curve")} without a fit at any n asked for (${asked}):`, ...lines];
}

function failure(row: FitRow): string {
  const points =
    statusName(row.status) === "too-few-points" ? ` (${counted(row.nTrain, "training row")})` : "";
  return statusName(row.status) + points;
}

function skippedLines(curves: readonly CurveRows[]): string[] {
  const skipped = curves.map(({ rows }) => rows[0].skippedRows).filter((count) => count > 0);
  const total = skipped.reduce((sum, count) => sum + count, 0);
  return total === 0 ? [] : [`${counted(total, "bad row")} skipped in ${counted(skipped.length, "curve")}.`];
}

function told(what: string, rows: readonly FitRow[], name: (row: FitRow) => string): string[] {
  if (rows.length === 0) return [];
  const names = rows.slice(0, namesTold).map((row) => escapeControls(name(row)));
  const rest = rows.length > namesTold ? `, and ${rows.length - namesTold} more` : "";
  return [`${what}: ${counted(rows.length, "answer")}: ${names.join("; ")}${rest}.`];
}

/** How often each word occurs, in the order of appearance. */
function tally(words: readonly string[]): { word: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].map(([word, count]) => ({ word: escapeControls(word), count }));
}

/** Zero errors (a fit through every point) have no logarithm: they are left out, and counted. */
function geometricMean(values: readonly number[]): string {
  const positive = values.filter((value) => value > 0);
  const zeros = values.length - positive.length;
  const mean =
    positive.length === 0
      ? 0
      : Math.exp(positive.reduce((sum, value) => sum + Math.log(value), 0) / positive.length);
  return shortNumber(mean, 3) + (zeros > 0 ? ` (without ${counted(zeros, "zero")})` : "");
}
