import { shortNumber } from "../../output/terminalText.js";

/** Four significant digits, the exponent form where it is shorter; nothing as "–". */
export function number(value: number | null, digits = 4): string {
  return shortNumber(value, digits);
}

/** "7,000" */
export function count(value: number): string {
  return value.toLocaleString("en");
}

/** "1 curve", "7,000 curves" */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/** Whole per cent, not rounded to a certainty that it has not got. */
export function percent(share: number | null): string {
  if (share === null) return "–";
  if (share > 0.995 && share < 1) return ">99 %";
  if (share > 0 && share < 0.005) return "<1 %";
  return `${(100 * share).toFixed(0)} %`;
}

/** A duration as a person says it. */
export function duration(seconds: number): string {
  if (seconds < 1) return `${number(seconds, 2)} s`;
  if (seconds < 120) return `${number(seconds, 3)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  return `${number(seconds / 3600, 3)} h`;
}

/** A criterion as its papers write it; what else selects, as it is. */
export function criterionName(by: string): string {
  return { aic: "AIC", aicc: "AICc", bic: "BIC" }[by] ?? by;
}
