import { extent } from "d3-array";
import { useMemo, useState } from "preact/hooks";
import { hasFit } from "../../../core/status.js";
import { type Axis, axisOf } from "../../../figure/panel.js";
import { ticksOf } from "../../../figure/ticks.js";
import type { Report } from "../curveIndex.js";
import type { Line } from "../curves/columns.js";
import { curveHref } from "../history.js";
import { measureOf } from "../ownScale.js";
import { TickText } from "../ui/Bars.js";
import { count, counted, number } from "../ui/numbers.js";
import { useWidth } from "../ui/scroll.js";

const [LEFT, RIGHT, TOP, BOTTOM] = [56, 12, 10, 44];
const REACH = 24;

/** Training against held-out errors, a dot an answer; nothing where too few have both. */
export function ErrorScatter({ report }: { report: Report }) {
  const [place, width] = useWidth<HTMLDivElement>();
  const [at, point] = useState(-1);
  const { name } = measureOf(report.data);
  const { dots, leftOut } = useMemo(() => errorDots(report), [report]);
  const drawn = useMemo(() => drawDots(dots, width), [dots, width]);
  if (dots.length < 3) return null;
  const dot = dots[at];
  const open = () => dot && (location.hash = hrefOf(dot));
  const follow = (event: PointerEvent) => {
    const box = place.current!.getBoundingClientRect();
    point(nearestDot(drawn.places, event.clientX - box.left, event.clientY - box.top, REACH));
  };
  const step = (event: KeyboardEvent) => {
    const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: dots.length - 1 }[event.key];
    if (event.key === "Enter") open();
    else if (next === undefined) return;
    else point(Math.max(0, Math.min(next, dots.length - 1)));
    event.preventDefault();
  };
  return (
    <section aria-label="Errors" class="errors" data-errors>
      <h2>Held-out against training error</h2>
      <p class="note shapes">
        {drawn.groups.map(({ n, dots: size }) => (
          <span key={n} class={`dots-${Math.min(n, 4)}`}>
            <svg width={12} height={12} aria-hidden="true">
              <path d={dotPath(n, 6, 6, 4)} />
            </svg>{" "}
            n = {n} ({count(size)})
          </span>
        ))}
        <span>on the dashed line both are equal</span>
      </p>
      <div
        ref={place}
        class={dot ? "scatter pointed" : "scatter"}
        tabIndex={0}
        role="group"
        aria-label="Errors: left and right arrow keys go through the curves by held-out error, Enter opens one"
        onKeyDown={step}
        onPointerMove={follow}
        onPointerLeave={() => point(-1)}
        onClick={open}
      >
        {width > 0 && <Drawing drawn={drawn} width={width} at={at} name={name} />}
        {dot && <Tip dot={dot} place={drawn.places[at]} width={width} />}
        <p class="visually-hidden" role="status">
          {dot && dotWords(dot)}
        </p>
      </div>
      {leftOut > 0 && (
        <p class="note">
          {counted(leftOut, "curve")} left out: no held-out rows, or no {name} above 0 on both.
        </p>
      )}
    </section>
  );
}

interface Drawn {
  readonly x: Axis;
  readonly y: Axis;
  readonly height: number;
  readonly places: readonly (readonly [number, number])[];
  /** a path for all dots of one n */
  readonly groups: readonly { readonly n: number; readonly dots: number; readonly path: string }[];
}

function drawDots(dots: readonly ErrorDot[], width: number): Drawn {
  const height = Math.round(Math.min(430, Math.max(280, 0.6 * width)));
  const x = errorAxis(
    dots.map(({ train }) => train),
    [LEFT, Math.max(width, 200) - RIGHT],
  );
  const y = errorAxis(
    dots.map(({ test }) => test),
    [height - BOTTOM, TOP],
  );
  const places = dots.map(({ train, test }) => [x.at(train), y.at(test)] as const);
  const radius = dots.length > 1000 ? 2.2 : 4;
  const all = [...new Set(dots.map(({ line }) => line.row.nBreaks))].sort((p, q) => p - q);
  const groups = all.map((n) => {
    const mine = places.filter((_, i) => dots[i].line.row.nBreaks === n);
    return { n, dots: mine.length, path: mine.map(([px, py]) => dotPath(n, px, py, radius)).join("") };
  });
  return { x, y, height, places, groups };
}

interface DrawingProps {
  drawn: Drawn;
  width: number;
  at: number;
  name: string;
}

