import { isEndDetermined } from "../core/rows/claims.js";
import type { ErrorMeasure } from "../core/rows/errorMeasure.js";
import { lawOf } from "../core/rows/law.js";
import { statusName } from "../core/status.js";
import type { Curve, FitRow } from "../core/types.js";
import { trainingRange } from "../figure/domains.js";
import { counted, escapeControls, wrapText } from "../formats/terminalText.js";
import { errorColumns } from "./curveWords.js";
import { lawInShort } from "./lawWords.js";
import { blockTable, cellsIn, type TextColumn } from "./plainTable.js";
import { sparkline } from "./textPlot.js";

/** A curve in a list. */
interface ListedCurve {
  readonly name: string;
  /** the fit to show; null where the curve has none such */
  readonly row: FitRow | null;
  readonly rows: readonly FitRow[];
  /** null where the data are not known */
  readonly points: Pick<Curve, "x" | "y" | "train"> | null;
}

/** Curves, a line each, and how to see one in full. */
export function curveList(
  curves: readonly ListedCurve[],
  measure: ErrorMeasure,
  width: number,
  ascii: boolean,
): string {
  const pictured = curves.some(({ points }) => points !== null);
  const picture: TextColumn<ListedCurve> = {
    header: ["", "points"],
    right: false,
    text: ({ points }) => (points === null ? "" : sparkline(points.x, points.y, ascii)),
  };
  const columns: TextColumn<ListedCurve>[] = [
    { header: ["", "n"], right: true, text: ({ row }) => (row === null ? "–" : String(row.nBreaks)) },
    { header: ["slopes (breaks)", "→ asymptote"], right: false, text: inShort },
    ...errorColumns(measure).map(({ text, ...column }) => ({ ...column, text: ({ row }: ListedCurve) => text(row) })),
    ...(pictured ? [picture] : []),
  ];
  const blocks = curves.map((curve) => ({ name: curve.name, rows: [cellsIn(columns, curve)] }));
  const words = [
    `${counted(curves.length, "curve")}. ${slopesMeaning(pictured)}`,
    "--only NAME shows one in full: its name, a part of it, or Column=value.",
  ];
  return [blockTable("curve", columns, blocks, width), "", ...words.map((line) => wrapText(line, width))].join("\n");
}

function slopesMeaning(pictured: boolean): string {
  const where = pictured ? "those of the curve over its training x" : "those of the law at any x";
  return (
    `Slopes are ${where}, of ln|y − a| against ln x (~: the mean of one that varies), with the breaks ` +
    `between them; behind → what the formula tends to.`
  );
}

/** No slope, place or asymptote of a law of which the training rows leave those open. */
function inShort({ row, rows, points }: ListedCurve): string {
  const law = row && lawOf(row);
  if (!row || !law) return `no fit: ${statusName((row ?? rows[0]).status)}`;
  const beyond = row.runsAway ? "; runs away" : "";
  if (!isEndDetermined(row)) return `not determined: ${row.unidentified.map(escapeControls).join(" ")}${beyond}`;
  return lawInShort(law, points && trainingRange(points)) + beyond;
}
