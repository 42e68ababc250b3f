import type { TickLabel } from "../../../figure/ticks.js";

/** The label of a tick, powers with their exponent raised. */
export function TickText({ x, y, label }: { x: number; y: number; label: TickLabel }) {
  return (
    <text x={x} y={y} text-anchor="middle">
      {label.base}
      {label.exponent !== null && (
        <tspan dy={-5} font-size="0.8em">
          {label.exponent}
        </tspan>
      )}
    </text>
  );
}
