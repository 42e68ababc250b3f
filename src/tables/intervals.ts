import { BOOTSTRAP_OPTIONS } from "../uncertainty/request.js";
import type { IntervalRow } from "../uncertainty/types.js";
import { fieldColumns } from "./columns.js";
import { tableKinds } from "./tableKind.js";
import { BOOTSTRAP_STATUSES, ERROR_WORDS, METHODS, QUANTITIES, uncertaintyTable } from "./uncertaintyMeta.js";

/** The columns of a table of intervals behind its key columns, in order: one row per interval. */
export const intervalColumns = fieldColumns<IntervalRow>({
  nBreaks: ["n_breaks", "count", "nullable"],
  quantity: ["quantity", QUANTITIES, "nullable"],
  index: ["index", "count", "nullable"],
  x: ["x", "number", "nullable"],
  estimate: ["estimate", "number", "nullable"],
  se: ["se", "number", "nullable"],
  lo: ["lo", "number", "nullable"],
  hi: ["hi", "number", "nullable"],
  level: ["level", "number"],
  kind: ["kind", "text", "nullable"],
  method: ["method", METHODS, "nullable"],
  shareIdentified: ["share_identified", "number", "nullable"],
  shareAtBound: ["share_at_bound", "number", "nullable"],
  resamples: ["resamples", "count"],
  failed: ["failed", "count"],
  status: ["status", BOOTSTRAP_STATUSES],
  ends: ["ends", { both: true, lower: true, upper: true, none: true }, "nullable"],
  dof: ["dof", "count", "later"],
  errors: ["errors", ERROR_WORDS, "later"],
  rho: ["rho", "number", "later"],
  timesLast: ["times_last", "number", "later"],
  target: ["target", "number", "later"],
  scale: ["scale", { linear: true, log: true }, "later"],
  intervalOf: ["interval_of", { curve: true, "new-run": true }, "later"],
});

const table = uncertaintyTable(tableKinds.intervals, intervalColumns, BOOTSTRAP_OPTIONS, {
  column: "scale",
  today: errorInUnits,
});

/** Earlier versions gave the errors of ln d, ln f and ln x in place of those of d, f and x. */
function errorInUnits(row: IntervalRow): IntervalRow {
  const { quantity, se, estimate } = row;
  if (quantity !== "d" && quantity !== "f" && quantity !== "reach") return row;
  const inUnits = se === null || estimate === null ? null : se * Math.abs(estimate);
  return { ...row, scale: "log", se: Number.isFinite(inUnits) ? inUnits : null };
}

/**
 * Intervals as an Arrow table: key columns (text) first. A key column named like one of ours gets `key.` in front. What is
 * missing is null; an interval without an end has ±Infinity there (0 below for d, f and reach).
 */
export const intervalsToArrow = table.toArrow;

/** What `bnsl bootstrap -o` wrote, in any format: the inverse of `intervalsToArrow`. See `uncertaintyTable`. */
export const readIntervals = table.read;
