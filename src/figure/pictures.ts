import { curveNamer, groupByKey } from "../core/rows/curveRows.js";
import { hasFit } from "../core/status.js";
import type { Curve, CurveSet, FitResult, FitRow } from "../core/types.js";
import type { IntervalRow } from "../uncertainty/types.js";
import { curvePicture } from "./curvePicture.js";
import type { CurvePicture } from "./picture.js";

/** What is to be seen of a table of fits. */
export interface PicturesRequest {
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
  const groups = groupByKey(rows);
  const nameOf = curveNamer(groups.map(([row]) => row));
  const rowsOf = byId(groups, ([row]) => row.key);
  const curveOf = byId<Curve>(set.curves, ({ key }) => key);
  const intervalsOf = byId(groupByKey(intervals), ([row]) => row.key);
  return keys.map((key) => {
    const id = JSON.stringify(key);
    const picture = curvePicture({
      title: key.length === 0 ? `${meta.yName} against ${meta.xName}` : nameOf({ key }),
      curve: curveOf.get(id)!,
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

function byId<Item>(items: readonly Item[], key: (item: Item) => readonly string[]): Map<string, Item> {
  return new Map(items.map((item) => [JSON.stringify(key(item)), item]));
}
