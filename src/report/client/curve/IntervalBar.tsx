import type { Placed } from "./intervalScale.js";
import type { ParameterRow } from "./parameterRows.js";

const WIDTH = 150;
const HEIGHT = 14;
const MIDDLE = HEIGHT / 2;

interface IntervalBarProps {
  row: ParameterRow;
  /** of the row's kind */
  at: Placed;
}

/** An interval as a line with a tick at the estimate; an arrow where the data bound no end. The numbers stand beside it. */
export function IntervalBar({ row: { estimate, interval }, at }: IntervalBarProps) {
  if (!interval || interval.ends === null) return null;
  const { ends, lo, hi } = interval;
  const below = (ends === "both" || ends === "lower") && lo !== null && Number.isFinite(lo);
  const above = (ends === "both" || ends === "upper") && hi !== null && Number.isFinite(hi);
  const [left, right] = [below ? WIDTH * at(lo) : 1, above ? WIDTH * at(hi) : WIDTH - 1];
  const tick = estimate === null || !Number.isFinite(estimate) ? null : WIDTH * at(estimate);
  return (
    <svg class="interval-bar" width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <path class="range" d={`M${left} ${MIDDLE}H${right}${end(left, below, 1)}${end(right, above, -1)}`} />
      {tick !== null && <path class="estimate" d={`M${tick} 1V${HEIGHT - 1}`} />}
    </svg>
  );
}

/** A short stroke across a bounded end; else the head of an arrow, whose barbs point `inward`. */
function end(x: number, bounded: boolean, inward: 1 | -1): string {
  if (bounded) return `M${x} ${MIDDLE - 3}V${MIDDLE + 3}`;
  return `M${x + 5 * inward} ${MIDDLE - 4}L${x} ${MIDDLE}L${x + 5 * inward} ${MIDDLE + 4}`;
}
