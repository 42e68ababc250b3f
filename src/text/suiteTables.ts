import { counted, shortNumber } from "../formats/terminalText.js";
import type { Comparison, FormSummary, Suite, SuiteSection } from "../suite/suiteResult.js";
import type { SuiteMeta } from "../tables/suiteMeta.js";
import type { PlainColumn } from "./plainTable.js";

/** A table whatever it is printed as. Cells hold names as they stand in the data: escape before printing. */
export interface ReportTable {
  readonly columns: readonly PlainColumn[];
  /** rows by section; the first cell of each row is the section's */
  readonly blocks: readonly (readonly (readonly string[])[])[];
  /** what the columns mean and what they leave out, a line each */
  readonly legend: readonly string[];
}

/** A column of a report over one form, or one pair of forms, of a section. */
interface ReportColumn<Row> extends PlainColumn {
  readonly text: (row: Row) => string;
  /** where not every suite has something to say in this column */
  readonly needed?: (section: SuiteSection, row: Row) => boolean;
}

/** What was fitted, and how. */
export function suiteHeading({ cells, forms }: Suite, { protocol }: Pick<SuiteMeta, "protocol">): string {
  const whose = protocol === "extrapolate" ? " (of bnsl; the other forms have none)" : "";
  return `${counted(cells.length, "curve")}, forms ${forms.join(", ")}; protocol ${protocol}${whose}`;
}

/** Each form in each section. */
export function summaryReport({ sections }: Suite): ReportTable {
  const legend = [
    "test, train: RMSLE. best %: share of curves on which no form has a lower test RMSLE, ties shared;",
    "cut: the same with errors cut to 3 decimals first, as the notebook of Alabdulmohsin et al. (2022) counts.",
    ...commonLegend(sections),
  ];
  return report(summaryColumns, sections, (section) => section.forms, legend);
}

/** Each pair of forms in each section. */
export function comparisonReport({ sections }: Suite, resamples: number): ReportTable {
  const legend = [
    "geomean A / B: ratio of the geometric means of test RMSLE, below 1 where A is better, over the paired curves:",
    "those on which both have a test RMSLE above 0. 95 % interval, and share of resamples in which A's mean is lower:",
    `paired bootstrap over curves, ${counted(resamples, "resample")}, equal means counted half. A, B lower: on how many`,
    "curves, a failure being higher than any error. sign test: exact, two-sided, without ties.",
  ];
  return report(comparisonColumns, sections, (section) => section.comparisons, legend);
}

const summaryColumns: readonly ReportColumn<FormSummary>[] = [
  { header: ["", "form"], right: false, text: ({ form }) => form },
  { header: ["", "wins"], right: true, text: ({ wins }) => shortNumber(wins, 4) },
  { header: ["best", "%"], right: true, text: ({ shareBest }) => percent(shareBest) },
  { header: ["best %", "cut"], right: true, text: ({ cutShareBest }) => percent(cutShareBest) },
  { header: ["rank", "mean"], right: true, text: ({ meanRank }) => fixed(meanRank, 2) },
  { header: ["rank", "median"], right: true, text: ({ medianRank }) => fixed(medianRank, 2) },
  { header: ["test", "geomean"], right: true, text: (row) => error(row.geometricMeanTest) },
  { header: ["test", "median"], right: true, text: ({ medianTest }) => error(medianTest) },
  { header: ["train", "median"], right: true, text: ({ medianTrain }) => error(medianTrain) },
  { header: ["", "failed"], right: true, text: ({ failures }) => String(failures) },
];

const comparisonColumns: readonly ReportColumn<Comparison>[] = [
  { header: ["", "A / B"], right: false, text: ({ a, b }) => `${a} / ${b}` },
  { header: ["geomean", "A / B"], right: true, text: (row) => ratio(row.meanDifference) },
  { header: ["95 %", "interval"], right: true, text: (row) => row.interval?.map(ratio).join("–") ?? "–" },
  { header: ["A lower", "in %"], right: true, text: (row) => openPercent(row.shareLower) },
  { header: ["A", "lower"], right: true, text: ({ aLower }) => String(aLower) },
  { header: ["B", "lower"], right: true, text: ({ bLower }) => String(bLower) },
  { header: ["", "ties"], right: true, text: ({ ties }) => String(ties), needed: (_, { ties }) => ties > 0 },
  { header: ["sign", "test p"], right: true, text: ({ signTestP }) => shortNumber(signTestP, 2) },
  {
    header: ["", "paired"],
    right: true,
    text: ({ curves }) => String(curves),
    needed: (section, { curves }) => curves < section.curves,
  },
];

function report<Row>(
  columns: readonly ReportColumn<Row>[],
  sections: readonly SuiteSection[],
  rowsOf: (section: SuiteSection) => readonly Row[],
  legend: readonly string[],
): ReportTable {
  const shown = columns.filter(
    ({ needed }) => !needed || sections.some((section) => rowsOf(section).some((row) => needed(section, row))),
  );
  const cells = (section: SuiteSection) => (row: Row) => [sectionLabel(section), ...shown.map(({ text }) => text(row))];
  return {
    columns: [{ header: ["", "curves"], right: false }, ...shown],
    blocks: sections.map((section) => rowsOf(section).map(cells(section))),
    legend,
  };
}

function sectionLabel({ kind, name, curves }: SuiteSection): string {
  return `${kind === "group" ? "group " : ""}${name} (${curves})`;
}

function commonLegend(sections: readonly SuiteSection[]): string[] {
  const cut = sections.filter(({ curves, commonCurves }) => commonCurves < curves);
  if (cut.length === 0) return ["geomean: geometric mean over all curves."];
  const words = cut.map(({ name, curves, commonCurves }) => `${name} ${commonCurves} of ${curves}`);
  return [`geomean: over the curves on which every form has a test RMSLE above 0: ${words.join(", ")}.`];
}

function percent(share: number | null): string {
  return fixed(share === null ? null : 100 * share, 1);
}

/** Not rounded to a certainty that it has not got. */
function openPercent(share: number | null): string {
  if (share !== null && share < 1 && share > 0.9995) return ">99.9";
  if (share !== null && share > 0 && share < 0.0005) return "<0.1";
  return percent(share);
}

function ratio(difference: number | null): string {
  return error(difference === null ? null : Math.exp(difference));
}

function fixed(value: number | null, decimals: number): string {
  return value === null ? "–" : value.toFixed(decimals);
}

/** Three significant digits, trailing zeros kept so that a column lines up. */
function error(value: number | null): string {
  const readable = value !== null && value >= 1e-4 && value < 1e3;
  return readable ? value.toPrecision(3) : shortNumber(value, 3);
}
