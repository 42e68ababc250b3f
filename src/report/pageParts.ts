import type { CurveSet, FitResult } from "../core/types.js";
import type { FitterRace } from "../tables/fitterRace.js";
import type { Named, ReadSuite, ReadTable } from "../tables/readTable.js";
import type { UncertaintyMeta } from "../tables/uncertaintyMeta.js";
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
