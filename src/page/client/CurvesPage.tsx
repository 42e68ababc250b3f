import { useMemo } from "preact/hooks";
import type { Report } from "./curveIndex.js";
import { CurveTable } from "./CurveTable.js";
import { FilterBar } from "./FilterBar.js";
import { Gallery } from "./Gallery.js";
import { linesOf, type Query } from "./query.js";
import { listHref } from "./routes.js";

interface CurvesPageProps {
  report: Report;
  view: "curves" | "figures";
  query: Query;
}

/** Every curve that the filter lets through, as a row of a table or as a figure. */
export function CurvesPage({ report, view, query }: CurvesPageProps) {
  const lines = useMemo(() => linesOf(report, query), [report, query]);
  const ask = (change: Partial<Query>) => goTo(listHref(view, { ...query, ...change }));
  const List = view === "curves" ? CurveTable : Gallery;
  return (
    <section data-view={view}>
      <h1 class="visually-hidden">{view === "curves" ? "Table of curves" : "Figures of curves"}</h1>
      <FilterBar report={report} query={query} lines={lines} ask={ask} />
      <List report={report} lines={lines} query={query} ask={ask} />
    </section>
  );
}

/** Each letter of a filter is no place to go back to: the address is replaced, and told as if it had changed. */
function goTo(href: string): void {
  history.replaceState(null, "", href);
  dispatchEvent(new HashChangeEvent("hashchange"));
}
