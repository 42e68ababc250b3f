import type { JSX } from "preact";
import { shortNumber } from "../formats/terminalText.js";
import { BREAK_DASHES, breakShade, isLineDrawn, isUnbounded } from "./Breaks.js";
import { round, textWidth, Words } from "./Words.js";
import { bandEnd, xDomain, yDomain } from "./domains.js";
import { limitName } from "./names.js";
import type { Palette } from "./palette.js";
import { resolveScales } from "./panel.js";
import { breaksOf, type CurvePicture, type FigureView, isEndTold, toldView } from "./picture.js";
import { segmentsOf } from "./segments.js";

const LINE = 16;

interface LegendProps {
  readonly lines: readonly (readonly LegendItem[])[];
  readonly palette: Palette;
  readonly left: number;
  readonly top: number;
}

/** What the marks mean, as many lines as it takes. */
export function Legend({ lines, palette, left, top }: LegendProps): JSX.Element {
  return (
    <g data-mark="legend">
      {lines.map((items, row) =>
        items.map(({ symbol, words, left: at }) => (
          <g key={words} transform={`translate(${left + at} ${top + row * LINE + 6})`}>
            {SYMBOLS[symbol](palette)}
            <Words x={symbol === "note" ? 0 : SYMBOL_WIDTH - 3} y={4} size={LEGEND_SIZE} fill={palette.muted}>
              {words}
            </Words>
          </g>
        )),
      )}
    </g>
  );
}

/** How each mark looks that a legend explains; `note` has no symbol. */
const SYMBOLS = {
  train: ({ train }: Palette) => <circle cx={11} cy={0} r={3.6} fill={train} />,
  test: ({ test }: Palette) => (
    <path d="M11,-4.8l4.8,4.8l-4.8,4.8l-4.8,-4.8z" fill="none" stroke={test} stroke-width={1.5} />
  ),
  aside: (palette: Palette) => <Cross left={11} top={0} radius={3.6} palette={palette} />,
  law: ({ law }: Palette) => <line {...LEVEL} stroke={law} stroke-width={1.7} />,
  extrapolated: ({ law }: Palette) => <line {...LEVEL} stroke={law} stroke-width={1.7} stroke-dasharray="5 4" />,
  band: ({ band }: Palette) => <rect x={0} y={-5} width={17} height={10} fill={band} fill-opacity={0.35} />,
  break: (palette: Palette) => <BreakLine palette={palette} />,
  unlocated: (palette: Palette) => <BreakLine palette={palette} dashes={BREAK_DASHES} />,
  interval: (palette: Palette) => (
    <g>
      <rect x={3} y={-5} width={12} height={10} fill={palette.break} fill-opacity={0.2} />
      <BreakLine palette={palette} />
    </g>
  ),
  segment: ({ segment }: Palette) => <line {...LEVEL} stroke={segment} stroke-width={4} stroke-opacity={0.5} />,
  asymptote: ({ asymptote }: Palette) => (
    <line {...LEVEL} stroke={asymptote} stroke-width={1.3} stroke-dasharray="1.5 3" stroke-linecap="round" />
  ),
  note: () => null,
};

interface CrossProps {
  readonly left: number;
  readonly top: number;
  readonly radius: number;
  readonly palette: Palette;
}

/** A point that the fit has set aside. */
export function Cross({ left, top, radius, palette }: CrossProps): JSX.Element {
  const r = round(radius);
  const [from, to] = [`M${round(left - r)},${round(top - r)}`, `M${round(left - r)},${round(top + r)}`];
  const outline = `${from}l${2 * r},${2 * r}${to}l${2 * r},${-2 * r}`;
  return <path data-point="aside" d={outline} fill="none" stroke={palette.test} stroke-width={1.5} />;
}

const LEVEL = { x1: 0, x2: 17, y1: 0, y2: 0 };

function BreakLine({ palette, dashes }: { readonly palette: Palette; readonly dashes?: string }): JSX.Element {
  return <line x1={9} x2={9} y1={-7} y2={7} stroke={palette.break} stroke-width={1.2} stroke-dasharray={dashes} />;
}

interface LegendItem {
  readonly symbol: keyof typeof SYMBOLS;
  readonly words: string;
  /** pixels from the line's begin to the item's */
  readonly left: number;
}

export const LEGEND_SIZE = 11;
/** Room for the symbol in front of the words. */
export const SYMBOL_WIDTH = 24;
const GAP = 14;

/** The legend of a figure, broken into lines of at most `width` pixels; what lies outside of the frame is told at its end. */
export function legendLines(picture: CurvePicture, asked: FigureView, width: number): LegendItem[][] {
  const view = toldView(picture, asked);
  const scene = sceneOf(picture, view);
  const entries = symbols([scene], view)
    .filter(({ symbol }) => symbol !== "asymptote" || asymptoteSide(scene) === null)
    .map((entry) => withOwnValues(entry, scene));
  return inLines([...entries, ...outOfSight(scene, view)], width);
}

/** One legend of many figures: the marks that any of them has. */
export function sharedLegendLines(pictures: readonly CurvePicture[], view: FigureView, width: number): LegendItem[][] {
  const scenes = pictures.map((picture) => sceneOf(picture, view));
  return inLines(symbols(scenes, view), width);
}

type Entry = Omit<LegendItem, "left">;
type Range = readonly [number, number];

/** A picture with what its frame shows of x and y. */
interface Scene {
  readonly picture: CurvePicture;
  readonly x: Range;
  readonly y: Range;
  readonly logX: boolean;
}