function Drawing({ drawn: { x, y, height, places, groups }, width, at, name }: DrawingProps) {
  const [right, bottom] = [width - RIGHT, height - BOTTOM];
  const from = Math.max(x.domain[0], y.domain[0]);
  const to = Math.min(x.domain[1], y.domain[1]);
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {ticksOf(x, width / 90).map(({ value, label }) => (
        <g key={value}>
          {label && <line class="grid" x1={x.at(value)} x2={x.at(value)} y1={TOP} y2={bottom} />}
          {label && <TickText x={x.at(value)} y={bottom + 17} label={label} />}
        </g>
      ))}
      {ticksOf(y, height / 60).map(({ value, label }) => (
        <g key={value}>
          {label && <line class="grid" x1={LEFT} x2={right} y1={y.at(value)} y2={y.at(value)} />}
          {label && <TickText x={LEFT - 22} y={y.at(value) + 4} label={label} />}
        </g>
      ))}
      {to > from && <line class="diagonal" x1={x.at(from)} y1={y.at(from)} x2={x.at(to)} y2={y.at(to)} />}
      {groups.map(({ n, path }) => (
        <path key={n} class={`dots-${Math.min(n, 4)}`} d={path} data-n={n} />
      ))}
      {places[at] && <circle class="ring" cx={places[at][0]} cy={places[at][1]} r={8} />}
      <text x={(LEFT + right) / 2} y={height - 6} text-anchor="middle">
        {name} on training rows
      </text>
      <text transform={`translate(11 ${(TOP + bottom) / 2}) rotate(-90)`} text-anchor="middle">
        {name} on held-out rows
      </text>
    </svg>
  );
}

function Tip({ dot, place: [x, y], width }: { dot: ErrorDot; place: readonly [number, number]; width: number }) {
  const side = x < width / 2 ? { left: `${x + 14}px` } : { right: `${width - x + 14}px` };
  return (
    <p class="tip" style={{ ...side, top: `${Math.max(0, y - 20)}px` }} aria-hidden="true">
      <strong>{dot.line.curve.name}</strong>
      <br />n = {dot.line.row.nBreaks} · train {number(dot.train, 3)} · held out {number(dot.test, 3)}
    </p>
  );
}

function dotWords({ line: { curve, row }, train, test }: ErrorDot): string {
  return `${curve.name}: n = ${row.nBreaks}, training error ${number(train, 3)}, held-out error ${number(test, 3)}`;
}

function hrefOf({ line: { curve, row } }: ErrorDot): string {
  return curveHref(row.key, curve.shown.length > 1 ? row.nBreaks : null);
}

/** An answer as a place: its training error against its held-out error. */
interface ErrorDot {
  readonly line: Line;
  readonly train: number;
  readonly test: number;
}

/** The answers that have both errors, above 0, by held-out error; and how many answers with a fit have not. */
function errorDots({ curves, data }: Report): { dots: ErrorDot[]; leftOut: number } {
  const measure = measureOf(data);
  const answers = curves.flatMap((curve) => curve.shown.map((row) => ({ curve, row })));
  const fitted = answers.filter(({ row }) => hasFit(row.status));
  const dots = fitted.flatMap((line): ErrorDot[] => {
    const [train, test] = [measure.train(line.row), measure.test(line.row)];
    return train !== null && test !== null && train > 0 && test > 0 ? [{ line, train, test }] : [];
  });
  dots.sort((p, q) => p.test - q.test);
  return { dots, leftOut: fitted.length - dots.length };
}

/** A logarithmic axis over all values with some room at both ends. */
function errorAxis(values: readonly number[], pixels: readonly [number, number]): Axis {
  const [low = Infinity, high = 0] = extent(values);
  const room = Math.max(1.15, (high / low) ** 0.05);
  return axisOf(true, [low / room, high * room], pixels);
}

/** Number of the dot nearest to a place, at most `reach` pixels away; −1: none. */
export function nearestDot(
  places: readonly (readonly [number, number])[],
  x: number,
  y: number,
  reach: number,
): number {
  let [nearest, least] = [-1, reach * reach];
  for (const [i, [px, py]] of places.entries()) {
    const distance = (px - x) ** 2 + (py - y) ** 2;
    if (distance <= least) [nearest, least] = [i, distance];
  }
  return nearest;
}

/** The outline of a dot with so many breaks, as a part of an SVG path: every n has a shape of its own. */
export function dotPath(n: number, x: number, y: number, r: number): string {
  const s = (size: number): string => (size * r).toFixed(2);
  const outlines = [
    `m${s(-1)} 0a${s(1)} ${s(1)} 0 1 0 ${s(2)} 0a${s(1)} ${s(1)} 0 1 0 ${s(-2)} 0z`,
    `m${s(-0.9)} ${s(-0.9)}h${s(1.8)}v${s(1.8)}h${s(-1.8)}z`,
    `m0 ${s(-1.25)}l${s(1.2)} ${s(2.1)}h${s(-2.4)}z`,
    `m0 ${s(-1.35)}l${s(1.35)} ${s(1.35)}l${s(-1.35)} ${s(1.35)}l${s(-1.35)} ${s(-1.35)}z`,
    `m0 ${s(1.25)}l${s(1.2)} ${s(-2.1)}h${s(-2.4)}z`,
  ];
  return `M${x.toFixed(1)} ${y.toFixed(1)}${outlines[Math.min(n, 4)]}`;
}
