import type { FitResult } from "../core/types.js";
import { packageVersion, readPageAssets } from "../node/packageFiles.js";
import { pageHtml } from "../report/html.js";
import { collectPage } from "../report/pageData.js";
import type { Suite } from "../suite/suiteResult.js";
import type { FitterRace } from "../tables/race.js";
import { checkAllBelong } from "../uncertainty/matchFits.js";
import type { AuditRow, BreakTestRow, IntervalRow } from "../uncertainty/types.js";
import { type FittedCall, toFittedSet, type FitInput } from "./input.js";

/** What a report shows besides fits and their curves. */
export interface ReportCall extends FittedCall {
  /** of the page; left out: "Fits" */
  readonly title?: string;
  /** what `bootstrap`, `testBreaks` and `audit` gave of these fits */
  readonly intervals?: readonly IntervalRow[];
  readonly breakTests?: readonly BreakTestRow[];
  readonly audit?: readonly AuditRow[];
  /** what `suite` gave, of these or other curves */
  readonly suite?: Suite;
  /** a race of fitters, over these or other curves */
  readonly fitters?: FitterRace;
  /** told of what was guessed and of tables that do not cover every curve */
  readonly onNote?: (line: string) => void;
}

/**
 * One HTML page that shows fits with their curves in any browser and loads nothing: its text.
 *
 *     const fits = await fit("curves.csv");
 *     await writeFile("report.html", await reportPage("curves.csv", fits));
 *
 * @param input the curves that were fitted, as `fit` takes them
 * @throws InputError for fits or tables that are of other curves, for a table of no fits
 */
export async function reportPage(input: FitInput, fits: FitResult, call: ReportCall = {}): Promise<string> {
  const { title = "Fits", onNote, suite } = call;
  const set = await toFittedSet(input, fits, call);
  checkAllBelong(set, fits, "the fits");
  const { data, notes } = collectPage({
    version: packageVersion(),
    command: null,
    fits: { name: "the fits", table: fits },
    set,
    intervals: named("the intervals", call.intervals),
    breakTests: named("the break tests", call.breakTests),
    audit: named("the audit", call.audit),
    suite: suite ? { ...suite, cells: suite.cells.flat(), meta: null } : null,
    fitters: call.fitters ?? null,
  });
  for (const note of [...set.notes, ...notes]) onNote?.(note);
  return pageHtml(data, title, await readPageAssets());
}

function named<Row>(name: string, rows: readonly Row[] | undefined) {
  return rows === undefined ? null : { name, table: { rows, meta: null } };
}
