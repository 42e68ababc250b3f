import type { ComponentChildren } from "preact";

interface TableColumn<Row> {
  readonly header: string;
  /** numbers are set right */
  readonly right?: boolean;
  readonly cell: (row: Row) => ComponentChildren;
}

interface PlainTableProps<Row> {
  columns: readonly TableColumn<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  /** whether the whole row is in bold */
  best?: (row: Row) => boolean;
  attributes: Readonly<Record<string, string | boolean>>;
}

/** A row each, named by its first cell. */
export function PlainTable<Row>({ columns, rows, keyOf, best, attributes }: PlainTableProps<Row>) {
  const [first, ...others] = columns;
  return (
    <table class="plain-table" {...attributes}>
      <TableHead columns={columns} />
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)} class={best?.(row) ? "best" : undefined}>
            <th scope="row">{first.cell(row)}</th>
            {others.map((column) => (
              <td key={column.header} class={classOf(column)}>
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type Head = Pick<TableColumn<never>, "header" | "right">;

export function TableHead({ columns }: { columns: readonly Head[] }) {
  return (
    <thead>
      <tr>
        {columns.map((column) => (
          <th key={column.header} scope="col" class={classOf(column)}>
            {column.header}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function classOf({ right }: Head): string | undefined {
  return right ? "right" : undefined;
}

/** Names with what they mean, or come to. */
export function Facts({ facts, class: names }: { facts: readonly (readonly [string, string])[]; class?: string }) {
  return (
    <dl class={names}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
