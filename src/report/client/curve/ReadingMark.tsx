import { bnsl } from "../../../core/forms/evaluate.js";
import { bandAt } from "../../../figure/Band.js";
import { partOf, type PointPart, residualsOf } from "../../../figure/layout.js";
import type { FigureLayout, Panel } from "../../../figure/panel.js";
import type { CurvePicture } from "../../../figure/picture.js";
import { count, number } from "../ui/numbers.js";

/** A line through what is read, a ring on the point, and its values beside it. */
export function ReadingMark({ layout, reading }: { layout: FigureLayout; reading: Reading }) {
  const { size, main, residual, picture } = layout;
  const left = main.x.at(reading.x);
  const top = main.y.at(reading.y ?? reading.fitted ?? NaN);
  const bottom = residual ? residual.top + residual.height : main.top + main.height;
  const value = reading.point === null ? null : residualsOf(picture)[reading.point]?.value;
  const inside = (y: number) => y >= main.top && y <= main.top + main.height;
  const beside = left > size.width / 2;
  return (
    <>
      <svg
        class="reading-mark"
        viewBox={`0 0 ${size.width} ${size.height}`}
        width={size.width}
        height={size.height}
        aria-hidden="true"
      >
        <line x1={left} x2={left} y1={main.top} y2={bottom} />
        {inside(top) && <circle cx={left} cy={top} r={reading.point === null ? 3.5 : 7} />}
        {residual && value !== null && value !== undefined && (
          <circle cx={left} cy={within(residual.y.at(value), residual)} r={5} />
        )}
      </svg>
      <div
        class="reading"
        aria-hidden="true"
        data-reading
        style={{
          top: `${cardTop(main.top, top)}px`,
          ...(beside ? { right: `${size.width - left + 12}px` } : { left: `${left + 12}px` }),
        }}
      >
        <strong>{placeName(layout, reading)}</strong>
        <dl>
          {valuesOf(picture, reading).map(([name, part, shown]) => (
            <div key={part}>
              <dt>{name}</dt>
              <dd data-value={part}>{shown}</dd>
            </div>
          ))}
        </dl>
      </div>
    </>
  );
}

const CARD_HEIGHT = 128;

/** Above the point where there is room: most curves fall, and go on below it. */
function cardTop(panelTop: number, pointTop: number): number {
  const above = pointTop - CARD_HEIGHT - 12;
  return above > panelTop ? above : panelTop + 8;
}

/** The same to be read aloud. */
export function readingWords(layout: FigureLayout, reading: Reading): string {
  const values = valuesOf(layout.picture, reading).map(([name, , value]) => `${name} ${value}`);
  return [placeName(layout, reading), ...values].join(", ");
}

const PARTS: Readonly<Record<PointPart, string>> = { train: "training", test: "test", aside: "set-aside" };

/** With its number by x: points that are measured several times differ in nothing else. */
function placeName(layout: FigureLayout, { point, part }: Reading): string {
  if (point === null) return "between points";
  const along = pointsAlong(layout);
  return `${part === null ? "" : `${PARTS[part]} `}point, ${count(along.indexOf(point) + 1)} of ${count(along.length)}`;
}

function valuesOf(picture: CurvePicture, reading: Reading): (readonly [name: string, part: string, value: string])[] {
  const { x, y, fitted, residual, band } = reading;
  const unit = picture.objective === "linear" ? "" : " %";
  return [
    [picture.xName, "x", number(x, 6)],
    ...(y === null ? [] : [[picture.yName, "y", number(y, 6)] as const]),
    ...(fitted === null ? [] : [["fitted", "fitted", number(fitted, 6)] as const]),
    ...(residual === null ? [] : [["residual", "residual", `${number(residual, 3)}${unit}`] as const]),
    ...(band === null ? [] : [[picture.bandName, "band", `${number(band[0])} to ${number(band[1])}`] as const]),
  ];
}

/** A residual beyond the panel is marked at its edge, as the figure does. */
function within(y: number, { top, height }: { top: number; height: number }): number {
  return Math.min(Math.max(y, top), top + height);
}

/** What a figure says at one place: of a point, or of the law between points. Null where there is none. */
export interface Reading {
  /** number of the point in the data; null between points */
  readonly point: number | null;
  readonly x: number;
  /** of the point */
  readonly y: number | null;
  readonly part: PointPart | null;
  readonly fitted: number | null;
  /** as the residual panel shows it */
  readonly residual: number | null;
  readonly band: readonly [lo: number, hi: number] | null;
}

/** How near to a point a pointer has to be to mean it, in pixels. */
const NEAR = 28;

/** What a pointer at these pixels of the figure means; null outside of the panels. */
export function readAt(layout: FigureLayout, left: number, top: number): Reading | null {
  const panel = [layout.main, layout.residual].find((each) => each && holds(each, left, top));
  if (!panel) return null;
  const near = nearestPoint(layout, panel, left, top);
  return near === null ? readLaw(layout.picture, panel.x.invert(left)) : readPoint(layout.picture, near);
}

/** All of one point. */
export function readPoint(picture: CurvePicture, point: number): Reading {
  const { x, y, train } = picture;
  return {
    ...readLaw(picture, x[point]),
    point,
    y: y[point],
    part: partOf(train[point]),
    residual: residualsOf(picture)[point]?.value ?? null,
  };
}

/** The points that are shown, by x: the order in which arrow keys visit them. */
export function pointsAlong({ picture, view }: Pick<FigureLayout, "picture" | "view">): number[] {
  const shown = Array.from(picture.x, (_, i) => i).filter((i) => view.testPoints || picture.train[i] !== 0);
  return shown.sort((i, j) => picture.x[i] - picture.x[j] || i - j);
}

function readLaw(picture: CurvePicture, x: number): Reading {
  const fitted = picture.law && bnsl(x, picture.law);
  const band = bandAt(picture, x);
  return { point: null, x, y: null, part: null, fitted, residual: null, band };
}

function holds({ left, top, width, height }: Panel, x: number, y: number): boolean {
  return x >= left && x <= left + width && y >= top && y <= top + height;
}

function nearestPoint(layout: FigureLayout, panel: Panel, left: number, top: number): number | null {
  const { picture, main } = layout;
  const heights = panel === main ? picture.y : residualsOf(picture).map(({ value }) => value);
  let nearest: number | null = null;
  let least = NEAR;
  for (const i of pointsAlong(layout)) {
    const distance = Math.hypot(panel.x.at(picture.x[i]) - left, panel.y.at(heights[i]) - top);
    if (distance < least) [nearest, least] = [i, distance];
  }
  return nearest;
}
