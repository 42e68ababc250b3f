import { axisOf } from "../../../figure/axis.js";
import { ticksOf } from "../../../figure/ticks.js";
import type { PooledCoverage } from "../../../text/auditText.js";
import { PAPER_WIDTH, usePrinting } from "../ui/printing.js";
import { useWidth } from "../ui/width.js";

const ROW = 20;
const LEFT = 150;
const RIGHT = 18;
const TOP = 18;

/** Attained coverage with its interval, a line each quantity and method; the nominal one as a line through all. */
export function CoveragePlot({ pooled, level }: { pooled: readonly PooledCoverage[]; level: number }) {
  const [place, measured] = useWidth<HTMLElement>();
  const width = usePrinting() ? PAPER_WIDTH : measured;
  const height = TOP + ROW * pooled.length + 40;
  const lowest = pooled.reduce((least, { interval }) => Math.min(least, interval[0]), level);
  const x = axisOf(false, [Math.max(0, lowest - 0.02), 1], [LEFT, width - RIGHT]);
  const bottom = TOP + ROW * pooled.length;
  return (
    <figure ref={place} class="coverage">
      {width > 0 && (
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label="Attained coverage">
          {ticksOf(x, width / 120).map(({ value }) => (
            <g key={value}>
              <line class="grid" x1={x.at(value)} x2={x.at(value)} y1={TOP} y2={bottom} />
              <text x={x.at(value)} y={bottom + 16} text-anchor="middle">
                {`${Number((100 * value).toPrecision(6))} %`}
              </text>
            </g>
          ))}
          <text x={(LEFT + width - RIGHT) / 2} y={height - 4} text-anchor="middle">
            attained coverage
          </text>
          <line class="nominal" x1={x.at(level)} x2={x.at(level)} y1={TOP - 4} y2={bottom} />
          <text class="nominal-name" x={x.at(level)} y={TOP - 7} text-anchor="middle">
            nominal
          </text>
          {pooled.map((each, i) => (
            <Dot
              key={`${each.quantity} ${each.method}`}
              each={each}
              at={x.at}
              middle={TOP + ROW * (i + 0.5)}
              first={each.quantity !== pooled[i - 1]?.quantity}
            />
          ))}
        </svg>
      )}
    </figure>
  );
}

interface DotProps {
  each: PooledCoverage;
  at: (value: number) => number;
  middle: number;
  /** whether it is the first of its quantity, whose name stands once */
  first: boolean;
}

function Dot({ each: { quantity, method, coverage, interval, off }, at, middle, first }: DotProps) {
  return (
    <g class={off ?? undefined}>
      {first && (
        <text x={0} y={middle + 4} class="name">
          {quantity}
        </text>
      )}
      <text x={LEFT - 12} y={middle + 4} text-anchor="end">
        {method}
      </text>
      <line class="range" x1={at(interval[0])} x2={at(interval[1])} y1={middle} y2={middle} />
      <circle class="dot" cx={at(coverage)} cy={middle} r={4} />
    </g>
  );
}
