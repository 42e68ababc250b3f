/** Rows that agree in what `part` gives (plain data), groups in the order of their first row. */
export function groupBy<Row>(rows: readonly Row[], part: (row: Row) => unknown): Row[][] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const id = JSON.stringify(part(row));
    const group = groups.get(id);
    if (group) group.push(row);
    else groups.set(id, [row]);
  }
  return [...groups.values()];
}
