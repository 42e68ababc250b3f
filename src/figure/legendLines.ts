import { counted, shortNumber } from "../output/terminalText.js";
import { xDomain, yDomain } from "./domains.js";
import { limitName } from "./limitName.js";
import type { CurvePicture, FigureView } from "./picture.js";
import { resolveScales } from "./scales.js";
import { segmentsOf } from "./segments.js";
import { textWidth } from "./textWidth.js";

/** What a legend explains; `note` has no symbol. */
export type LegendSymbol =
  "train" | "test" | "law" | "extrapolated" | "band" | "break" | "segment" | "asymptote" | "note";

export interface LegendItem {
  readonly symbol: LegendSymbol;
  readonly words: string;
  /** pixels from the line's begin to the item's */
  readonly left: number;
}

export const LEGEND_SIZE = 11;
/** Room for the symbol in front of the words. */
export const SYMBOL_WIDTH = 24;
const GAP = 14;

/** The legend of a figure, broken into lines of at most `width` pixels; what lies outside of the frame is told at its end. */
export function legendLines(
  picture: CurvePicture,
  view: FigureView,
  width: number,
  notes = true,
): LegendItem[][] {
  const lines: LegendItem[][] = [];
  let left = Infinity;
  for (const { symbol, words } of [
    ...symbols(picture, view, notes),
    ...(notes ? outOfSight(picture, view) : []),
  ]) {
    const taken = (symbol === "note" ? 0 : SYMBOL_WIDTH) + textWidth(words, LEGEND_SIZE);
    if (left > 0 && left + taken > width) {
      lines.push([]);
      left = 0;
    }
    lines.at(-1)!.push({ symbol, words, left });
    left += taken + GAP;
  }
  return lines;
}

type Entry = Omit<LegendItem, "left">;

/** @param own whether it is the legend of one curve, whose asymptote has a value */
function symbols(picture: CurvePicture, view: FigureView, own: boolean): Entry[] {
  const { law, train, band, breakIntervals } = picture;
  const held = Array.from(train).some((flag) => flag === 0);
  const located = breakIntervals.some((interval) => interval !== null);
  const entries: (Entry | false)[] = [
    { symbol: "train", words: "training" },
    held && view.testPoints && { symbol: "test", words: "held out" },
    law !== null && { symbol: "law", words: "fit" },
    law !== null && { symbol: "extrapolated", words: "extrapolated" },
    view.band && band.length > 0 && { symbol: "band", words: picture.bandName },
    view.breaks &&
      law !== null &&
      law.d.length > 0 && { symbol: "break", words: located ? "break with interval" : "break" },
    view.segments && law !== null && { symbol: "segment", words: "power law of a segment, slope above" },
    view.asymptote &&
      law !== null && {
        symbol: "asymptote",
        words: own ? `${limitName(law)} ${shortNumber(law.a, 4)}` : limitName(law),
      },
  ];
  return entries.filter((entry): entry is Entry => entry !== false);
}

/** What is there and cannot be seen. */
function outOfSight(picture: CurvePicture, view: FigureView): Entry[] {
  const { law } = picture;
  if (!law) return [{ symbol: "note", words: "no fit" }];
  const scales = resolveScales(picture, view.scales);
  const x = xDomain(picture, view, scales.x);
  const [bottom, top] = yDomain(picture, view, scales.y, x);
  const far = law.d.filter((d) => d < x[0] || d > x[1]);
  const words = view.breaks ? far.map((d) => `break at ${shortNumber(d, 4)}: ${side(d, x)}`) : [];
  if (view.asymptote && (law.a < bottom || law.a > top)) {
    words.push(`${limitName(law)} ${law.a < bottom ? "below" : "above"} the frame`);
  }
  if (view.segments) {
    // between its ends a segment only rises or only falls
    const ends = segmentsOf(law, x).map(({ from, to, value }) => [value(from), value(to)]);
    const above = ends.filter((pair) => pair.every((y) => y > top)).length;
    const below = ends.filter((pair) => pair.every((y) => y < bottom)).length;
    if (above > 0) words.push(`${counted(above, "segment")} above the frame`);
    if (below > 0) words.push(`${counted(below, "segment")} below the frame`);
  }
  return words.map((each) => ({ symbol: "note", words: each }));
}

function side(d: number, [lo]: readonly [number, number]): string {
  return d < lo ? "left of the frame" : "right of the frame";
}
