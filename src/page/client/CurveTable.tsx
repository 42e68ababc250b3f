import { hasFit } from "../../status.js";
import { useChunks } from "./chunks.js";
import { columnsOf, type Column } from "./columns.js";
import type { ListProps } from "./listProps.js";
import { LeftOut } from "./LeftOut.js";
import { usePrinting } from "./printing.js";
import type { Line } from "./line.js";
import type { Query } from "./query.js";
import { curveHref } from "./routes.js";

const CHUNK = 60;
/** rows that are printed before the rest is counted */
const PRINTED = 1000;

/** A row for each line, sorted by a click on a column's name. */
export function CurveTable({ report, lines, query, ask }: ListProps) {
  const columns = columnsOf(report);
  const printing = usePrinting();
  const chunks = useChunks(lines, CHUNK);
  const shown = lines.slice(0, printing ? PRINTED : chunks.shown);
  const constant = report.data.meta.keyNames
    .map((name, j) => ({ name, value: report.curves[0]?.key[j], j }))
    .filter(({ j }) => !report.tellingKeys.includes(j));
  return (
    <>
      {constant.length > 0 && (
        <p class="note">
          The same for all curves: {constant.map(({ name, value }) => `${name} ${value}`).join(", ")}.
        </p>
      )}
      <div class="wide tall">
        <table data-curves aria-rowcount={lines.length + 1}>
          <caption class="visually-hidden">Curves with their fits; errors are RMSLE</caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <HeaderCell key={column.name} column={column} query={query} ask={ask} />
              ))}
            </tr>
          </thead>
          <tbody onKeyDown={stepRows}>
            {shown.map((line) => (
              <TableRow
                key={`${JSON.stringify(line.row.key)} ${line.row.nBreaks}`}
                line={line}
                columns={columns}
                keys={report.tellingKeys.length}
              />
            ))}
          </tbody>
        </table>
        <div ref={chunks.end} />
      </div>
      {lines.length === 0 && <p class="note">No curve answers to all of this.</p>}
      <LeftOut shown={shown.length} all={lines.length} noun="row" />
    </>
  );
}

function HeaderCell({ column, query, ask }: { column: Column } & Pick<ListProps, "query" | "ask">) {
  const sorted = query.sort === column.name;
  const order = sorted ? (query.descending ? "descending" : "ascending") : "none";
  return (
    <th scope="col" aria-sort={order} class={column.right ? "right" : undefined}>
      <button
        type="button"
        data-sort={column.name}
        title={column.meaning}
        onClick={() => ask(nextSort(column.name, query))}
      >
        {column.header}
        <span aria-hidden="true" class="arrow">
          {sorted ? (query.descending ? "↓" : "↑") : ""}
        </span>
      </button>
    </th>
  );
}

/** Ascending, descending, and back to the order of the input. */
function nextSort(name: string, { sort, descending }: Query): Partial<Query> {
  if (sort !== name) return { sort: name, descending: false };
  return descending ? { sort: "", descending: false } : { descending: true };
}

/** The first cell's link bears the whole name; a table without key columns has one in its first cell all the same. */
function TableRow({ line, columns, keys }: { line: Line; columns: readonly Column[]; keys: number }) {
  const { curve, row } = line;
  const href = curveHref(row.key, curve.shown.includes(row) ? null : row.nBreaks);
  const linked = Math.max(keys, 1);
  return (
    <tr class={hasFit(row.status) ? undefined : "without-fit"}>
      {columns.map((column, j) => (
        <td key={column.name} class={column.right ? "right" : undefined} data-column={column.name}>
          {j < linked ? (
            <a
              data-curve
              href={href}
              aria-label={j === 0 ? `${curve.name}, n = ${row.nBreaks}` : undefined}
              tabIndex={j === 0 ? undefined : -1}
            >
              {column.text(line)}
            </a>
          ) : (
            column.text(line)
          )}
        </td>
      ))}
    </tr>
  );
}

/** Arrow keys, j and k step through the rows' links. */
function stepRows(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
  const row = (event.target as Element).closest("tr");
  const next = step === 1 ? row?.nextElementSibling : step === -1 ? row?.previousElementSibling : null;
  const link = next?.querySelector<HTMLElement>("a[data-curve]");
  if (!link) return;
  event.preventDefault();
  link.focus();
}
