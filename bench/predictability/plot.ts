import type { Knowledge, PredictabilityRow } from "../../src/uncertainty/predictability.js";
import { COLOURS, line, page, path, text, upright } from "../measure/svg.js";

const PANEL = { width: 330, height: 250 };
const MARGIN = { left: 72, right: 20, top: 58, bottom: 92 };
const GAP = 58;
/** colours of the sharpnesses: blue, vermilion, green, black */
const PICKED = [0, 2, 4, 6, 5, 3].map((i) => COLOURS[i]);
/** told apart without colour, too */
const MARKS = ["circle", "square", "triangle"] as const;

/**
 * Median extrapolation error against where the data end, both on log scales, as SVG: a panel a noise level, a line a
 * sharpness; solid where AICc chooses whether there is a break, dashed where it is known.
 */
export function predictabilityPlot(rows: readonly PredictabilityRow[], horizon: number): string {
  const noises = [...new Set(rows.map(({ noise }) => noise))];
  const sharpness = [...new Set(rows.map((row) => row.sharpness))];
  const errors = rows.flatMap(({ medianError }) => (medianError !== null && medianError > 0 ? [medianError] : []));
  const scales: Scales = {
    x: logScale(
      rows.map(({ stop }) => stop),
      PANEL.width,
    ),
    y: logScale(errors, PANEL.height),
  };
  const width = MARGIN.left + noises.length * (PANEL.width + GAP) - GAP + MARGIN.right;
  const height = MARGIN.top + PANEL.height + MARGIN.bottom;
  return page(width, height, [
    text(MARGIN.left, 20, `Extrapolation to ${horizon} times the last break's x, by where the data end`, "start", 14),
    upright(18, MARGIN.top + PANEL.height / 2, "median RMSLE of the extrapolation (ln units)"),
    ...noises.flatMap((noise, i) => {
      const left = MARGIN.left + i * (PANEL.width + GAP);
      const ofPanel = rows.filter((row) => row.noise === noise);
      return panel(ofPanel, sharpness, scales, left, `noise of ln y: ${percent(noise)}`);
    }),
    ...legend(sharpness, height - 34),
  ]);
}

interface Scales {
  readonly x: LogScale;
  readonly y: LogScale;
}

interface LogScale {
  /** whole decades */
  readonly from: number;
  readonly to: number;
  readonly length: number;
}

function logScale(values: readonly number[], length: number): LogScale {
  const from = Math.floor(Math.log10(Math.min(...values)) + 1e-9);
  const to = Math.max(from + 1, Math.ceil(Math.log10(Math.max(...values)) - 1e-9));
  return { from, to, length };
}

function place({ from, to, length }: LogScale, value: number): number {
  return (length * (Math.log10(value) - from)) / (to - from);
}

function panel(
  rows: readonly PredictabilityRow[],
  sharpness: readonly number[],
  { x, y }: Scales,
  left: number,
  title: string,
): string[] {
  const bottom = MARGIN.top + PANEL.height;
  const across = (stop: number) => left + place(x, stop);
  const up = (error: number) => bottom - place(y, error);
  const lines = sharpness.flatMap((f, i) =>
    (["known", "aicc"] as const).flatMap((knowledge) => {
      const points = rows
        .filter((row) => row.sharpness === f && row.knowledge === knowledge && (row.medianError ?? 0) > 0)
        .map(({ stop, medianError }) => [across(stop), up(medianError!)] as const);
      return drawn(points, i, knowledge);
    }),
  );
  return [
    text(left + PANEL.width / 2, MARGIN.top - 12, title),
    ...decades(x).flatMap((tick) => [
      line(across(tick), MARGIN.top, across(tick), bottom),
      text(across(tick), bottom + 16, `${tick}`),
    ]),
    ...decades(y).flatMap((tick) => [
      line(left, up(tick), left + PANEL.width, up(tick)),
      text(left - 6, up(tick) + 4, `${tick}`, "end"),
    ]),
    line(across(1), MARGIN.top, across(1), bottom, "#666"),
    text(across(1) + 4, MARGIN.top + 12, "the break", "start", 11),
    ...lines,
    text(left + PANEL.width / 2, bottom + 34, "last x of the data / x of the break (s)"),
  ];
}

function drawn(points: readonly (readonly [number, number])[], i: number, knowledge: Knowledge): string[] {
  if (points.length === 0) return [];
  const d = points.map(([x, y], k) => `${k === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
  const colour = PICKED[i % PICKED.length];
  if (knowledge === "known") return [path(d, colour, "5 3", 1.2)];
  return [path(d, colour, ""), ...points.map(([x, y]) => mark(x, y, i))];
}

function mark(x: number, y: number, i: number): string {
  const fill = `fill="${PICKED[i % PICKED.length]}"`;
  const at = (dx: number, dy: number) => `${(x + dx).toFixed(1)} ${(y + dy).toFixed(1)}`;
  switch (MARKS[i % MARKS.length]) {
    case "circle":
      return `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="3.2" ${fill}/>`;
    case "square":
      return `<path d="M${at(-3, -3)}h6v6h-6z" ${fill}/>`;
    case "triangle":
      return `<path d="M${at(0, -4)}L${at(4, 3)}L${at(-4, 3)}z" ${fill}/>`;
  }
}

function legend(sharpness: readonly number[], y: number): string[] {
  const entries = sharpness.flatMap((f, i) => {
    const left = MARGIN.left + 118 * i;
    return [
      ...drawn(
        [
          [left, y],
          [left + 26, y],
        ],
        i,
        "aicc",
      ),
      text(left + 34, y + 4, `f = ${f}`, "start"),
    ];
  });
  const words = "Solid: AICc chooses whether there is a break; dashed: known to be there. Small f: sharp.";
  return [...entries, text(MARGIN.left, y + 24, words, "start")];
}

function decades({ from, to }: LogScale): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => Number((10 ** (from + i)).toPrecision(1)));
}

function percent(noise: number): string {
  return `${Number((100 * noise).toPrecision(3))} %`;
}
