import type { Column } from "./columns.js";

/** What a pointer learns by resting on a column's name, for keyboards and fingers. */
export function ColumnMeanings({ columns }: { columns: readonly Column[] }) {
  return (
    <details class="meanings screen-only">
      <summary>What the columns mean</summary>
      <dl>
        {columns.map(({ name, header, meaning }) => (
          <div key={name}>
            <dt>{header}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