function sceneOf(picture: CurvePicture, view: FigureView): Scene {
  const scales = resolveScales(picture, view.scales);
  const x = xDomain(picture, view, scales.x);
  return { picture, x, y: yDomain(picture, view, scales.y, x), logX: scales.x };
}

function inLines(entries: readonly Entry[], width: number): LegendItem[][] {
  const lines: LegendItem[][] = [];
  let left = Infinity;
  for (const { symbol, words } of entries) {
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

function symbols(scenes: readonly Scene[], view: FigureView): Entry[] {
  const some = (has: (picture: CurvePicture) => boolean): boolean => scenes.some(({ picture }) => has(picture));
  const laws = scenes.flatMap(({ picture: { law } }) => law ?? []);
  const told = scenes.flatMap(({ picture }) => (isEndTold(picture) ? (picture.law ?? []) : []));
  const limits = [...new Set(told.map(limitName))];
  const bandName = scenes.find(({ picture }) => picture.band.length > 0)?.picture.bandName;
  return withoutFalse([
    { symbol: "train", words: "training" },
    view.testPoints && some(({ train }) => Array.from(train).includes(0)) && { symbol: "test", words: "held out" },
    some(({ train }) => Array.from(train).includes(2)) && { symbol: "aside", words: "set aside" },
    laws.length > 0 && { symbol: "law", words: "fit" },
    laws.length > 0 && { symbol: "extrapolated", words: "extrapolated" },
    view.band && bandName !== undefined && { symbol: "band", words: bandName },
    ...(view.breaks ? breakEntries(scenes) : []),
    view.segments && scenes.some(followsOne) && { symbol: "segment", words: "power law, where the curve follows it" },
    ...(view.asymptote ? limits.map((words): Entry => ({ symbol: "asymptote", words })) : []),
  ]);
}

/** How breaks are drawn: over a shade, which may fade; dashed, or without either. */
function breakEntries(scenes: readonly Scene[]): Entry[] {
  const breaks = scenes.flatMap(({ picture, x }) =>
    breaksOf(picture).map((each) => ({
      interval: each.interval,
      shade: breakShade(each.interval, x),
      isDrawn: isLineDrawn(each, x),
    })),
  );
  const shades = breaks.flatMap(({ shade }) => shade ?? []);
  const fades = shades.some(({ lo, hi }) => lo === null || hi === null);
  const drawn = breaks.filter(({ isDrawn, shade }) => isDrawn && shade === null);
  const isLost = ({ interval }: (typeof drawn)[number]): boolean => interval !== null && isUnbounded(interval);
  return withoutFalse([
    shades.length > 0 && {
      symbol: "interval",
      words: fades ? "break with interval, fading where open" : "break with interval",
    },
    drawn.some((each) => !isLost(each)) && { symbol: "break", words: "break" },
    drawn.some(isLost) && { symbol: "unlocated", words: "break, not located" },
  ]);
}

function withoutFalse(entries: readonly (Entry | false)[]): Entry[] {
  return entries.filter((entry) => entry !== false);
}

/** In the legend of one curve: its asymptote's value, and where its band ends. */
function withOwnValues({ symbol, words }: Entry, { picture, x, logX }: Scene): Entry {
  if (symbol === "asymptote") return { symbol, words: `${words} ${shortNumber(picture.law!.a, 4)}` };
  const end = symbol === "band" ? bandEnd(picture, x, logX) : null;
  return end === null ? { symbol, words } : { symbol, words: `${words} (to x = ${shortNumber(end, 3)})` };
}

/** Whether the curve follows the power law of some segment within the frame, if only for a while. */
function followsOne({ picture: { law }, x: [lo, hi] }: Scene): boolean {
  if (law === null) return false;
  const first = lo > 0 ? lo : hi / LOOKED_AT;
  const places = Array.from({ length: LOOKED_AT }, (_, i) => first * (hi / first) ** (i / (LOOKED_AT - 1)));
  const segments = segmentsOf(law, [first, hi]);
  return places.some((x) => segments.some(({ from, to, follows }) => x >= from && x <= to && follows(x)));
}

const LOOKED_AT = 100;

/** What is there and cannot be seen. */
function outOfSight(scene: Scene, view: FigureView): Entry[] {
  const { picture, x } = scene;
  const { law } = picture;
  if (!law) return [{ symbol: "note", words: "no fit" }];
  const far = breaksOf(picture).filter((each) => each.told && !isLineDrawn(each, x));
  const words = view.breaks ? far.map(({ d }) => `break at ${shortNumber(d, 4)}: ${side(d, x)}`) : [];
  const limit = view.asymptote ? asymptoteSide(scene) : null;
  if (limit !== null) words.push(`${limitName(law)} ${shortNumber(law.a, 4)}: ${limit} the frame`);
  const { unidentified = [], runsAway = false } = picture;
  if (unidentified.length > 0) words.push(`not determined: ${unidentified.join(", ")}`);
  if (runsAway) words.push("runs away beyond the data");
  return words.map((each) => ({ symbol: "note", words: each }));
}

/** Where the asymptote is if it cannot be seen. */
function asymptoteSide({ picture: { law }, y: [bottom, top] }: Scene): "below" | "above" | null {
  if (!law) return null;
  return law.a < bottom ? "below" : law.a > top ? "above" : null;
}

function side(d: number, [lo]: Range): string {
  return d < lo ? "left of the frame" : "right of the frame";
}
