import type { FitMeta, FitRow } from "../core/types.js";
import type { FitterRace } from "../tables/fitterRace.js";
import type { ReadSuite, ReadTable } from "../tables/readTable.js";
import type { UncertaintyMeta } from "../tables/uncertaintyMeta.js";
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
  readonly breakTests: ReadTable<BreakTestRow, UncertaintyMeta> | null;
  readonly audit: ReadTable<AuditRow, UncertaintyMeta> | null;
  readonly suite: ReadSuite | null;
  readonly fitters: FitterRace | null;
}

/** The points of one curve, test rows included. */
export interface PageCurve {
  readonly key: readonly string[];
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** 1: fitted, 0: held out */
  readonly train: readonly number[];
}

export type PageIntervals = ReadTable<IntervalRow, UncertaintyMeta>;
