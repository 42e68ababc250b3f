import { useMemo } from "preact/hooks";
import { curveId } from "../../core/rows/curveRows.js";
import { axisOf } from "../../figure/panel.js";
import { ticksOf } from "../../figure/ticks.js";
import { percent, poolCoverage, type PooledCoverage } from "../../text/auditText.js";
import type { AuditRow } from "../../uncertainty/types.js";
import { PlainTable } from "./ui/Table.js";
import { usePaperWidth } from "./ui/ThemeSwitch.js";
import { count, counted, number } from "./ui/numbers.js";

/** What share of intervals holds the truth that the data were simulated from, against what they promise. */
export function AuditPage({ rows }: { rows: readonly AuditRow[] }) {
  const pooled = useMemo(() => poolCoverage(rows), [rows]);
  const level = rows[0]?.level ?? 0.95;
  const curves = new Set(rows.filter(({ quantity }) => quantity !== null).map(({ key }) => curveId(key))).size;
  const simulations = rows.reduce((most, row) => Math.max(most, row.simulations), 0);
  const off = pooled.filter((each) => each.off !== null).length;
  if (pooled.length === 0) {
    return (
      <section data-view="audit">
        <h1>Audit of coverage</h1>
        <p>No curve has intervals to audit.</p>
      </section>
    );
  }
  return (
    <section data-view="audit">
      <h1>Audit of coverage</h1>
      <p class="note">
        {counted(curves, "curve")}, {counted(simulations, "simulated data set")} each, simulated from the fits. Nominal
        coverage {number(100 * level, 6)} %;{" "}
        {off === 0
          ? "it lies inside every binomial interval."
          : `it lies outside the binomial interval in ${off} of ${pooled.length} lines.`}
      </p>
      <CoveragePlot pooled={pooled} level={level} />
      <div class="wide">
        <PlainTable
          attributes={{ "data-audit": true }}
          columns={[
            { header: "quantity", cell: ({ quantity }) => quantity },
            { header: "method", cell: ({ method }) => method },
            { header: "coverage", right: true, cell: ({ coverage }) => percent(coverage) },
            { header: "95 % Clopper–Pearson", cell: ({ interval }) => interval.map(percent).join(" to ") },
            {
              header: "covered",
              right: true,
              cell: ({ covered, intervals }) => `${count(covered)} of ${count(intervals)}`,
            },
            {
              header: "median width",
              right: true,
              cell: ({ medianWidth }) => (medianWidth === Infinity ? "unbounded" : number(medianWidth, 3)),
            },
            { header: "verdict", cell: verdict },
          ]}
          rows={pooled}
          keyOf={({ quantity, method }) => `${quantity} ${method}`}
        />
      </div>
      <p class="note">
        Pooled over curves, breaks and x, which share their data sets: the pooled intervals are somewhat too narrow.
        Widths are of the logarithm for d, f and reach. The number of breaks is taken for given.
      </p>
    </section>
  );
}

function verdict({ off }: PooledCoverage): string {
  return off === null ? "no sign against nominal" : off === "below" ? "too few" : "too many";
}

const ROW = 20;
const LEFT = 150;
const RIGHT = 18;
const TOP = 18;

/** Attained coverage with its interval, a line each quantity and method; the nominal one as a line through all. */
function CoveragePlot({ pooled, level }: { pooled: readonly PooledCoverage[]; level: number }) {
  const [place, width] = usePaperWidth<HTMLElement>();
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
