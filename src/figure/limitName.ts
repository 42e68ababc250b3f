import type { BnslParameters } from "../core/forms/evaluate.js";
import { segmentsOf } from "./segments.js";

/** What a is to a law: one that grows at its end tends to nothing, and a is what it grows from. */
export function limitName(law: BnslParameters): "asymptote" | "constant a" {
  return segmentsOf(law, [0, Infinity]).at(-1)!.slope < 0 ? "asymptote" : "constant a";
}
