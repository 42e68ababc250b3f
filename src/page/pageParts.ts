import type { Named, ReadSuite, ReadTable } from "../output/readTable.js";
import type { UncertaintyMeta } from "../output/uncertaintyMeta.js";
import type { FitterRace } from "../report/fitterRace.js";
import type { CurveSet, FitResult } from "../types.js";
import type { AuditRow, BreakTestRow, IntervalRow } from "../uncertainty/types.js";

/** What a page is made of; tables that are left out are null. */
export interface PageParts {
  readonly version: string;
  readonly command: string | null;
  readonly fits: Named<FitResult>;
  /** with every curve of the fits */
  readonly set: CurveSet;
  readonly intervals: Named<ReadTable<IntervalRow, UncertaintyMeta>> | null;
  readonly breakTests: Named<ReadTable<BreakTestRow, UncertaintyMeta>> | null;
  readonly audit: Named<ReadTable<AuditRow, UncertaintyMeta>> | null;
  /** of these or of other curves */
  readonly suite: ReadSuite | null;
  /** over these or other curves */
  readonly fitters: FitterRace | null;
}
