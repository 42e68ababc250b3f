import { isBreakDetermined } from "../../../core/rows/claims.js";
import type { ErrorMeasure } from "../../../core/rows/errorMeasure.js";
import { startsInMinimum } from "../../../core/rows/fitRow.js";
import { hasFit, statusName } from "../../../core/status.js";
import type { FitMeta, FitRow } from "../../../core/types.js";
import { isMissing, parseNumber } from "../../../formats/cells.js";
import { shortStatus } from "../../../text/curveWords.js";
import type { CurveEntry, Report } from "../curveIndex.js";
import { measureOf, needsOwnScale, rootName, rootObjective, rootScale } from "../ownScale.js";
import { testOf } from "../tests.js";
import { count, distinctNumbers, fixed, number } from "../ui/numbers.js";

/** A column of the table of curves, named as in a table of fits. */
export interface Column {
  readonly name: string;
  readonly header: string;
  /** what it means, for a pointer that rests on it */
  readonly meaning: string;
  /** numbers are set right */
  readonly right: boolean;
  /** what it is sorted by; null comes last */
  readonly value: (line: Line) => number | string | null;
  readonly text: (line: Line) => string;
}

/** Key columns that differ, then what is known of a fit. The break test stands only where one was made. */
export function columnsOf({ data, tellingKeys, numberKeys }: Report): Column[] {
  return [
    ...tellingKeys.map((j) => keyColumn(data.meta.keyNames[j], j, numberKeys.includes(j))),
    ...lawColumns,
    ...errorColumns(measureOf(data)),
    ...searchColumns,
    ...(data.rows.some(({ unidentified }) => unidentified.length > 0) ? [openColumn] : []),
    ...(data.rows.some(({ runsAway }) => runsAway) ? [runawayColumn] : []),
    ...(needsOwnScale(data) ? [rootColumn(data.meta)] : []),
    ...(data.breakTests ? [testColumn] : []),
  ];
}

/** @param numbers whether every value is one, so that 9e6 comes before 1e7 */
function keyColumn(name: string, j: number, numbers: boolean): Column {
  const text = ({ row }: Line) => row.key[j];
  return {
    name: `key.${name}`,
    header: name,
    meaning: `key column ${name}`,
    right: false,
    value: numbers ? (line) => (isMissing(text(line)) ? null : parseNumber(text(line))) : text,
    text: (line) => (text(line) === "" ? '""' : text(line)),
  };
}

const lawColumns: readonly Column[] = [
  numeric("n_breaks", "n", "number of breaks", (row) => row.nBreaks, number),
  {
    name: "status",
    header: "status",
    meaning: "how the fit ended",
    right: false,
    value: ({ row }) => statusName(row.status),
    text: ({ row }) => shortStatus(row),
  },
  numeric("a", "a", "a, in units of y: the limit for large x where the last exponent is negative", (row) => row.a),
  numeric("b", "b", "scale, signed", (row) => row.b),
  numeric("c0", "c0", "exponent of the first segment", (row) => row.c0),
  {
    name: "d",
    header: "breaks at",
    meaning: "locations d of the breaks, in units of x; sorted by the first",
    right: false,
    value: ({ row }) => row.d[0] ?? null,
    text: ({ row }) =>
      distinctNumbers(row.d, 3)
        .map((text, i) => (isBreakDetermined(row, i + 1) ? text : "?"))
        .join(", "),
  },
];

/** Named as in a table of fits; short of heads, as they stand side by side. */
function errorColumns({ name, column, train, test }: ErrorMeasure): Column[] {
  const what = name === "RMSE" ? "in units of y" : "about the relative error";
  return [
    numeric(`${column}_train`, "train", `${name} on training rows: ${what}`, train),
    numeric(`${column}_test`, "test", `${name} on held-out rows: ${what}`, test),
    ...(name === "RMSE" ? [explainedColumn] : []),
  ];
}

const explainedColumn = numeric(
  "r2_train",
  "R²",
  "share of the variance of y that the fit explains, on training rows",
  (row) => row.r2Train,
);

const searchColumns: readonly Column[] = [
  {
    name: "starts",
    header: "in minimum",
    meaning: "starts seen to reach the reported minimum (at least so many did), of those run to the end",
    right: true,
    value: ({ row }) => startsInMinimum(row),
    text: ({ row }) => (hasFit(row.status) ? `${number(startsInMinimum(row))} of ${row.startsConverged}` : "–"),
  },
  numeric(
    "iterations",
    "iterations",
    "over all starts, the polish included",
    (row) => row.iterations,
    (value) => count(value!),
  ),
  names("at_bound", "on bound", "that stand on a bound: the data alone do not fix them", (row) => row.atBound),
];

const openColumn = names(
  "unidentified",
  "not determined",
  "that the training rows do not determine",
  (row) => row.unidentified,
);

const runawayColumn: Column = {
  name: "runs_away",
  header: "beyond",
  meaning:
    "whether the fitted curve, beyond the training x, turns against the data, leaves them far behind or has no value",
  right: false,
  value: ({ row }) => (row.runsAway ? 1 : null),
  text: ({ row }) => (row.runsAway ? "runs away" : ""),
};

/** Errors of all fits on the scale on which they were fitted: some have no RMSLE. */
function rootColumn(meta: FitMeta): Column {
  const meaning = `${rootName(meta)}: the root of the objective, on training rows`;
  return numeric("root_objective", `${rootScale(meta)}, train`, meaning, rootObjective);
}

const testColumn: Column = {
  name: "p_value",
  header: "p, one more",
  meaning:
    "of one break more than n, by simulation; before any adjustment for many curves. (0→1): of a test of 0 against 1 break, where none was made of this n",
  right: true,
  value: pOf,
  text: (line) => fixed(pOf(line), 2) + otherTest(line),
};

function pOf({ curve, row }: Line): number | null {
  return testOf(curve, row)?.pValue ?? null;
}

/** Which test it is, where it is of another number of breaks than the row's. */
function otherTest({ curve, row }: Line): string {
  const test = testOf(curve, row);
  if (test === null || test.nNull === null || test.pValue === null || test.nNull === row.nBreaks) return "";
  return ` (${test.nNull}→${test.nNull + 1})`;
}

/** Three digits are what a table of thousands is read for; a curve's own page has more. */
function numeric(
  name: string,
  header: string,
  meaning: string,
  pick: (row: FitRow) => number | null,
  format: (value: number | null) => string = fixed,
): Column {
  return {
    name,
    header,
    meaning,
    right: true,
    value: ({ row }) => pick(row),
    text: ({ row }) => format(pick(row)),
  };
}

/** Parameters of a fit. */
function names(name: string, header: string, which: string, pick: (row: FitRow) => readonly string[]): Column {
  return {
    name,
    header,
    meaning: `parameters ${which}; sorted by their number`,
    right: false,
    value: ({ row }) => pick(row).length || null,
    text: ({ row }) => pick(row).join(" "),
  };
}

/** One row of the table: a fit and the curve that it is of. */
export interface Line {
  readonly curve: CurveEntry;
  readonly row: FitRow;
}
