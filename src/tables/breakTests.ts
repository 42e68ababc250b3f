import { BREAK_TEST_OPTIONS } from "../uncertainty/breakTestRequest.js";
import type { BreakTestRow } from "../uncertainty/types.js";
import { fieldColumns, SUPPORT_WORDS } from "./columns.js";
import { tableKinds } from "./tableKind.js";
import { BOOTSTRAP_STATUSES, ERROR_WORDS, uncertaintyTable } from "./uncertaintyMeta.js";

/** The columns of a table of break tests behind its key columns, in order: one row per curve. */
export const breakTestColumns = fieldColumns<BreakTestRow>({
  nNull: ["n_null", "count", "nullable"],
  objectiveNull: ["objective_null", "number", "nullable"],
  status: ["status", { ...BOOTSTRAP_STATUSES, "too-few-points": true, "most-breaks": true }],
  statistic: ["statistic", "number", "nullable"],
  pValue: ["p_value", "number", "nullable"],
  pError: ["p_error", "number", "nullable"],
  pHolm: ["p_holm", "number", "nullable"],
  pBh: ["p_bh", "number", "nullable"],
  supported: ["supported", "flag", "nullable"],
  location: ["location", "number", "nullable"],
  resamples: ["resamples", "count"],
  failed: ["failed", "count"],
  errors: ["errors", ERROR_WORDS, "later"],
  rho: ["rho", "number", "later"],
  support: ["support", SUPPORT_WORDS, "later"],
  restsOn: ["rests_on", "places", "later"],
});

const table = uncertaintyTable(tableKinds.breakTests, breakTestColumns, BREAK_TEST_OPTIONS);

/**
 * Break tests as an Arrow table: key columns (text) first. A key column named like one of ours gets `key.` in front.
 */
export const breakTestsToArrow = table.toArrow;

/** What `bnsl test-breaks -o` wrote, in any format: the inverse of `breakTestsToArrow`. See `uncertaintyTable`. */
export const readBreakTests = table.read;
