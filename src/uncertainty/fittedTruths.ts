import { InputError } from "../core/errors.js";
import { byCurve, curveName } from "../core/rows/curveRows.js";
import { lawOf } from "../core/rows/law.js";
import type { FitResult, FitRow } from "../core/types.js";
import type { Truth } from "./predictabilityRequest.js";

/**
 * The selected laws of a table of fits that have a break to be studied, with a line for what is left out.
 *
 * @param file what the table is called in messages
 * @param curve the only one that is wanted, by its name
 * @throws InputError where the fits are of y itself, where no curve is called so, or none has a law with a break
 */
export function fittedTruths(fits: FitResult, file: string, curve?: string): { truths: Truth[]; notes: string[] } {
  const { objective } = fits.meta.options;
  if (objective !== "log") {
    throw new InputError(
      `${file}: fits under the objective ${objective}, but noise is simulated on ln y; fit with --objective log`,
    );
  }
  const curves = byCurve(fits);
  const wanted = curve === undefined ? curves : curves.filter(({ rows }) => isCalled(rows[0], curve));
  if (wanted.length === 0) {
    const names = curves.slice(0, 5).map(({ rows }) => `"${curveName(rows[0])}"`);
    const more = curves.length > names.length ? ", …" : "";
    throw new InputError(`${file}: no curve is called "${curve}"; its curves are ${names.join(", ")}${more}`);
  }
  const truths = wanted.flatMap(({ selected }) => {
    const law = selected && lawOf(selected);
    return law && law.d.length > 0 && law.b > 0 ? [{ key: selected.key, law, sigma: sigmaOf(selected) }] : [];
  });
  if (truths.length === 0) {
    throw new InputError(
      `${file}: none of ${wanted.length} selected fits has a break and falls, so there is nothing to study; fit with ` +
        `breaks, or name a law with --law`,
    );
  }
  const left = wanted.length - truths.length;
  const note = `${left} of ${wanted.length} curves are left out: they have no selected fit that has a break and falls`;
  return { truths, notes: left === 0 ? [] : [note] };
}

function isCalled(row: FitRow, name: string): boolean {
  return curveName(row) === name || row.key.join("/") === name;
}

/** Of a point about the law, on ln y. */
function sigmaOf({ objective, nTrain, nBreaks }: FitRow): number | null {
  const freedom = nTrain - (3 + 3 * nBreaks);
  return objective !== null && freedom > 0 ? Math.sqrt((nTrain * objective) / freedom) : null;
}
