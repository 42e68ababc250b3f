import { useMemo } from "preact/hooks";
import { curveId } from "../../core/rows/curveRows.js";
import { AuditPage } from "./audit.js";
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
import { ThemeSwitch } from "./ui/ThemeSwitch.js";
import { count } from "./ui/numbers.js";
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
