import { group } from "d3-array";
import type { PredictabilityRow } from "../uncertainty/predictability.js";
import { blockTable, cellsIn, type TableBlock, type TextColumn } from "./plainTable.js";
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

/** The two fits of one place to stop at. */
interface Pair {
  readonly known: PredictabilityRow;
  readonly chosen: PredictabilityRow;
}

const columns: readonly TextColumn<Pair>[] = [
  { header: ["", "s"], right: true, text: ({ known }) => shortNumber(known.stop, 3) },
  { header: ["", "points"], right: true, text: ({ known }) => String(known.points) },
  ...figures("known:", ({ known }) => known),
  { header: ["", "|"], right: false, text: () => "|" },
  ...figures("AICc:", ({ chosen }) => chosen),
  { header: ["", "break"], right: true, text: ({ chosen }) => shortNumber(chosen.taken, 2) },
  { header: ["", "failed"], right: true, text: ({ known, chosen }) => String(Math.max(known.failed, chosen.failed)) },
];

function figures(name: string, of: (pair: Pair) => PredictabilityRow): TextColumn<Pair>[] {
  return [
    { header: [name, "error"], right: true, text: (pair) => shortNumber(of(pair).medianError, 3) },
    { header: ["", "90 %"], right: true, text: (pair) => shortNumber(of(pair).upperError, 3) },
    { header: ["", "|ln d|"], right: true, text: (pair) => shortNumber(of(pair).locationError, 3) },
    { header: ["", "x2"], right: true, text: (pair) => shortNumber(of(pair).located, 2) },
  ];
}

function blocksOf(rows: readonly PredictabilityRow[]): TableBlock[] {
  return [...group(rows, nameOf)].map(([name, ofCell]) => {
    const known = ofCell.filter(({ knowledge }) => knowledge === "known");
    const chosen = ofCell.filter(({ knowledge }) => knowledge === "aicc");
    return { name, rows: known.map((row, i) => cellsIn(columns, { known: row, chosen: chosen[i] })) };
  });
}

function nameOf(row: PredictabilityRow): string {
  const { key, sharpness, noise, repeats } = row;
  const parts = [`f ${shortNumber(sharpness, 3)}`, `noise ${shortNumber(noise, 3)}`];
  const runs = repeats === 1 ? [] : [`${repeats} runs`];
  return [...(key.length === 0 ? [] : [curveName(row)]), [...parts, ...runs].join(", ")].join(": ");
}
