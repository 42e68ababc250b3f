import type { FigureLayout } from "../../../figure/panel.js";
import type { CurvePicture } from "../../../figure/picture.js";
import { residualsOf } from "../../../figure/residuals.js";
import { count, number } from "../ui/numbers.js";
import { pointsAlong, type Reading } from "./figureReading.js";

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
        <Values layout={layout} reading={reading} />
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

function Values({ layout, reading }: { layout: FigureLayout; reading: Reading }) {
  return (
    <>
      <strong>{placeName(layout, reading)}</strong>
      <dl>
        {valuesOf(layout.picture, reading).map(([name, part, value]) => (
          <div key={part}>
            <dt>{name}</dt>
            <dd data-value={part}>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** The same to be read aloud. */
export function readingWords(layout: FigureLayout, reading: Reading): string {
  const values = valuesOf(layout.picture, reading).map(([name, , value]) => `${name} ${value}`);
  return [placeName(layout, reading), ...values].join(", ");
}

/** With its number by x: points that are measured several times differ in nothing else. */
function placeName(layout: FigureLayout, { point, train }: Reading): string {
  if (point === null) return "between points";
  const along = pointsAlong(layout);
  return `${train ? "training" : "test"} point, ${count(along.indexOf(point) + 1)} of ${count(along.length)}`;
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
