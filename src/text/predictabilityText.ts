import { group } from "d3-array";
import type { PredictabilityRow } from "../uncertainty/predictability.js";
import { blockTable, type PlainColumn, type TableBlock } from "./plainTable.js";
import { curveName, groupByKey } from "../core/rows/curveRows.js";
import { shortNumber } from "../formats/terminalText.js";

/**
 * A study as a person reads it in a terminal of `width` columns, ending in a newline: a block for each law, sharpness,
 * noise and number of repeats, in it a line for each place to stop at.
 */
export function predictabilityText(rows: readonly PredictabilityRow[], horizon: number, width: number): string {
  const blocks = groupByKey(rows).flatMap((ofLaw) => blocksOf(ofLaw));
  const lines = [
    blockTable("cell", columns, blocks, width),
    "",
    `Data stop at s times the last break's x. Error: RMSLE of the extrapolation from there to ${shortNumber(horizon, 4)} times that`,
    "x, median over data sets and 90 %. |ln d|: median error of the break's location; x2: share of data sets that have it",
    "within a factor 2. Left of the bar the number of breaks is known, right of it AICc chooses it or one less; break:",
    "share of data sets in which it takes the break.",
  ];
  return `${lines.join("\n")}\n`;
}

const columns: readonly PlainColumn[] = [
  { header: ["", "s"], right: true },
  { header: ["", "points"], right: true },
  { header: ["known:", "error"], right: true },
  { header: ["", "90 %"], right: true },
  { header: ["", "|ln d|"], right: true },
  { header: ["", "x2"], right: true },
  { header: ["", "|"], right: false },
  { header: ["AICc:", "error"], right: true },
  { header: ["", "90 %"], right: true },
  { header: ["", "|ln d|"], right: true },
  { header: ["", "x2"], right: true },
  { header: ["", "break"], right: true },
  { header: ["", "failed"], right: true },
];

function blocksOf(rows: readonly PredictabilityRow[]): TableBlock[] {
  return [...group(rows, nameOf)].map(([name, ofCell]) => {
    const known = ofCell.filter(({ knowledge }) => knowledge === "known");
    const chosen = ofCell.filter(({ knowledge }) => knowledge === "aicc");
    return { name, rows: known.map((row, i) => lineOf(row, chosen[i])) };
  });
}

function nameOf(row: PredictabilityRow): string {
  const { key, sharpness, noise, repeats } = row;
  const parts = [`f ${shortNumber(sharpness, 3)}`, `noise ${shortNumber(noise, 3)}`];
  const runs = repeats === 1 ? [] : [`${repeats} runs`];
  return [...(key.length === 0 ? [] : [curveName(row)]), [...parts, ...runs].join(", ")].join(": ");
}

function lineOf(known: PredictabilityRow, chosen: PredictabilityRow): string[] {
  const figures = ({ medianError, upperError, locationError, located }: PredictabilityRow) => [
    ...[medianError, upperError, locationError].map((value) => shortNumber(value, 3)),
    shortNumber(located, 2),
  ];
  return [
    shortNumber(known.stop, 3),
    String(known.points),
    ...figures(known),
    "|",
    ...figures(chosen),
    shortNumber(chosen.taken, 2),
    String(Math.max(known.failed, chosen.failed)),
  ];
}
