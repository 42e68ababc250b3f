import type { Comparison, FitterResult } from "./comparison.js";
import { successProfile, type ProfilePoint } from "./profile.js";
import { timesOf } from "./table.js";

/** Okabe and Ito's colours, told apart by colour-blind readers; our engines first. */
const COLOURS = [
  "#0072B2",
  "#56B4E9",
  "#D55E00",
  "#E69F00",
  "#009E73",
  "#CC79A7",
  "#000000",
  "#8C8C8C",
  "#B8A800",
];
/** told apart without colour, too */
const DASHES = ["", "7 3", "2 2", "9 3 2 3"];

const WIDTH = 860;
const HEIGHT = 420;
const MARGIN = { left: 52, right: 300, top: 40, bottom: 46 };
const INNER_WIDTH = WIDTH - MARGIN.left - MARGIN.right;
const INNER_HEIGHT = HEIGHT - MARGIN.top - MARGIN.bottom;

/** Performance profiles as SVG: the share of curves within 1e-6 of the best known minimum against seconds, log scale. */
export function profilePlot(comparison: Comparison): string {
  const lines = comparison.fitters
    .filter(({ runs }) => runs.every(({ sample }) => sample === null))
    .map((fitter) => ({
      fitter,
      points: profileOf(fitter),
      end: Math.max(...fitter.runs.map((run) => run.seconds)),
    }));
  const times = lines.flatMap(({ points, end }) => [end, ...points.map(({ seconds }) => seconds)]);
  const decades = [Math.floor(Math.log10(Math.min(...times))), Math.ceil(Math.log10(Math.max(...times)))];
  const x = (seconds: number) =>
    MARGIN.left + (INNER_WIDTH * (Math.log10(seconds) - decades[0])) / Math.max(1, decades[1] - decades[0]);
  const y = (share: number) => MARGIN.top + INNER_HEIGHT * (1 - share);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="white"/>`,
    text(MARGIN.left, 20, title(comparison), "start", 14),
    ...axes(decades, x, y),
    ...lines.flatMap(({ fitter, points, end }, i) => [
      `<path d="${steps(points, end, x, y)}" ${stroke(i)}/>`,
      ...legendEntry(fitter, i),
    ]),
    "</svg>",
    "",
  ].join("\n");
}

/** Over all repetitions: the mean of their profiles. */
function profileOf({ runs }: FitterResult): ProfilePoint[] {
  return successProfile(runs.flatMap((run) => Array.from(timesOf(run, 0))));
}

function title({ curves, settings }: Comparison): string {
  return `Share of ${curves} curves within 1e-6 of the best known minimum, n = ${String(settings["breaks"])}`;
}

function steps(
  points: readonly ProfilePoint[],
  end: number,
  x: (seconds: number) => number,
  y: (share: number) => number,
): string {
  let path = "";
  let share = 0;
  for (const point of points) {
    const at = x(point.seconds).toFixed(1);
    path += path === "" ? `M${at} ${y(0).toFixed(1)}` : `H${at}`;
    path += `V${y(point.share).toFixed(1)}`;
    share = point.share;
  }
  return path === ""
    ? `M${x(end).toFixed(1)} ${y(0).toFixed(1)}h0`
    : share < 1
      ? `${path}H${x(end).toFixed(1)}`
      : path;
}

function axes(decades: number[], x: (seconds: number) => number, y: (share: number) => number): string[] {
  const bottom = HEIGHT - MARGIN.bottom;
  const ticks = Array.from({ length: decades[1] - decades[0] + 1 }, (_, i) => 10 ** (decades[0] + i));
  return [
    ...ticks.flatMap((tick) => [
      line(x(tick), MARGIN.top, x(tick), bottom),
      text(
        x(tick),
        bottom + 16,
        Number(tick.toPrecision(1)).toLocaleString("en", { maximumSignificantDigits: 1 }),
      ),
    ]),
    ...[0, 0.25, 0.5, 0.75, 1].flatMap((share) => [
      line(MARGIN.left, y(share), MARGIN.left + INNER_WIDTH, y(share)),
      text(MARGIN.left - 6, y(share) + 4, `${100 * share} %`, "end"),
    ]),
    text(MARGIN.left + INNER_WIDTH / 2, HEIGHT - 8, "seconds of the fitter's clock, all curves together"),
  ];
}

function legendEntry({ name }: FitterResult, i: number): string[] {
  const left = MARGIN.left + INNER_WIDTH + 14;
  const at = MARGIN.top + 10 + 30 * i;
  const words = name.match(/.{1,38}(?:\s|$)/g) ?? [name];
  return [
    `<path d="M${left} ${at}h24" ${stroke(i)}/>`,
    ...words.map((part, row) => text(left + 30, at + 4 + 13 * row, part.trim(), "start")),
  ];
}

function stroke(i: number): string {
  const dash = DASHES[i % DASHES.length];
  return `fill="none" stroke="${COLOURS[i % COLOURS.length]}" stroke-width="2"${dash ? ` stroke-dasharray="${dash}"` : ""}`;
}

function line(x1: number, y1: number, x2: number, y2: number): string {
  const at = [x1, y1, x2, y2].map((v) => v.toFixed(1));
  return `<line x1="${at[0]}" y1="${at[1]}" x2="${at[2]}" y2="${at[3]}" stroke="#ddd"/>`;
}

function text(x: number, y: number, words: string, anchor = "middle", size = 12): string {
  const safe = words.replace(/&/g, "&amp;").replace(/</g, "&lt;");
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" font-size="${size}">${safe}</text>`;
}
