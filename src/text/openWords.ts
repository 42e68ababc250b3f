import { isBreakDetermined } from "../core/rows/determined.js";
import { escapeControls, shortNumber } from "../formats/terminalText.js";
import type { Curve, FitRow } from "../core/types.js";

/** x of a curve, and which of its rows were fitted. */
export type FittedX = Pick<Curve, "x" | "train">;

/** What the training rows leave open, a line each; nothing where they tell every parameter and the curve goes on as they do. */
export function openWords(row: FitRow, points: FittedX | null): string[] {
  return [...undeterminedWords(row, points), ...runawayWords(row, points)];
}

function undeterminedWords(row: FitRow, points: FittedX | null): string[] {
  if (row.unidentified.length === 0) return [];
  const names = row.unidentified.map(escapeControls).join(", ");
  const breaks = row.d.flatMap((d, i) => {
    const few = points && !isBreakDetermined(row, i + 1) ? fewBeside(points, d) : null;
    return few === null ? [] : [`break ${i + 1}: ${few}`];
  });
  const why = breaks.length > 0 ? ` (${breaks.join("; ")})` : "";
  return [
    `Not determined by the training rows: ${names}${why}. Values far from these fit as well, as far as the noise allows to say; alone, these numbers of the formula mean nothing.`,
  ];
}

/** "1 x behind it", of a break that has fewer than two x on one side. */
function fewBeside({ x, train }: FittedX, d: number): string | null {
  const distinct = [...new Set(Array.from(x).filter((_, j) => train[j] === 1))];
  const behind = distinct.filter((v) => v > d).length;
  const before = distinct.filter((v) => v < d).length;
  if (behind < 2) return `${behind} x behind it`;
  return before < 2 ? `${before} x before it` : null;
}

function runawayWords({ runsAway }: FitRow, points: FittedX | null): string[] {
  if (!runsAway) return [];
  const last =
    points && Array.from(points.x).reduce((most, v, j) => (points.train[j] === 1 ? Math.max(most, v) : most), 0);
  const where = last ? `x = ${shortNumber(last, 4)}, the largest training x` : "the training x";
  return [
    `Runs away: beyond ${where}, the fitted curve turns against the data, leaves their range far behind or has no value. Do not extrapolate it.`,
  ];
}
