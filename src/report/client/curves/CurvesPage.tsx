import { useMemo } from "preact/hooks";
import type { Report } from "../curveIndex.js";
import { CurveTable } from "./CurveTable.js";
import { answerText, FilterBar } from "./FilterBar.js";
import { Gallery } from "./Gallery.js";
import { ListCaption } from "./listParts.js";
import { linesOf, type Query } from "./query.js";
import { listHref, type Place } from "../history.js";

interface CurvesPageProps {
  report: Report;
  view: "curves" | "figures";
  query: Query;
  /** where the list is returned to; null: at its top */
  place: Place | null;
}

/** Every curve that the filter lets through, as a row of a table or as a figure. */
export function CurvesPage({ report, view, query, place }: CurvesPageProps) {
  const lines = useMemo(() => linesOf(report, query), [report, query]);
  const ask = (change: Partial<Query>) => goTo(listHref(view, { ...query, ...change }));
  const List = view === "curves" ? CurveTable : Gallery;
  return (
    <section data-view={view}>
      <h1 class="visually-hidden">{view === "curves" ? "Table of curves" : "Figures of curves"}</h1>
      <ListCaption report={report} query={query} answer={answerText(report, query, lines)} />
      <FilterBar {...{ report, lines, query, ask }} />
      <List {...{ report, lines, query, ask, place }} />
    </section>
  );
}

/** Each letter of a filter is no place to go back to: the address is replaced, and told as if it had changed. */
function goTo(href: string): void {
  history.replaceState(history.state, "", href);
  dispatchEvent(new HashChangeEvent("hashchange"));
}
