import type { Report } from "../curveIndex.js";
import type { Place } from "../wayBack.js";
import type { Line } from "./line.js";
import type { Query } from "./query.js";

/** What both lists take. */
export interface ListProps {
  report: Report;
  lines: readonly Line[];
  query: Query;
  ask: (change: Partial<Query>) => void;
  /** where the list is returned to */
  place: Place | null;
}
