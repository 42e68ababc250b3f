import { escapeControls } from "../formats/terminalText.js";
import type { Suite } from "../suite/suiteResult.js";
import type { SuiteMeta } from "../tables/suiteMeta.js";
import { shortenApart } from "./labels.js";
import { plainTable } from "./plainTable.js";
import { caveatLines } from "./suiteCaveats.js";
import { comparisonReport, suiteHeading, summaryReport, type ReportTable } from "./suiteTables.js";

/**
 * A suite as a person reads it in a terminal of `width` columns, ending in a newline: forms in each section, then the
 * caveats, then the comparison of forms. A table that cannot be made to fit runs over. Names are escaped, so data cannot
 * drive the terminal.
 */
export function suiteText(suite: Suite, meta: SuiteMeta, width: number): string {
  const caveats = caveatLines(suite);
  const compared = suite.sections.some(({ comparisons }) => comparisons.length > 0);
  const lines = [
    escapeControls(suiteHeading(suite, meta)),
    "",
    tableText(summaryReport(suite), width),
    "",
    caveats.length === 0 ? "No caveats." : "Caveats:",
    ...caveats.map((line) => `- ${escapeControls(line)}`),
    ...(compared ? ["", tableText(comparisonReport(suite, meta.resamples), width)] : []),
  ];
  return `${lines.join("\n")}\n`;
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
