import type { ComponentChildren, JSX } from "preact";

/** The face that is shipped, then what most machines have. */
export const FONT_FAMILY = "Inter, 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif";

interface WordsProps {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly fill: string;
  readonly anchor?: "start" | "middle" | "end";
  readonly strong?: boolean;
  /** a halo of this colour, where words stand among marks */
  readonly halo?: string;
  /** degrees, about the words' own place */
  readonly turn?: number;
  readonly children: ComponentChildren;
}

/** Text whose baseline begins (or is centred, or ends) at a place. */
export function Words({ x, y, size, fill, anchor = "start", strong, halo, turn, children }: WordsProps): JSX.Element {
  return (
    <text
      x={round(x)}
      y={round(y)}
      font-size={size}
      fill={fill}
      text-anchor={anchor}
      {...(strong === true ? { "font-weight": 600 } : {})}
      {...(halo === undefined
        ? {}
        : { stroke: halo, "stroke-width": 3, "stroke-linejoin": "round", "paint-order": "stroke" })}
      {...(turn === undefined ? {} : { transform: `rotate(${turn} ${round(x)} ${round(y)})` })}
    >
      {children}
    </text>
  );
}

/** To a hundredth of a pixel: more only makes files longer. */
export function round(value: number): number {
  return Math.round(100 * value) / 100;
}
