import type { JSX } from "preact";
import type { MarksProps } from "./marksProps.js";
import type { Palette } from "./palette.js";
import { round } from "./Words.js";

/** Fitted points as discs, held-out ones as open diamonds; both small where they are many. */
export function Points({ layout, palette, radius }: MarksProps & { readonly radius: number }): JSX.Element {
  const { picture, view, main } = layout;
  const held = Array.from(picture.train).filter((flag) => flag === 0).length;
  const r = round(radius * crowding(picture.x.length - held));
  const d = round(1.35 * radius * crowding(held));
  return (
    <g data-mark="points">
      {Array.from(picture.x, (x, i) => {
        const [left, top] = [round(main.x.at(x)), round(main.y.at(picture.y[i]))];
        if (picture.train[i] === 1) return <Disc key={i} {...{ left, top, r, palette }} />;
        return view.testPoints && <Diamond key={i} {...{ left, top, d, palette }} faint={held > FEW} />;
      })}
    </g>
  );
}

interface PointProps {
  readonly left: number;
  readonly top: number;
  readonly palette: Palette;
}

function Disc({ left, top, r, palette }: PointProps & { readonly r: number }): JSX.Element {
  return (
    <circle
      data-point="train"
      cx={left}
      cy={top}
      r={r}
      fill={palette.train}
      stroke={palette.paper}
      stroke-width={0.7}
    />
  );
}

function Diamond({
  left,
  top,
  d,
  palette,
  faint,
}: PointProps & { readonly d: number; readonly faint: boolean }): JSX.Element {
  return (
    <path
      data-point="test"
      d={`M${left},${round(top - d)}l${d},${d}l${-d},${d}l${-d},${-d}z`}
      fill={palette.paper}
      fill-opacity={faint ? 0 : 0.6}
      stroke={palette.test}
      stroke-width={faint ? 0.8 : 1.5}
    />
  );
}

/** Points up to which none is made smaller. */
const FEW = 40;

function crowding(points: number): number {
  return points <= FEW ? 1 : Math.max(0.45, (FEW / points) ** 0.3);
}
