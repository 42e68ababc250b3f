import type { Table } from "apache-arrow";
import { InputError } from "../core/errors.js";
import type { CurveSet } from "../core/types.js";
import { curvesFromArrays, type CurveArrays } from "../curves/arrays.js";
import { loadCurves, type LoadOptions } from "../curves/load.js";
import { openSource } from "../node/files.js";

/** What there is to fit: arrays, an Arrow table, a file or several as one table, or curves from `loadCurves`. */
export type FitInput = CurveArrays | Table | string | readonly string[] | CurveSet;

/** Any input as checked curves. InputError that names the row which cannot be. */
export async function toCurveSet(input: FitInput, options: LoadOptions): Promise<CurveSet> {
  if (typeof input === "string") return loadCurves([openSource(input)], options);
  if (isFileList(input))
    return loadCurves(
      input.map((file) => openSource(file)),
      options,
    );
  if (typeof input !== "object" || input === null) {
    throw new InputError(`there is nothing to fit in ${String(input)}: give arrays, a table, files or curves`);
  }
  if ("curves" in input) return checkCurves(input, options.yAbove ?? null);
  if ("batches" in input) return loadCurves([{ name: "table", table: input }], options);
  const { badRows, yAbove } = options;
  return curvesFromArrays(input, { ...(badRows ? { badRows } : {}), yAbove: yAbove ?? null });
}

function isFileList(input: FitInput): input is readonly string[] {
  return Array.isArray(input) && input.every((file) => typeof file === "string");
}

/** Curves may have been loaded for another objective, or made by hand. */
function checkCurves(set: CurveSet, yAbove: number | null): CurveSet {
  for (const curve of set.curves) {
    for (let row = 0; row < curve.x.length; row++) {
      const { x, y, weight, sigma } = curve;
      const place = `curve ${curve.key.join(" / ") || "(the only one)"}, row ${row + 1}`;
      if (!(x[row] > 0 && x[row] < Infinity)) throw new InputError(`${place}: x is ${x[row]}, not a number above 0`);
      if (!(Number.isFinite(y[row]) && y[row] > (yAbove ?? -Infinity))) {
        throw new InputError(`${place}: y is ${y[row]}, which this objective cannot take; "linear" takes any number`);
      }
      if (!(weight[row] > 0 && weight[row] < Infinity)) {
        throw new InputError(`${place}: the weight is ${weight[row]}, not a number above 0`);
      }
      if (sigma !== undefined && !(sigma.values[row] > 0 && sigma.values[row] < Infinity)) {
        throw new InputError(`${place}: sigma is ${sigma.values[row]}, not a number above 0`);
      }
    }
  }
  return set;
}
