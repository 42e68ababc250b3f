import { firstNames } from "../core/firstNames.js";
import { curveName } from "../core/rows/curveRows.js";
import { hasFit, statusName } from "../core/status.js";
import { counted, escapeControls, shortNumber } from "../formats/terminalText.js";
import { TIE } from "../suite/ranking.js";
import type { Comparison, FormSummary, Suite, SuiteCaveats, SuiteCell, SuiteSection } from "../suite/suiteResult.js";
import type { SuiteMeta } from "../tables/suiteMeta.js";
import { shortenApart } from "./labels.js";
import { cellsIn, type PlainColumn, plainTable, type TextColumn } from "./plainTable.js";

/**
 * A suite as a person reads it in a terminal of `width` columns, ending in a newline: forms in each section, then the
 * caveats, then the comparison of forms. A table that cannot be made to fit runs over. Names are escaped, so data cannot
 * drive the terminal.
 */
export function suiteText(suite: Suite, meta: SuiteMeta, width: number): string {
  return inParts(suite, meta, "", { table: (report) => tableText(report, width), escape: escapeControls });
}

/** A suite as GitHub-flavoured Markdown, ending in a newline: the same tables and caveats as the terminal shows. */
export function suiteMarkdown(suite: Suite, meta: SuiteMeta): string {
  return inParts(suite, meta, "\n", { table: (report) => tableLines(report).join("\n"), escape: escapeMarkdown });
}

/**
 * What a suite says as one JSON object, ending in a newline: how it was made, the summary and comparisons of every
 * section, the caveats as counts and in words. The rows of each (curve, form) are in the table that `-o` writes.
 */
export function suiteJson(suite: Suite, meta: SuiteMeta): string {
  const { forms, domainName, sections, caveats } = suite;
  const failures = caveats.failures.map(({ key, form, status, unusableTestRows }) => ({
    key,
    form,
    status,
    unusableTestRows,
  }));
  const words = caveatLines(suite);
  return `${JSON.stringify({ meta, forms, domainName, sections, caveats: { ...caveats, failures, words } }, null, 2)}\n`;
}

interface Style {
  readonly table: (report: ReportTable) => string;
  readonly escape: (text: string) => string;
}

