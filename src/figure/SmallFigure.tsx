import type { JSX } from "preact";
import { Axes } from "./Axes.js";
import { figureName } from "./figureName.js";
import type { FigureProps } from "./marksProps.js";
import { Law, Marks } from "./Marks.js";
import { Points } from "./Points.js";
import { fitText } from "./textWidth.js";
import { FONT_FAMILY, Words } from "./Words.js";

const SIZE = 10;

/** A small multiple as an <svg>: name, points, law, band and breaks; no titles of axes, which all of a page share. */
export function SmallFigure({ layout, palette, id }: FigureProps): JSX.Element {
  const { size, picture, main } = layout;
  const { left, top, width, height } = main;
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      viewBox={`0 0 ${size.width} ${size.height}`}
      width={size.width}
      height={size.height}
      font-family={FONT_FAMILY}
      font-size={SIZE}
      role="img"
      aria-label={figureName(picture)}
    >
      <rect width={size.width} height={size.height} fill={palette.paper} />
      {picture.title !== "" && (
        <Words x={8} y={16} size={11} fill={palette.ink} strong>
          {fitText(picture.title, 11.4, size.width - 16)}
        </Words>
      )}
      <clipPath id={id}>
        <rect x={left} y={top} width={width} height={height} />
      </clipPath>
      <Axes panel={main} palette={palette} x={{ title: "", labels: true }} y={{ title: "", labels: true }} sparse />
      <g clip-path={`url(#${id})`}>
        <Marks layout={layout} palette={palette} id={id} />
        <Points layout={layout} palette={palette} radius={2.2} />
        <Law layout={layout} palette={palette} />
      </g>
    </svg>
  );
}
