import type { UncertaintyMeta } from "../output/uncertaintyMeta.js";
import type { CurveSet, FitResult } from "../types.js";
import type { AuditRow, BreakTestRow, IntervalRow } from "../uncertainty/types.js";
import type { PageSuite, PageTable } from "./pageData.js";

/** Something with what it is called in messages: the file that it was read from. */
export interface Named<T> {
  readonly name: string;
  readonly table: T;
}

/** What a page is made of; tables that are left out are null. */
export interface PageParts {
  readonly version: string;
  readonly command: string | null;
  readonly fits: Named<FitResult>;
  /** with every curve of the fits */
  readonly set: CurveSet;
  readonly intervals: Named<PageTable<IntervalRow, UncertaintyMeta>> | null;
  readonly breakTests: Named<PageTable<BreakTestRow, UncertaintyMeta>> | null;
  readonly audit: Named<PageTable<AuditRow, UncertaintyMeta>> | null;
  /** of these or of other curves */
  readonly suite: PageSuite | null;
}
