import { escapeControls } from "../formats/terminalText.js";
import type { Suite } from "../suite/suiteResult.js";
import type { SuiteMeta } from "../tables/suiteMeta.js";
import { caveatLines } from "./suiteCaveats.js";
import { comparisonReport, suiteHeading, summaryReport, type ReportTable } from "./suiteTables.js";

/** A suite as GitHub-flavoured Markdown, ending in a newline: the same tables and caveats as the terminal shows. */
export function suiteMarkdown(suite: Suite, meta: SuiteMeta): string {
  const caveats = caveatLines(suite);
  const compared = suite.sections.some(({ comparisons }) => comparisons.length > 0);
  const lines = [
    escapeMarkdown(suiteHeading(suite, meta)),
    "",
    ...tableLines(summaryReport(suite)),
    "",
    caveats.length === 0 ? "No caveats." : "Caveats:",
    ...(caveats.length === 0 ? [] : [""]),
    ...caveats.map((line) => `- ${escapeMarkdown(line)}`),
    ...(compared ? ["", ...tableLines(comparisonReport(suite, meta.resamples))] : []),
  ];
  return `${lines.join("\n")}\n`;
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
