import type { UncertaintyMeta } from "../output/uncertaintyMeta.js";
import type { SuiteMeta } from "../output/suiteMeta.js";
import type { SuiteCell, SuiteSection } from "../suite/suiteResult.js";
import type { FitMeta, FitRow } from "../types.js";
import type { AuditRow, BreakTestRow, IntervalRow } from "../uncertainty/types.js";

/** Everything that a one-file report shows: plain data, embedded in the page and read back there. */
export interface PageData {
  /** version of bnsl that wrote the page */
  readonly version: string;
  /** the command that wrote the page */
  readonly command: string | null;
  readonly meta: FitMeta;
  /** by curve in input order, n ascending within a curve */
  readonly rows: readonly FitRow[];
  /** the curves in the order of their rows */
  readonly curves: readonly PageCurve[];
  readonly intervals: PageIntervals | null;
  readonly breakTests: PageTable<BreakTestRow, UncertaintyMeta> | null;
  readonly audit: PageTable<AuditRow, UncertaintyMeta> | null;
  readonly suite: PageSuite | null;
}

/** The points of one curve, test rows included. */
export interface PageCurve {
  readonly key: readonly string[];
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** 1: fitted, 0: held out */
  readonly train: readonly number[];
}

/** A table beside the fits; `meta` is null where its format carries none (CSV, JSON lines). */
export interface PageTable<Row, Meta> {
  readonly rows: readonly Row[];
  readonly meta: Meta | null;
}

/** Forms of the literature on the same or other curves. */
export interface PageSuite {
  readonly forms: readonly string[];
  readonly cells: readonly SuiteCell[];
  /** all, then groups, then domains */
  readonly sections: readonly SuiteSection[];
  readonly meta: SuiteMeta | null;
}

export type PageIntervals = PageTable<IntervalRow, UncertaintyMeta>;