/** @param listStart what stands between a list and the line before it */
function inParts(suite: Suite, meta: SuiteMeta, listStart: string, { table, escape }: Style): string {
  const caveats = caveatLines(suite).map((line) => `- ${escape(line)}`);
  const compared = suite.sections.some(({ comparisons }) => comparisons.length > 0);
  const parts = [
    escape(suiteHeading(suite, meta)),
    table(summaryReport(suite)),
    caveats.length === 0 ? "No caveats." : `Caveats:\n${listStart}${caveats.join("\n")}`,
    ...(compared ? [table(comparisonReport(suite, meta.resamples))] : []),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** Cells that the name of a section may take in a wide and in a narrow table. */
const labelWidths = { wide: 28, narrow: 12 } as const;

function tableText({ columns, blocks, legend }: ReportTable, width: number): string {
  const wide = blockTable(columns, blocks, 2, labelWidths.wide);
  const table = wide.width <= width ? wide : blockTable(columns, blocks, 1, labelWidths.narrow);
  return [table.text, "", ...legend.map(escapeControls)].join("\n");
}

/** The section's name stands once, in the first row of its block; blocks are a line apart. */
function blockTable(
  columns: ReportTable["columns"],
  blocks: ReportTable["blocks"],
  gap: number,
  labelWidth: number,
): { text: string; width: number } {
  const names = blocks.flat().map(([name]) => escapeControls(name));
  const labels = shortenApart(names, labelWidth);
  const rows = blocks.flatMap((block, b) => {
    const cells = block.map(([name, ...rest], i) => [
      i === 0 ? labels.get(escapeControls(name))! : "",
      ...rest.map(escapeControls),
    ]);
    return b === 0 ? cells : [columns.map(() => ""), ...cells];
  });
  return plainTable(columns, rows, gap);
}

/** A table whatever it is printed as. Cells hold names as they stand in the data: escape before printing. */
export interface ReportTable {
  readonly columns: readonly PlainColumn[];
  /** rows by section; the first cell of each row is the section's */
  readonly blocks: readonly (readonly (readonly string[])[])[];
  /** what the columns mean and what they leave out, a line each */
  readonly legend: readonly string[];
}

/** A column of a report over one form, or one pair of forms, of a section. */
interface ReportColumn<Row> extends TextColumn<Row> {
  /** where not every suite has something to say in this column */
  readonly needed?: (section: SuiteSection, row: Row) => boolean;
}

/** What was fitted, and how. */
function suiteHeading({ cells, forms }: Suite, { protocol }: Pick<SuiteMeta, "protocol">): string {
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
  const cells = (section: SuiteSection) => (row: Row) => [sectionLabel(section), ...cellsIn(shown, row)];
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

/** Names told in a line before the rest is counted. */
const namesTold = 6;

/** The caveats that are true for a suite, a line each, with names as they stand in the data: escape before printing. */
export function caveatLines({ caveats, sections, forms }: Pick<Suite, "caveats" | "sections" | "forms">): string[] {
  const curves = counted(sections[0].curves, "curve");
  const lines = [
    ...withoutTestLines(caveats),
    ...failureLines(caveats, forms),
    ...tieLines(caveats, curves),
    ...rowLines(caveats, curves),
    fewWords(caveats),
  ];
  return lines.filter((line) => line !== false);
}

/** Why a cell has no test RMSLE. */
export function failureReason(cell: SuiteCell): string {
  if (!hasFit(cell.status)) return `${statusName(cell.status)}, ${counted(cell.nTrain, "training row")}`;
  return `ŷ ≤ 0 or not finite on ${cell.unusableTestRows ?? "some"} of ${counted(cell.nTest, "test row")}`;
}

function withoutTestLines({ withoutTestRows, skippedRows }: SuiteCaveats): (string | false)[] {
  const names = withoutTestRows.map((key) => curveName({ key }));
  return [
    names.length > 0 && `without test rows: ${counted(names.length, "curve")}, left out of the scores: ${told(names)}.`,
    skippedRows > 0 && `bad rows skipped: ${skippedRows}.`,
  ];
}

function failureLines({ failures, withoutWinner }: SuiteCaveats, forms: readonly string[]): (string | false)[] {
  const lines = forms.map((form) => {
    const failed = failures.filter((cell) => cell.form === form);
    const names = failed.map((cell) => `${curveName(cell)} (${failureReason(cell)})`);
    return (
      failed.length > 0 &&
      `${form} failed on ${counted(failed.length, "curve")}, a loss and the last rank: ${told(names)}.`
    );
  });
  return [
    ...lines,
    withoutWinner > 0 &&
      `no form has a test error on ${counted(withoutWinner, "curve")}: nobody won, shares do not add up to 100 %.`,
  ];
}

function tieLines({ ties, cutTies }: SuiteCaveats, curves: string): (string | false)[] {
  const words = ties.map(({ forms, curves: on, best }) => {
    const won = best === 0 ? "" : ` (best on ${best})`;
    return `${forms.join(" = ")} on ${counted(on, "curve")}${won}`;
  });
  return [
    words.length > 0 &&
      `ties, test errors equal to within ${TIE.toExponential()}, which share wins and ranks: ${told(words, "; ")}.`,
    cutTies > 0 && `cut to 3 decimals, ${cutTies} of ${curves} ${cutTies === 1 ? "has" : "have"} several best forms.`,
  ];
}

function rowLines(caveats: SuiteCaveats, curves: string): (string | false)[] {
  const { oneTestRow, repeated, seenInTraining, insideTraining, exact, rising } = caveats;
  return [
    oneTestRow > 0 &&
      `one test row: ${oneTestRow} of ${curves}; their error is that of one point, without a standard error.`,
    repeated.curves > 0 &&
      `repeated rows in ${counted(repeated.curves, "curve")}: ${repeated.trainRows} training and ` +
        `${counted(repeated.testRows, "test row")} repeat another's x and y; each counts, so standard errors are too small.`,
    seenInTraining.rows > 0 &&
      `test rows that are also training rows: ${seenInTraining.rows} in ${counted(seenInTraining.curves, "curve")}.`,
    insideTraining.rows > 0 &&
      `not an extrapolation: ${insideTraining.rows} of ${counted(insideTraining.testRows, "test row")} in ` +
        `${counted(insideTraining.curves, "curve")} have an x inside the range of the training x.`,
    exact > 0 && `a test error of 0 has no logarithm: ${counted(exact, "curve")} left out of geometric means.`,
    rising > 0 &&
      `y rises with x in ${rising} of ${curves}, and these forms fall: score such a metric as its distance ` +
        "from its ceiling (1 − accuracy).",
  ];
}

function fewWords({ few }: SuiteCaveats): string | false {
  const words = few
    .filter(({ curves }) => curves > 0)
    .map(({ name, curves }) => `${name} ${curves} (one moves a share by ${Math.round(100 / curves)} points)`);
  return words.length > 0 && `few curves: ${told(words)}; bootstrap intervals of so few are too narrow.`;
}

function told(names: readonly string[], separator = ", "): string {
  return firstNames(names, namesTold, { separator, before: separator });
}

/** Text of which nothing is taken for Markdown or HTML, or ends a cell or a line. */
export function escapeMarkdown(text: string): string {
  return escapeControls(text)
    .replace(/[\\`*[\]|~]/g, String.raw`\$&`)
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, String.raw`\_`)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;");
}

function tableLines({ columns, blocks, legend }: ReportTable): string[] {
  const headers = columns.map(({ header }) => header.filter((line) => line !== "").join(" "));
  return [
    row(headers.map(escapeMarkdown)),
    row(columns.map(({ right }) => (right ? "---:" : "---"))),
    ...blocks.flat().map((cells) => row(cells.map(escapeMarkdown))),
    "",
    legend.map(escapeMarkdown).join(" "),
  ];
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
