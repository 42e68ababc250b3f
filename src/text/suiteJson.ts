import type { Suite } from "../suite/suiteResult.js";
import type { SuiteMeta } from "../tables/suiteMeta.js";
import { caveatLines } from "./suiteCaveats.js";

/**
 * What a suite says as one JSON object, ending in a newline: how it was made, the summary and comparisons of every
 * section, the caveats as counts and in words. The rows of each (curve, form) are in the table that `-o` writes.
 */
export function suiteJson(suite: Suite, meta: SuiteMeta): string {
  const { forms, domainName, sections, caveats } = suite;
  const failures = caveats.failures.map(({ key, form, status, unusableTestRows }) => ({
    key,
    form,
    status,
    unusableTestRows,
  }));
  const words = caveatLines(suite);
  return `${JSON.stringify({ meta, forms, domainName, sections, caveats: { ...caveats, failures, words } }, null, 2)}\n`;
}
