import { hasFit } from "../../status.js";
import type { FitRow } from "../../types.js";
import type { Report } from "./curveIndex.js";
import { FEW_STARTS, startsInMinimum } from "../../report/startsInMinimum.js";
import { openBreaks, type Doubt } from "./doubts.js";
import { count, number } from "./numbers.js";
import { EVERYTHING, linesOf, type Query } from "./query.js";
import type { Line } from "./line.js";

/** Some curves to look at first, and why. */
export interface Highlight {
  readonly title: string;
  /** how membership is decided */
  readonly meaning: string;
  /** what shows all of them in the table */
  readonly query: Query;
  readonly lines: readonly Line[];
  /** what is told of each line */
  readonly value: (line: Line) => string;
}

/** Doubtful answers, then the worst and the slowest; a kind that cannot be told from the data is left out. */
export function highlightsOf(report: Report): Highlight[] {
  const { intervals, breakTests } = report.data;
  const answers = linesOf(report, EVERYTHING);
  const held = answers.some(({ row }) => row.rmsleTest !== null);
  return [
    doubtful(report, "nofit", "Without a fit", "no n asked for has one", ({ row }) => `${row.nTrain} rows`),
    doubtful(
      report,
      "few",
      "Resting on few starts",
      `fewer than ${FEW_STARTS} starts were seen to reach the minimum; most starts are stopped early, so more of them may have been on their way`,
      ({ row }) => `${number(startsInMinimum(row))} of ${row.startsConverged} run to the end`,
    ),
    doubtful(
      report,
      "bound",
      "With a parameter on a bound",
      "the data alone do not fix that parameter",
      ({ row }) => row.atBound.join(" "),
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
        ]
      : []),
    ...(breakTests
      ? [
          doubtful(
            report,
            "more",
            "Where one more break is supported",
            "p of the break test, adjusted by Holm over all curves, is small",
            ({ curve }) => `Holm ${number(curve.test?.pHolm ?? null, 2)}`,
          ),
        ]
      : []),
    extreme(
      report,
      "Largest training errors",
      "RMSLE on training rows",
      "rmsle_train",
      (row) => row.rmsleTrain,
    ),
    ...(held
      ? [
          extreme(
            report,
            "Largest test errors",
            "RMSLE on held-out rows",
            "rmsle_test",
            (row) => row.rmsleTest,
          ),
        ]
      : []),
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

function doubtful(
  report: Report,
  doubt: Doubt,
  title: string,
  meaning: string,
  value: Highlight["value"],
): Highlight {
  const query = { ...EVERYTHING, doubt };
  return { title, meaning, query, lines: linesOf(report, query), value };
}

function extreme(
  report: Report,
  title: string,
  meaning: string,
  sort: string,
  pick: (row: FitRow) => number | null,
  text: (value: number) => string = (value) => number(value, 3),
): Highlight {
  const query = { ...EVERYTHING, sort, descending: true };
  const lines = linesOf(report, query).filter(({ row }) => hasFit(row.status) && pick(row) !== null);
  return { title, meaning, query, lines, value: ({ row }) => text(pick(row)!) };
}

function openText({ curve, row }: Line): string {
  return openBreaks(row, curve.intervals)
    .map(({ index, ends }) => `d${index} ${ends === "none" ? "unbounded" : "half open"}`)
    .join(", ");
}
