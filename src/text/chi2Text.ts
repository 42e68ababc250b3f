import { chi2Tail } from "../core/statistics/gamma.js";
import type { FitRow } from "../core/types.js";
import { counted, shortNumber } from "../formats/terminalText.js";

/** A χ² that chance exceeds, or falls short of, less often than this is not one of the errors given. */
export const RARE_CHI2 = 1e-3;

type Judged = Pick<FitRow, "chi2" | "dof">;

/** "χ² 16.6 on 9 degrees of freedom"; null where no σ was given. */
export function chi2Text({ chi2, dof }: Judged): string | null {
  if (chi2 === null) return null;
  return `χ² ${shortNumber(chi2, 3)} on ${counted(Math.max(0, dof ?? 0), "degree")} of freedom`;
}

/** What χ² says of the errors given: too small for the residuals, too large, or neither (null). */
export function errorsGiven({ chi2, dof }: Judged): "small" | "large" | null {
  if (chi2 === null || dof === null || dof <= 0) return null;
  const tail = chi2Tail(chi2, dof);
  if (tail < RARE_CHI2) return "small";
  return tail > 1 - RARE_CHI2 ? "large" : null;
}

/** The same in words, with how rare so extreme a χ² is; null where it is not rare. */
export function errorsGivenText(row: Judged): string | null {
  const judged = errorsGiven(row);
  if (judged === null) return null;
  const p = shortNumber(chi2Tail(row.chi2!, row.dof!), 2);
  return judged === "small"
    ? `the errors given are too small for this curve's residuals, or the form does not fit (p = ${p})`
    : `the errors given are too large for this curve's residuals (p > ${1 - RARE_CHI2})`;
}
