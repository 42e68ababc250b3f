import { InputError } from "../core/errors.js";
import { hasFit } from "../core/status.js";
import type { Curve, CurveSet } from "../core/types.js";
import { findCaveats } from "./caveats.js";
import type { FormFit } from "./formFit.js";
import { planSuite } from "./plan.js";
import { scoreCurve } from "./scores.js";
import { scoreSections } from "./sections.js";
import type { Suite, SuiteCell, SuiteRequest } from "./suiteResult.js";

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
