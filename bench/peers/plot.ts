import { COLOURS, line, page, path, text } from "../measure/svg.js";
import type { Comparison, FitterResult } from "./comparison.js";
import { successProfile, type ProfilePoint } from "../../src/core/statistics/successProfile.js";
import { timesOf } from "./table.js";

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
  return page(WIDTH, HEIGHT, [
    text(MARGIN.left, 20, title(comparison), "start", 14),
    ...axes(decades, x, y),
    ...lines.flatMap(({ fitter, points, end }, i) => [stroke(steps(points, end, x, y), i), ...legendEntry(fitter, i)]),
  ]);
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
  let drawn = "";
  let share = 0;
  for (const point of points) {
    const at = x(point.seconds).toFixed(1);
    drawn += drawn === "" ? `M${at} ${y(0).toFixed(1)}` : `H${at}`;
    drawn += `V${y(point.share).toFixed(1)}`;
    share = point.share;
  }
  return drawn === ""
    ? `M${x(end).toFixed(1)} ${y(0).toFixed(1)}h0`
    : share < 1
      ? `${drawn}H${x(end).toFixed(1)}`
      : drawn;
}

function axes(decades: number[], x: (seconds: number) => number, y: (share: number) => number): string[] {
  const bottom = HEIGHT - MARGIN.bottom;
  const ticks = Array.from({ length: decades[1] - decades[0] + 1 }, (_, i) => 10 ** (decades[0] + i));
  return [
    ...ticks.flatMap((tick) => [
      line(x(tick), MARGIN.top, x(tick), bottom),
      text(x(tick), bottom + 16, Number(tick.toPrecision(1)).toLocaleString("en", { maximumSignificantDigits: 1 })),
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
    stroke(`M${left} ${at}h24`, i),
    ...words.map((part, row) => text(left + 30, at + 4 + 13 * row, part.trim(), "start")),
  ];
}

/** The line of the i-th fitter. */
function stroke(d: string, i: number): string {
  return path(d, COLOURS[i % COLOURS.length], DASHES[i % DASHES.length]);
}
