import type { BnslParameters } from "../core/forms/evaluate.js";
import { isBreakDetermined, isEndDetermined } from "../core/rows/claims.js";
import { asFitted, curveId, curveNamer, groupByKey, type Keyed, selectedBy } from "../core/rows/curveRows.js";
import { type ErrorMeasure, errorMeasure } from "../core/rows/errorMeasure.js";
import type { Place } from "../core/optionText.js";
import { lawOf } from "../core/rows/law.js";
import { criterionName } from "../core/select.js";
import { hasFit, Status, statusName } from "../core/status.js";
import type { CurveSet, FitMeta, FitResult, FitRow, Objective } from "../core/types.js";
import { counted, escapeControls, shortNumber } from "../formats/terminalText.js";
import { methodsByPreference } from "../uncertainty/intervalRows.js";
import type { IntervalRow } from "../uncertainty/types.js";

/** What there is to see of one curve and one of its fits: plain data, in the units of the data. */
export interface CurvePicture {
  /** what the curve is called */
  readonly name: string;
  /** its name as a title; "" for none */
  readonly title: string;
  /** a line of words under the title: n, errors; "" for none */
  readonly subtitle: string;
  /** names of the columns of x and y */
  readonly xName: string;
  readonly yName: string;
  readonly objective: Objective;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** 1: fitted, 0: held out, 2: set aside by the fit */
  readonly train: ArrayLike<number>;
  /** null where the curve has no fit */
  readonly law: BnslParameters | null;
  /** names of the law's parameters that its points do not determine: nothing of them is marked; left out: none */
  readonly unidentified?: readonly string[];
  /** whether the law turns against the data or leaves them far behind where it extrapolates; left out: it does not */
  readonly runsAway?: boolean;
  /** pointwise interval of the law along x, ascending; empty without a bootstrap */
  readonly band: readonly BandPoint[];
  /** what the band is, in words, for the legend: "95 % band" */
  readonly bandName: string;
  /** interval of each break's location, in the order of the law's breaks; null where there is none */
  readonly breakIntervals: readonly (BreakInterval | null)[];
}

/** Ends are ±Infinity where the resamples give none. */
export interface BandPoint {
  readonly x: number;
  readonly lo: number;
  readonly hi: number;
}

export interface BreakInterval {
  /** 0 where it is open below */
  readonly lo: number;
  /** +Infinity where it is open above */
  readonly hi: number;
  /** share of the refits in which the break stands inside the data by itself; null where it was not counted */
  readonly identified: number | null;
}

/** x is always logarithmic under `loglog` and `logx`; `auto`: `loglog` where every y is above 0, else `logx`. */
export type Scales = "auto" | "loglog" | "logx" | "linear";

/** What of a picture is drawn. */
export interface FigureView {
  readonly scales: Scales;
  readonly residuals: boolean;
  readonly band: boolean;
  readonly testPoints: boolean;
  readonly segments: boolean;
  readonly breaks: boolean;
  readonly asymptote: boolean;
  /** how far to the right the law is drawn, an x or a multiple of the last x fitted ("10x"); null: a seventh of the data's decades beyond them */
  readonly to: Place | null;
}

export const DEFAULT_VIEW: FigureView = {
  scales: "auto",
  residuals: true,
  band: true,
  testPoints: true,
  segments: true,
  breaks: true,
  asymptote: true,
  to: null,
};

/** What is to be seen of a table of fits. */
interface PicturesRequest {
  /** keys of the curves, in the order of the pictures */
  readonly keys: readonly (readonly string[])[];
  /** which fit of a curve */
  readonly breaks: "selected" | number;
  /** whether a picture has the curve's name and a line of words above it */
  readonly heading: boolean;
}

/** A picture of each curve asked for; the set has all of their curves. A curve without the fit asked for has its points only. */
export function picturesOf(
  set: CurveSet,
  { rows, meta }: FitResult,
  intervals: readonly IntervalRow[],
  { keys, breaks, heading }: PicturesRequest,
): CurvePicture[] {
  const nameOf = curveNamer(rows);
  const [rowsOf, curvesOf, intervalsOf] = [byId(rows), byId(set.curves), byId(intervals)];
  return keys.map((key) => {
    const id = curveId(key);
    const picture = curvePicture({
      title: key.length === 0 ? `${meta.yName} against ${meta.xName}` : nameOf({ key }),
      curve: asFitted(curvesOf.get(id)![0], rowsOf.get(id)![0]),
      row: shownRow(rowsOf.get(id)!, breaks),
      intervals: intervalsOf.get(id) ?? [],
      meta,
    });
    return heading ? picture : { ...picture, title: "", subtitle: "" };
  });
}

/** Null where a curve has no such fit; where no row of it holds one, the first says why. */
function shownRow(rows: readonly FitRow[], breaks: "selected" | number): FitRow | null {
  const asked = rows.find((row) => (breaks === "selected" ? row.selected : row.nBreaks === breaks));
  const failed = rows.every(({ status }) => !hasFit(status));
  const isAnswer = breaks === "selected" ? failed || rows.length === 1 : failed && rows.length === 1;
  return asked ?? (isAnswer ? rows[0] : null);
}

function byId<Item extends Keyed>(items: readonly Item[]): Map<string, Item[]> {
  return new Map(groupByKey(items).map((group) => [curveId(group[0].key), group]));
}

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
  const tested =
    by !== "tests" || row.pSupport === null || row.nBreaks === 0 ? "" : `, p = ${shortNumber(row.pSupport, 2)}`;
  const chosen = row.selected ? ` (selected${by === null ? "" : ` by ${criterionName(by)}${tested}`})` : "";
  if (lawOf(row) === null) return `n = ${nBreaks}: no fit, ${statusName(status)}`;
  const parts = [
    `n = ${nBreaks}${chosen}`,
    ...(error === null ? [] : [`${name} ${shortNumber(error, 3)}`]),
    ...(held === null ? [] : [`held out ${shortNumber(held, 3)}`]),
    ...(name === "RMSE" && r2Train !== null ? [`R² ${shortNumber(r2Train, 4)}`] : []),
    ...(row.setAside.length === 0 ? [] : [`${counted(row.setAside.length, "row")} set aside`]),
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

type Law = Pick<CurvePicture, "law" | "unidentified">;

/** A view without what the points do not tell: where slopes and asymptote rest on open parameters, they are not drawn. */
export function toldView(picture: Law, view: FigureView): FigureView {
  const told = isEndTold(picture);
  return { ...view, asymptote: view.asymptote && told, segments: view.segments && told };
}

/** Whether the points tell what becomes of the law for large x. */
export function isEndTold({ law, unidentified = [] }: Law): boolean {
  return law === null || isEndDetermined({ unidentified, nBreaks: law.d.length });
}

/** A break of a picture's law. */
export interface PictureBreak {
  /** from 0 */
  readonly index: number;
  readonly d: number;
  readonly interval: BreakInterval | null;
  /** whether the points tell where it is */
  readonly told: boolean;
}

export function breaksOf({ law, breakIntervals, unidentified = [] }: CurvePicture): PictureBreak[] {
  return (law?.d ?? []).map((d, index) => ({
    index,
    d,
    interval: breakIntervals[index] ?? null,
    told: isBreakDetermined({ unidentified }, index + 1),
  }));
}
