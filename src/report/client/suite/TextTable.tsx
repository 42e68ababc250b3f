import type { ReportTable } from "../../../text/suiteTables.js";

/** A report's table as the terminal has it: blocks under the name of their section, then what the columns mean. */
export function TextTable({ table: { columns, blocks, legend }, name }: { table: ReportTable; name: string }) {
  const [, ...shown] = columns;
  return (
    <>
      <div class="wide">
        <table class="plain-table" aria-label={name}>
          <thead>
            <tr>
              {shown.map(({ header, right }) => (
                <th key={header.join(" ")} scope="col" class={right ? "right" : undefined}>
                  {header.filter(Boolean).join(" ")}
                </th>
              ))}
            </tr>
          </thead>
          {blocks
            .filter((block) => block.length > 0)
            .map((block) => (
              <tbody key={block[0][0]}>
                <tr class="section">
                  <th scope="rowgroup" colSpan={shown.length}>
                    {block[0][0]}
                  </th>
                </tr>
                {block.map(([, first, ...rest]) => (
                  <tr key={first}>
                    <th scope="row">{first}</th>
                    {rest.map((cell, j) => (
                      <td key={j} class={shown[j + 1].right ? "right" : undefined}>
                        {cell}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            ))}
        </table>
      </div>
      <p class="note">{legend.join(" ")}</p>
    </>
  );
}
