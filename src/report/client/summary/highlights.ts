import { hasFit } from "../../../core/status.js";
import type { FitRow } from "../../../core/types.js";
import type { Report } from "../curveIndex.js";
import { FEW_STARTS, startsInMinimum } from "../../../core/rows/fitRow.js";
import { type Doubt, looseBreaks, openBreaks, reachWords, testOf } from "../tests.js";
import { count, counted, fixed, number, percent } from "../ui/numbers.js";
import { lacksRmsle, measureOf, needsOwnScale, rootName, rootObjective, rootScale } from "../ownScale.js";
import { EVERYTHING, linesOf, type Query } from "../curves/query.js";
import type { Line } from "../curves/columns.js";

/** Some curves to look at first, and why. */
export interface Highlight {
  readonly title: string;
  /** how membership is decided */
  readonly meaning: string;
  /** how many curves are not in it, and why */
  readonly leftOut?: string | undefined;
  /** what shows all of them in the table */
  readonly query: Query;
  readonly lines: readonly Line[];
  /** what is told of each line */
  readonly value: (line: Line) => string;
}

/** Doubtful answers, then the worst and the slowest; a kind that cannot be told from the data is left out. */
export function highlightsOf(report: Report): Highlight[] {
  const { intervals, breakTests, meta } = report.data;
  const answers = linesOf(report, EVERYTHING);
  const { name, column, train, test } = measureOf(report.data);
  const held = answers.some(({ row }) => test(row) !== null);
  return [
    doubtful(report, "nofit", "Without a fit", "no n asked for has one", ({ row }) => counted(row.nTrain, "row")),
    doubtful(
      report,
      "few",
      "Resting on few starts",
      `fewer than ${FEW_STARTS} starts were seen to reach the minimum; most starts are stopped early, so more of them may have been on their way`,
      ({ row }) => `${number(startsInMinimum(row))} of ${row.startsConverged} run to the end`,
    ),
    doubtful(report, "bound", "With a parameter on a bound", "the data alone do not fix that parameter", ({ row }) =>
      row.atBound.join(" "),
    ),
    doubtful(
      report,
      "undetermined",
      "With a parameter that the training rows do not determine",
      "it can be moved far, the others with it, and the fit is as good",
      ({ row }) => row.unidentified.join(" "),
    ),
    doubtful(
      report,
      "runaway",
      "Running away beyond the data",
      "the fitted curve turns against the training rows beyond them, or leaves their range far behind",
      ({ row }) => `n = ${row.nBreaks}`,
    ),
    ...(intervals
      ? [
          doubtful(
            report,
            "open",
            "With a break that the data do not bound",
            "its interval is open at one end or both",
            openText,
          ),
          doubtful(
            report,
            "loose",
            "With a break that refits lose",
            "it stands inside the data by itself in less than 90 % of the refits",
            ({ curve, row }) =>
              looseBreaks(row, curve.intervals)
                .map(({ index, shareIdentified }) => `d${index} ${percent(shareIdentified)}`)
                .join(", "),
          ),
        ]
      : []),
    ...(breakTests ? [moreBreaks(report, reachWords(breakTests))] : []),
    extreme(report, "Largest training errors", `${name} on training rows`, `${column}_train`, train),
    ...(needsOwnScale({ ...report.data, rows: answers.map(({ row }) => row) })
      ? [extreme(report, `Largest ${rootScale(meta)}`, rootName(meta), "root_objective", rootObjective)]
      : []),
    ...(name === "RMSE"
      ? [
          extreme(
            report,
            "Least explained",
            "R² on training rows: the share of the variance of y that the fit explains",
            "r2_train",
            (row) => row.r2Train,
            (value) => number(value, 3),
            false,
          ),
        ]
      : []),
    ...(held ? [extreme(report, "Largest test errors", `${name} on held-out rows`, `${column}_test`, test)] : []),
    extreme(
      report,
      "Most work",
      "iterations over all starts and the polish; times of single curves are not recorded",
      "iterations",
      (row) => row.iterations,
      (value) => count(value),
    ),
  ];
}

function doubtful(report: Report, doubt: Doubt, title: string, meaning: string, value: Highlight["value"]): Highlight {
  const query = { ...EVERYTHING, doubt };
  return { title, meaning, query, lines: linesOf(report, query), value };
}

/** Where no curve could have come out as supported, the smallest p stand in place of an empty list. */
function moreBreaks(report: Report, reach: string | null): Highlight {
  if (reach === null) {
    return doubtful(
      report,
      "more",
      "Where one more break is supported",
      "p of the break test, adjusted by Holm over all curves, is small",
      ({ curve, row }) => `Holm ${number(testOf(curve, row)?.pHolm ?? null, 2)}`,
    );
  }
  const query = { ...EVERYTHING, sort: "p_value" };
  const lines = linesOf(report, query).filter(({ curve, row }) => pOf(curve, row) !== null);
  const value = ({ curve, row }: Line) => `p ${fixed(pOf(curve, row), 2)}`;
  return { title: "Smallest p of one more break", meaning: reach, query, lines, value };
}

/** Of a test for one break more than the row has: that of a smaller number supports a break, where its p is small. */
function pOf(curve: Line["curve"], row: FitRow): number | null {
  const test = testOf(curve, row);
  return test?.nNull === row.nBreaks ? test.pValue : null;
}

function extreme(
  report: Report,
  title: string,
  meaning: string,
  sort: string,
  pick: (row: FitRow) => number | null,
  text: (value: number) => string = (value) => fixed(value),
  descending = true,
): Highlight {
  const query = { ...EVERYTHING, sort, descending };
  const fitted = linesOf(report, query).filter(({ row }) => hasFit(row.status));
  const lines = fitted.filter(({ row }) => pick(row) !== null);
  const missing = fitted.length - lines.length;
  const leftOut = missing === 0 ? undefined : `${counted(missing, "curve")} left out: ${whyMissing(fitted)}`;
  return { title, meaning, leftOut, query, lines, value: ({ row }) => text(pick(row)!) };
}

function whyMissing(fitted: readonly Line[]): string {
  const unheld = fitted.some(({ row }) => row.nTest === 0);
  return unheld && !lacksRmsle(fitted.map(({ row }) => row))
    ? "no held-out rows, or a y or ŷ not above 0"
    : "a y or ŷ is not above 0";
}

function openText({ curve, row }: Line): string {
  return openBreaks(row, curve.intervals)
    .map(({ index, ends }) => `d${index} ${ends === "none" ? "unbounded" : "half open"}`)
    .join(", ");
}
