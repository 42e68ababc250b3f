/** A criterion as its papers write it; what else selects, as it is. */
export function criterionName(by: string): string {
  return { aic: "AIC", aicc: "AICc", bic: "BIC" }[by] ?? by;
}
