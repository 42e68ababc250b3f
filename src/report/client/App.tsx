import { useMemo } from "preact/hooks";
import { curveId } from "../../core/rows/curveRows.js";
import { axisOf } from "../../figure/panel.js";
import { ticksOf } from "../../figure/ticks.js";
import { percent, poolCoverage, type PooledCoverage } from "../../text/auditText.js";
import type { AuditRow } from "../../uncertainty/types.js";
import { CurvePage } from "./curve/CurvePage.js";
import type { CurveEntry, Report } from "./curveIndex.js";
import { CurvesPage } from "./curves/CurvesPage.js";
import { heededQuery, unheededWords } from "./curves/FilterBar.js";
import { EVERYTHING, linesOf, type Query } from "./curves/query.js";
import { FittersPage } from "./fitters.js";
import { curveHref, listHref, type Route, useWay, type Way } from "./history.js";
import { SuitePage } from "./suite/SuitePage.js";
import { Summary } from "./summary/Summary.js";
import { Announcement } from "./ui/Command.js";
import { PlainTable } from "./ui/Table.js";
import { ThemeSwitch, usePaperWidth } from "./ui/ThemeSwitch.js";
import { count, counted, number } from "./ui/numbers.js";
import { useTitle } from "./ui/title.js";
import { usePageKeys } from "./ui/toolbar.js";

/** The whole page: what the address asks for under a header that stays. */
export function App({ report }: { report: Report }) {
  const asked = useWay();
  const query = useMemo(() => heededQuery(report, asked.query), [report, asked.query]);
  const way = { ...asked, query };
  const { route, hash } = way;
  const unheeded = useMemo(() => unheededWords(report, hash), [report, hash]);
  usePageKeys(listHref("curves", query));
  useTitle(titleOf(useAddresses(report), route));
  return (
    <>
      <Header report={report} route={route} query={query} />
      <main id="content" tabIndex={-1}>
        {unheeded !== null && (
          <p class="unheeded" role="status">
            {unheeded}
          </p>
        )}
        <View report={report} way={way} />
      </main>
      <footer class="screen-only">
        Keys: <kbd>/</kbd> filter, <kbd>j</kbd> <kbd>k</kbd> or <kbd>←</kbd> <kbd>→</kbd> next and previous curve,{" "}
        <kbd>Esc</kbd> back. Written by bnsl {report.data.version}.
      </footer>
      <Announcement />
    </>
  );
}

interface ViewProps {
  report: Report;
  way: Way;
}

function View({ report, way }: ViewProps) {
  const { route, query, entry, place } = way;
  const { suite, audit, fitters } = report.data;
  if (route.view === "curves" || route.view === "figures") {
    return <CurvesPage key={entry} report={report} view={route.view} query={query} place={place} />;
  }
  if (route.view === "curve") return <OneCurve report={report} asked={route.key} n={route.n} way={way} />;
  if (route.view === "suite" && suite) return <SuitePage report={report} suite={suite} />;
  if (route.view === "fitters" && fitters) return <FittersPage race={fitters} />;
  if (route.view === "audit" && audit) return <AuditPage rows={audit.rows} />;
  return <Summary report={report} />;
}

interface OneCurveProps extends ViewProps {
  asked: readonly string[];
  n: number | null;
}

/** The page of a curve, among those that the last filter let through. */
function OneCurve({ report, asked, n, way: { query, from } }: OneCurveProps) {
  const order = useMemo(() => [...new Set(linesOf(report, query).map(({ curve }) => curve))], [report, query]);
  const curve = useAddresses(report).get(curveHref(asked));
  if (!curve) return <NoSuchCurve asked={asked} />;
  return (
    <CurvePage
      key={curveId(curve.key)}
      report={report}
      curve={curve}
      n={n}
      order={order.includes(curve) ? order : report.curves}
      back={from?.hash ?? listHref("curves", query)}
    />
  );
}

function NoSuchCurve({ asked }: { asked: readonly string[] }) {
  return (
    <section>
      <h1>No such curve</h1>
      <p>
        This report has no curve named {asked.join(" / ") || "(nothing)"}.{" "}
        <a href={listHref("curves", EVERYTHING)}>Look for it in the table of curves</a>.
      </p>
    </section>
  );
}

/** Curves by their address: thousands of them are not gone through for each step. */
function useAddresses({ curves }: Report): ReadonlyMap<string, CurveEntry> {
  return useMemo(() => new Map(curves.map((curve) => [curveHref(curve.key), curve])), [curves]);
}

function titleOf(addresses: ReadonlyMap<string, CurveEntry>, route: Route): string {
  if (route.view === "curve") return addresses.get(curveHref(route.key))?.name ?? "";
  return route.view === "summary" ? "" : route.view;
}

/** The page's name and its views. */
function Header({ report, route, query }: { report: Report; route: Route; query: Query }) {
  const { data, curves } = report;
  const views: readonly (readonly [view: Route["view"], href: string, name: string])[] = [
    ["summary", "#/", "Summary"],
    ["curves", listHref("curves", query), `Curves ${count(curves.length)}`],
    ["figures", listHref("figures", query), "Figures"],
    ...(data.suite ? [["suite", "#/suite", "Suite"] as const] : []),
    ...(data.fitters ? [["fitters", "#/fitters", "Fitters"] as const] : []),
    ...(data.audit ? [["audit", "#/audit", "Audit"] as const] : []),
  ];
  return (
    <header class="page-header screen-only">
      <a class="skip" href="#content" onClick={skip}>
        Skip to the content
      </a>
      <span class="brand">bnsl</span>
      <nav aria-label="Views">
        {views.map(([view, href, name]) => (
          <a key={view} href={href} aria-current={isCurrent(view, route) ? "page" : undefined}>
            {name}
          </a>
        ))}
      </nav>
      <ThemeSwitch />
    </header>
  );
}

/** A curve's page belongs to the table. */
function isCurrent(view: Route["view"], route: Route): boolean {
  return view === route.view || (view === "curves" && route.view === "curve");
}

/** The address is the view's: the link moves the focus and leaves it alone. */
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById("content")?.focus();
}

/** What share of intervals holds the truth that the data were simulated from, against what they promise. */
function AuditPage({ rows }: { rows: readonly AuditRow[] }) {
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
