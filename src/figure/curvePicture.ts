import { errorMeasure, type ErrorMeasure } from "../core/rows/errorMeasure.js";
import { lawOf } from "../core/rows/law.js";
import { selectedBy } from "../core/rows/selectedBy.js";
import { criterionName } from "../core/select/criterionName.js";
import { Status, statusName } from "../core/status.js";
import type { FitMeta, FitRow } from "../core/types.js";
import { escapeControls, shortNumber } from "../formats/terminalText.js";
import { methodsByPreference } from "../uncertainty/methodOrder.js";
import type { IntervalRow } from "../uncertainty/types.js";
import type { BreakInterval, CurvePicture } from "./picture.js";

/** What a picture is made of. */
export interface PictureParts {
  /** what the curve is called */
  readonly title: string;
  readonly curve: Pick<CurvePicture, "x" | "y" | "train">;
  /** the fit that is drawn; null where the curve has none such: its points are drawn alone */
  readonly row: FitRow | null;
  /** rows of this curve, of any n and method; those of the row's n are taken */
  readonly intervals: readonly IntervalRow[];
  readonly meta: Pick<FitMeta, "xName" | "yName" | "options" | "version">;
}

/** One fit of one curve as there is to see of it. */
export function curvePicture({ title, curve, row, intervals, meta }: PictureParts): CurvePicture {
  const mine = intervals.filter(({ nBreaks, status }) => nBreaks === row?.nBreaks && status === "ok");
  const band = preferred(mine.filter(({ quantity }) => quantity === "band"));
  return {
    name: escapeControls(title),
    title: escapeControls(title),
    subtitle: subtitleOf(row, selectedBy(meta), errorMeasure(meta, row === null ? [] : [row])),
    xName: escapeControls(meta.xName),
    yName: escapeControls(meta.yName),
    objective: meta.options.objective,
    x: curve.x,
    y: curve.y,
    train: curve.train,
    law: row && lawOf(row),
    unidentified: row?.unidentified ?? [],
    runsAway: row?.runsAway ?? false,
    band: band
      .filter(({ lo, hi }) => lo !== null && hi !== null)
      .map(({ x, lo, hi }) => ({ x: x!, lo: lo!, hi: hi! }))
      .sort((p, q) => p.x - q.x),
    bandName: band.length === 0 ? "" : `${shortNumber(100 * band[0].level, 6)} % band`,
    breakIntervals: (row?.d ?? []).map((_, i) => breakInterval(mine, i + 1)),
  };
}

/** The fit in a line: what was chosen, how well it fits, how often it was found. */
function subtitleOf(row: FitRow | null, by: string | null, { name, train, test }: ErrorMeasure): string {
  if (row === null) return "no such fit";
  const { nBreaks, status, r2Train, atBound } = row;
  const [error, held] = [train(row), test(row)];
  const chosen = row.selected ? ` (selected${by === null ? "" : ` by ${criterionName(by)}`})` : "";
  if (lawOf(row) === null) return `n = ${nBreaks}: no fit, ${statusName(status)}`;
  const parts = [
    `n = ${nBreaks}${chosen}`,
    ...(error === null ? [] : [`${name} ${shortNumber(error, 3)}`]),
    ...(held === null ? [] : [`held out ${shortNumber(held, 3)}`]),
    ...(name === "RMSE" && r2Train !== null ? [`R² ${shortNumber(r2Train, 4)}`] : []),
    ...(atBound.length === 0 ? [] : [`on a bound: ${atBound.join(", ")}`]),
    ...(status === Status.MaxIterations ? [statusName(status)] : []),
  ];
  return parts.join("  ·  ");
}

function breakInterval(rows: readonly IntervalRow[], index: number): BreakInterval | null {
  const [row] = preferred(rows.filter(({ quantity, index: i }) => quantity === "d" && i === index));
  if (row === undefined || row.lo === null || row.hi === null) return null;
  return { lo: row.lo, hi: row.hi, identified: row.shareIdentified };
}

/** The rows of the method that is most recommended of those there are. */
function preferred(rows: readonly IntervalRow[]): IntervalRow[] {
  const [method] = methodsByPreference(rows);
  return rows.filter((row) => row.method === method);
}
