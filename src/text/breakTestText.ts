import type { BreakTestRow } from "../uncertainty/types.js";
import { blockTable, type PlainColumn, type TableBlock } from "./plainTable.js";
import { curveNamer } from "../core/rows/curveRows.js";
import { counted, shortNumber } from "../formats/terminalText.js";

/**
 * Break tests as a person reads them in a terminal of `width` columns, ending in a newline: a line for each curve that has
 * a p-value, then how many support one more break.
 */
export function breakTestText(rows: readonly BreakTestRow[], alpha: number, width: number): string {
  const nameOf = curveNamer(rows);
  const tested = rows.filter(({ pValue }) => pValue !== null);
  if (tested.length === 0) return "No curve could be tested.\n";
  const blocks = tested.map((row): TableBlock => ({ name: nameOf(row), rows: [lineOf(row)] }));
  const supported = tested.filter((row) => row.supported === true).length;
  const lines = [
    blockTable("curve", columns, blocks, width),
    "",
    `One more break is supported in ${supported} of ${counted(tested.length, "curve")} at alpha = ${alpha}, by Holm's adjustment ` +
      "over all of them.",
    "N ln F/F': the likelihood ratio, F and F' the least objectives with n and n + 1 breaks, N the training rows.",
    "p: simulated from the fit with n breaks, with its Monte Carlo standard error. Holm: of any false claim; BH: of the share",
    "of false claims. at x: where the fit with one more break puts it.",
  ];
  return `${lines.join("\n")}\n`;
}

const columns: readonly PlainColumn[] = [
  { header: ["", "n"], right: true },
  { header: ["N ln", "F/F'"], right: true },
  { header: ["", "p"], right: true },
  { header: ["", "±"], right: true },
  { header: ["", "Holm"], right: true },
  { header: ["", "BH"], right: true },
  { header: ["one more", "break"], right: false },
  { header: ["", "at x"], right: true },
];

function lineOf(row: BreakTestRow): string[] {
  const { nNull, statistic, pValue, pError, pHolm, pBh, supported, location } = row;
  return [
    nNull === null ? "–" : String(nNull),
    shortNumber(statistic, 4),
    shortNumber(pValue, 3),
    shortNumber(pError, 2),
    shortNumber(pHolm, 3),
    shortNumber(pBh, 3),
    verdict(supported),
    shortNumber(location, 4),
  ];
}

function verdict(supported: boolean | null): string {
  if (supported === null) return "–";
  return supported ? "supported" : "not supported";
}
