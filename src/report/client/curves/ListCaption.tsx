import { columnsOf } from "./columns.js";
import type { Report } from "../curveIndex.js";
import { DOUBTS } from "../doubts.js";
import { orderName } from "./OrderChoice.js";
import type { Query } from "./query.js";
import { GIVEN_TITLE } from "../ui/title.js";

/** On paper, where there is no filter to look at: what was asked of a list, and its order. */
export function ListCaption({ report, query, answer }: { report: Report; query: Query; answer: string }) {
  return (
    <p class="print-only list-caption">
      <strong>{GIVEN_TITLE}</strong> {[answer, ...askedWords(query), orderWords(report, query)].join(" · ")}
    </p>
  );
}

function askedWords({ words, status, n, doubt, all }: Query): string[] {
  return [
    words === "" ? "" : `named “${words}”`,
    status,
    n === "" ? "" : `n = ${n}`,
    doubt === "" ? "" : DOUBTS[doubt],
    all ? "every n" : "",
  ].filter(Boolean);
}

function orderWords(report: Report, { sort, descending }: Query): string {
  const column = columnsOf(report).find(({ name }) => name === sort);
  return column ? `by ${orderName(report, column, descending)}` : "input order";
}
