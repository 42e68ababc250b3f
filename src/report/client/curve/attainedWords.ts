import { courseOf } from "../../../core/rows/course.js";
import { lawOf } from "../../../core/rows/law.js";
import type { FitRow } from "../../../core/types.js";
import { trainingRange } from "../../../figure/domains.js";
import type { PageCurve } from "../../pageData.js";
import { number } from "../ui/numbers.js";
import type { ParameterRow } from "./parameterRows.js";

/** A slope within a twentieth of an exponent is one that has come to it. */
const NEAR = 0.05;

/**
 * What to remark of an exponent, which is a limit of the formula: the slopes that the curve has over the training x in its
 * place, where it does not come near.
 */
export function attainedWords(
  row: FitRow,
  points: Pick<PageCurve, "x" | "train"> | null,
): (parameter: Pick<ParameterRow, "quantity" | "index" | "estimate">) => string[] {
  const law = lawOf(row);
  if (law === null || points === null) return () => [];
  const { stretches } = courseOf(law, trainingRange(points));
  return ({ quantity, index, estimate }) => {
    if (quantity !== "slope" || estimate === null) return [];
    const stretch = stretches.find((each) => each.index === index);
    if (!stretch) return ["outside the training x"];
    const { least, greatest } = stretch;
    const room = NEAR * Math.abs(estimate);
    if (estimate >= least - room && estimate <= greatest + room) return [];
    return [`not attained: slopes there from ${number(least, 3)} to ${number(greatest, 3)}`];
  };
}
