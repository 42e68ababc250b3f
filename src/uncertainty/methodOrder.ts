import type { IntervalMethod } from "./types.js";

/** What docs/STATISTICS.md recommends. */
export const RECOMMENDED: IntervalMethod = "envelope";

/** Which method's interval is shown where a table has several, in whatever order it was asked for them. */
const PREFERRED: readonly IntervalMethod[] = [RECOMMENDED, "bca", "percentile", "basic", "delta", "profile"];

/** The methods of some rows, the most preferred first; rows of no method are passed over. */
export function methodsByPreference(rows: Iterable<{ readonly method: IntervalMethod | null }>): IntervalMethod[] {
  const present = new Set(Array.from(rows, ({ method }) => method));
  return PREFERRED.filter((method) => present.has(method));
}
