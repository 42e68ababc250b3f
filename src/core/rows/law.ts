import type { BnslParameters } from "../forms/evaluate.js";
import { hasFit } from "../status.js";
import type { FitRow } from "../types.js";

/** The law that a row reports; null where the row has no fit. */
export function lawOf({ status, a, b, c0, c, d, f }: FitRow): BnslParameters | null {
  if (!hasFit(status) || a === null || b === null || c0 === null) return null;
  return { a, b, c0, c, d, f };
}
