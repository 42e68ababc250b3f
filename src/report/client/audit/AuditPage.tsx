import { useMemo } from "preact/hooks";
import { poolCoverage, type PooledCoverage } from "../../../text/auditText.js";
import type { AuditRow } from "../../../uncertainty/types.js";
import { count, counted, number } from "../ui/numbers.js";
import { CoveragePlot } from "./CoveragePlot.js";

/** What share of intervals holds the truth that the data were simulated from, against what they promise. */
export function AuditPage({ rows }: { rows: readonly AuditRow[] }) {
  const pooled = useMemo(() => poolCoverage(rows), [rows]);
  const level = rows[0]?.level ?? 0.95;
  const curves = new Set(rows.filter(({ quantity }) => quantity !== null).map(({ key }) => JSON.stringify(key))).size;
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
        <table class="plain-table" data-audit>
          <thead>
            <tr>
              <th scope="col">quantity</th>
              <th scope="col">method</th>
              <th scope="col" class="right">
                coverage
              </th>
              <th scope="col">95 % Clopper–Pearson</th>
              <th scope="col" class="right">
                covered
              </th>
              <th scope="col" class="right">
                median width
              </th>
              <th scope="col">verdict</th>
            </tr>
          </thead>
          <tbody>
            {pooled.map((each) => (
              <tr key={`${each.quantity} ${each.method}`}>
                <th scope="row">{each.quantity}</th>
                <td>{each.method}</td>
                <td class="right">{share(each.coverage)}</td>
                <td>
                  {share(each.interval[0])} to {share(each.interval[1])}
                </td>
                <td class="right">
                  {count(each.covered)} of {count(each.intervals)}
                </td>
                <td class="right">{each.medianWidth === Infinity ? "unbounded" : number(each.medianWidth, 3)}</td>
                <td>{verdict(each)}</td>
              </tr>
            ))}
          </tbody>
        </table>
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

function share(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}
