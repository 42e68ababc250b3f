import type { Report } from "../curveIndex.js";
import type { Place } from "../history.js";
import { DOUBTS } from "../tests.js";
import { Facts } from "../ui/Table.js";
import { GIVEN_TITLE } from "../ui/title.js";
import { type Column, columnsOf, type Line } from "./columns.js";
import type { Query } from "./query.js";

/** What both lists take. */
export interface ListProps {
  report: Report;
  lines: readonly Line[];
  query: Query;
  ask: (change: Partial<Query>) => void;
  /** where the list is returned to */
  place: Place | null;
}

/** By what a list is ordered, and which end comes first: the worst of a gallery has no column's head to click. */
export function OrderChoice({ report, query, ask }: Pick<ListProps, "report" | "query" | "ask">) {
  const columns = columnsOf(report);
  const value = query.sort === "" ? "" : valueOf(query.sort, query.descending);
  const choose = (chosen: string) => {
    const descending = chosen.startsWith(DOWN);
    ask({ sort: chosen.slice(1), descending });
  };
  return (
    <select aria-label="Order" value={value} onChange={({ currentTarget }) => choose(currentTarget.value)}>
      <option value="">input order</option>
      {[true, false].map((descending) => (
        <optgroup key={String(descending)} label={descending ? "Largest first" : "Smallest first"}>
          {columns.map((column) => (
            <option key={column.name} value={valueOf(column.name, descending)}>
              {orderName(report, column, descending)}
            </option>
          ))}
        </optgroup>
      ))}
    </select>
  );
}

const [UP, DOWN] = ["+", "-"];

function valueOf(name: string, descending: boolean): string {
  return (descending ? DOWN : UP) + name;
}

/** The words of a closed list: they stand without their group. */
function orderName(report: Report, { name, header }: Column, descending: boolean): string {
  const key = report.tellingKeys.find((j) => name === `key.${report.data.meta.keyNames[j]}`);
  const isText = name === "status" || (key !== undefined && !report.numberKeys.includes(key));
  if (isText) return `${header}, ${descending ? "Z to A" : "A to Z"}`;
  const noun = /^rmsl?e_/.test(name) ? `${header} error` : header;
  return `${noun}, ${descending ? "largest" : "smallest"} first`;
}

/** What a pointer learns by resting on a column's name, for keyboards and fingers. */
export function ColumnMeanings({ columns }: { columns: readonly Column[] }) {
  return (
    <details class="meanings screen-only">
      <summary>What the columns mean</summary>
      <Facts facts={columns.map(({ header, meaning }) => [header, meaning])} />
    </details>
  );
}

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
