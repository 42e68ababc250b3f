import type { Objective } from "../types.js";

/** y − ŷ on an objective's own scale; NaN where a logarithm is asked of what has none. */
export function residualOf(objective: Objective, y: number, value: number): number {
  switch (objective) {
    case "log":
      return Math.log(y / value);
    case "log1p":
      return Math.log((y + 1) / (value + 1));
    case "linear":
      return y - value;
  }
}
