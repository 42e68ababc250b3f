import type { RefObject } from "preact";
import { curveId } from "../../../core/rows/curveRows.js";
import { hasFit } from "../../../core/status.js";
import { useChunks } from "../ui/chunks.js";
import { type Column, columnsOf, type Line } from "./columns.js";
import { ColumnMeanings, type ListProps } from "./listParts.js";
import { LeftOut } from "../ui/Command.js";
import { usePrinting } from "../ui/ThemeSwitch.js";
import { queryText, type Query } from "./query.js";
import { openRow, stepRows } from "../ui/toolbar.js";
import { useSidewaysScroll } from "../ui/scroll.js";
import { curveHref } from "../history.js";

const CHUNK = 60;
/** rows that are printed before the rest is counted */
const PRINTED = 1000;

/** A row for each line, sorted by a click on a column's name. */
export function CurveTable({ report, lines, query, ask, place }: ListProps) {
  const columns = columnsOf(report);
  const printing = usePrinting();
  const chunks = useChunks(lines, CHUNK, queryText(query), place?.shown);
  const keys = Math.max(report.tellingKeys.length, 1);
  const scroller: RefObject<HTMLDivElement> = useSidewaysScroll(keys);
  const shown = lines.slice(0, printing ? PRINTED : chunks.shown);
  const constant = report.data.meta.keyNames
    .map((name, j) => ({ name, value: report.curves[0]?.key[j], j }))
    .filter(({ j }) => !report.tellingKeys.includes(j));
  return (
    <>
      {constant.length > 0 && (
        <p class="note">The same for all curves: {constant.map(({ name, value }) => `${name} ${value}`).join(", ")}.</p>
      )}
      <div ref={scroller} class="wide tall">
        <table data-curves aria-rowcount={lines.length + 1}>
          <caption class="visually-hidden">Curves with their fits; errors are RMSLE</caption>
          <thead>
            <tr>
              {columns.map((column, j) => (
                <HeaderCell key={column.name} {...{ column, query, ask, printing }} stays={stays(j, keys)} />
              ))}
            </tr>
          </thead>
          <tbody onKeyDown={stepRows} onClick={openRow}>
            {shown.map((line) => (
              <TableRow
                key={`${curveId(line.row.key)} ${line.row.nBreaks}`}
                line={line}
                columns={columns}
                keys={keys}
              />
            ))}
          </tbody>
        </table>
        <div ref={chunks.end} />
      </div>
      {lines.length === 0 && <p class="note">No curve answers to all of this.</p>}
      <LeftOut shown={shown.length} all={lines.length} noun="row" />
      <ColumnMeanings columns={columns} />
    </>
  );
}

/** What marks a cell of the columns that stay in sight when the others are scrolled. */
function stays(j: number, keys: number): { "data-stays"?: string; style?: string } {
  if (j >= keys) return {};
  return { "data-stays": j === keys - 1 ? "last" : "", style: `left: var(--key-${j}, 0)` };
}

interface HeaderCellProps extends Pick<ListProps, "query" | "ask"> {
  column: Column;
  stays: ReturnType<typeof stays>;
  printing: boolean;
}

function HeaderCell({ column, query, ask, stays: staying, printing }: HeaderCellProps) {
  const sorted = query.sort === column.name;
  const order = sorted ? (query.descending ? "descending" : "ascending") : "none";
  const name = (
    <>
      {column.header}
      <span aria-hidden="true" class="arrow">
        {sorted ? (query.descending ? "↓" : "↑") : ""}
      </span>
    </>
  );
  return (
    <th scope="col" aria-sort={order} class={column.right ? "right" : undefined} {...staying}>
      {printing ? (
        // a browser repeats no head with buttons on each sheet
        name
      ) : (
        <button
          type="button"
          data-sort={column.name}
          title={column.meaning}
          onClick={() => ask(nextSort(column.name, query))}
        >
          {name}
        </button>
      )}
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
  return (
    <tr class={hasFit(row.status) ? undefined : "without-fit"}>
      {columns.map((column, j) => {
        const Cell = j === 0 ? "th" : "td";
        return (
          <Cell
            key={column.name}
            scope={j === 0 ? "row" : undefined}
            class={column.right ? "right" : undefined}
            data-column={column.name}
            {...stays(j, keys)}
          >
            {j < keys ? (
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
          </Cell>
        );
      })}
    </tr>
  );
}
