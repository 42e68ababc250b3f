import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { AuditPage } from "./AuditPage.js";
import type { CurveEntry, Report } from "./curveIndex.js";
import { CurvePage } from "./CurvePage.js";
import { CurvesPage } from "./CurvesPage.js";
import { Header } from "./Header.js";
import { usePageKeys } from "./pageKeys.js";
import { EVERYTHING, linesOf, type Query } from "./query.js";
import { curveHref, listHref, parseRoute, type Route } from "./routes.js";
import { Summary } from "./Summary.js";
import { SuitePage } from "./SuitePage.js";

/** The whole page: what the address asks for under a header that stays. */
export function App({ report }: { report: Report }) {
  const route = useRoute();
  const query = useLastQuery(route);
  usePageKeys(listHref("curves", query));
  useTitle(useAddresses(report), route);
  return (
    <>
      <Header report={report} route={route} query={query} />
      <main id="content" tabIndex={-1}>
        <View report={report} route={route} query={query} />
      </main>
      <footer class="screen-only">
        Keys: <kbd>/</kbd> filter, <kbd>j</kbd> <kbd>k</kbd> or <kbd>←</kbd> <kbd>→</kbd> next and previous
        curve, <kbd>Esc</kbd> back. Written by bnsl {report.data.version}.
      </footer>
    </>
  );
}

interface ViewProps {
  report: Report;
  route: Route;
  /** what was last asked of the lists */
  query: Query;
}

function View({ report, route, query }: ViewProps) {
  const { suite, audit } = report.data;
  if (route.view === "curves" || route.view === "figures") {
    return <CurvesPage report={report} view={route.view} query={route.query} />;
  }
  if (route.view === "curve") return <OneCurve report={report} asked={route.key} n={route.n} query={query} />;
  if (route.view === "suite" && suite) return <SuitePage report={report} suite={suite} />;
  if (route.view === "audit" && audit) return <AuditPage rows={audit.rows} />;
  return <Summary report={report} />;
}

interface OneCurveProps extends Omit<ViewProps, "route"> {
  asked: readonly string[];
  n: number | null;
}

/** The page of a curve, among those that the last filter let through. */
function OneCurve({ report, asked, n, query }: OneCurveProps) {
  const order = useMemo(
    () => [...new Set(linesOf(report, query).map(({ curve }) => curve))],
    [report, query],
  );
  const curve = useAddresses(report).get(curveHref(asked));
  if (!curve) return <NoSuchCurve asked={asked} />;
  return (
    <CurvePage
      key={JSON.stringify(curve.key)}
      report={report}
      curve={curve}
      n={n}
      order={order.includes(curve) ? order : report.curves}
      back={listHref("curves", query)}
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

/** Follows the address; a new view begins at its top. */
function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  const shown = useRef(location.hash.split("?")[0]);
  useEffect(() => {
    const follow = () => {
      setHash(location.hash);
      const path = location.hash.split("?")[0];
      if (path !== shown.current) scrollTo(0, 0);
      shown.current = path;
    };
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  return useMemo(() => parseRoute(hash), [hash]);
}

/** What was last asked of the lists: it gives the order in which a curve's page steps on. */
function useLastQuery(route: Route): Query {
  const last = useRef<Query>(EVERYTHING);
  if ("query" in route) last.current = route.query;
  return last.current;
}

/** Curves by their address: thousands of them are not gone through for each step. */
function useAddresses({ curves }: Report): ReadonlyMap<string, CurveEntry> {
  return useMemo(() => new Map(curves.map((curve) => [curveHref(curve.key), curve])), [curves]);
}

/** As the page was written (`bnsl report --title`). */
const GIVEN_TITLE = document.title;

function useTitle(addresses: ReadonlyMap<string, CurveEntry>, route: Route): void {
  const name = route.view === "curve" ? (addresses.get(curveHref(route.key))?.name ?? "") : route.view;
  useEffect(() => {
    document.title = name === "" || name === "summary" ? GIVEN_TITLE : `${name} · ${GIVEN_TITLE}`;
  }, [name]);
}
