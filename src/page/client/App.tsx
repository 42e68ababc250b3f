import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { AuditPage } from "./AuditPage.js";
import type { Report } from "./curveIndex.js";
import { CurvePage } from "./CurvePage.js";
import { CurvesPage } from "./CurvesPage.js";
import { Header } from "./Header.js";
import { usePageKeys } from "./pageKeys.js";
import { EVERYTHING, linesOf, type Query } from "./query.js";
import { isCurve, listHref, parseRoute, type Route } from "./routes.js";
import { Summary } from "./Summary.js";
import { SuitePage } from "./SuitePage.js";

/** The whole page: what the address asks for under a header that stays. */
export function App({ report }: { report: Report }) {
  const route = useRoute();
  const query = useLastQuery(route);
  const order = useMemo(
    () => [...new Set(linesOf(report, query).map(({ curve }) => curve))],
    [report, query],
  );
  usePageKeys(listHref("curves", query));
  useTitle(report, route);
  return (
    <>
      <Header report={report} route={route} query={query} />
      <main id="content" tabIndex={-1}>
        <View report={report} route={route} order={order} back={listHref("curves", query)} />
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
  /** the curves of the last filter, in its order */
  order: Report["curves"];
  /** the address of the table that a curve was reached from */
  back: string;
}

function View({ report, route, order, back }: ViewProps) {
  switch (route.view) {
    case "curves":
    case "figures":
      return <CurvesPage report={report} view={route.view} query={route.query} />;
    case "curve": {
      const curve = report.curves.find(({ key }) => isCurve(route.key, key));
      if (!curve) return <NoSuchCurve asked={route.key} />;
      return (
        <CurvePage
          key={JSON.stringify(curve.key)}
          report={report}
          curve={curve}
          n={route.n}
          order={order.includes(curve) ? order : report.curves}
          back={back}
        />
      );
    }
    case "suite":
      return report.data.suite ? (
        <SuitePage report={report} suite={report.data.suite} />
      ) : (
        <Summary report={report} />
      );
    case "audit":
      return report.data.audit ? <AuditPage rows={report.data.audit.rows} /> : <Summary report={report} />;
    default:
      return <Summary report={report} />;
  }
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

function useTitle({ curves }: Report, route: Route): void {
  const name =
    route.view === "curve" ? (curves.find(({ key }) => isCurve(route.key, key))?.name ?? "") : route.view;
  useEffect(() => {
    document.title = `${name} · bnsl report`;
  }, [name]);
}
