import type { Report } from "../curveIndex.js";
import { columnsOf, type Column } from "./columns.js";
import type { ListProps } from "./listProps.js";

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
export function orderName(report: Report, { name, header }: Column, descending: boolean): string {
  const key = report.tellingKeys.find((j) => name === `key.${report.data.meta.keyNames[j]}`);
  const isText = name === "status" || (key !== undefined && !report.numberKeys.includes(key));
  if (isText) return `${header}, ${descending ? "Z to A" : "A to Z"}`;
  const noun = /^rmsl?e_/.test(name) ? `${header} error` : header;
  return `${noun}, ${descending ? "largest" : "smallest"} first`;
}
