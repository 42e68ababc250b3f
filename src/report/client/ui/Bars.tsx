import type { TickLabel } from "../../../figure/ticks.js";
import { count } from "./numbers.js";

interface Bar {
  readonly name: string;
  readonly value: number;
  /** what shows those that are counted; null where nothing does */
  readonly href: string | null;
  readonly warn?: boolean;
}

/** A bar chart in a list: a name, a bar, a number. */
export function Bars({ bars, text = count }: { bars: readonly Bar[]; text?: (value: number) => string }) {
  const most = bars.reduce((largest, { value }) => Math.max(largest, value), 0);
  return (
    <ul class="bars">
      {bars.map(({ name, value, href, warn }) => (
        <li key={name} class={warn ? "warn" : undefined}>
          {href === null ? <span>{name}</span> : <a href={href}>{name}</a>}
          <span class="bar" aria-hidden="true">
            <span style={{ width: `${most > 0 ? (100 * value) / most : 0}%` }} />
          </span>
          <span class="right">{text(value)}</span>
        </li>
      ))}
    </ul>
  );
}

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
