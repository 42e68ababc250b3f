import { useMemo } from "preact/hooks";
import { groupByKey } from "../../../core/rows/curveRows.js";
import { findCaveats } from "../../../suite/suite.js";
import type { Suite } from "../../../suite/suiteResult.js";
import type { ReadSuite } from "../../../tables/read.js";
import { caveatLines, comparisonReport, type ReportTable, summaryReport } from "../../../text/suiteText.js";
import type { Report } from "../curveIndex.js";
import { counted, duration } from "../ui/numbers.js";
import { TableHead } from "../ui/Table.js";
import { BestForms, FormErrors } from "./BestForms.js";

/** Forms of the literature against each other on held-out rows. */
export function SuitePage({ report, suite }: { report: Report; suite: ReadSuite }) {
  const { forms, sections, meta } = suite;
  const curves = suite.cells.length / Math.max(forms.length, 1);
  // the tables of a suite read its sections alone
  const scored = { sections } as Suite;
  return (
    <section data-view="suite">
      <h1>Suite of {counted(forms.length, "form")}</h1>
      <p class="note">
        {counted(curves, "curve")}; {forms.join(", ")}
        {meta && `; protocol ${meta.protocol}, seed ${meta.seed}, ${duration(meta.seconds)}`}. Each form is fitted to
        the training rows of every curve and scored on its held-out rows.
      </p>
      <h2>Errors on held-out rows</h2>
      <FormErrors suite={suite} />
      <h2>Forms by section</h2>
      <TextTable name="Forms by section" table={summaryReport(scored)} />
      {sections.some(({ comparisons }) => comparisons.length > 0) && (
        <>
          <h2>Forms in pairs</h2>
          <TextTable name="Forms in pairs" table={comparisonReport(scored, meta?.resamples ?? 10_000)} />
        </>
      )}
      <SuiteCaveats suite={suite} />
      <h2>Best form of each curve</h2>
      <BestForms report={report} suite={suite} />
      {meta && meta.notes.length > 0 && (
        <>
          <h2>Notes of the run</h2>
          <ul class="note">
            {meta.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** What limits the tables above, as far as their cells tell; the curves' own rows are not in a suite's table. */
function SuiteCaveats({ suite }: { suite: ReadSuite }) {
  const lines = useMemo(() => caveatsOf(suite), [suite]);
  return (
    <section aria-label="Caveats" data-caveats>
      <h2>Caveats</h2>
      <ul class="note">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
        <li key="">
          What only the rows of the curves tell (repeated and skipped rows, test rows among the training rows or inside
          their range, y that rises) is printed by bnsl suite, and not known here.
        </li>
      </ul>
    </section>
  );
}

function caveatsOf({ forms, cells, sections }: ReadSuite): string[] {
  const caveats = findCaveats({ curves: [] }, groupByKey(cells), sections);
  return caveatLines({ caveats, sections, forms });
}

/** A report's table as the terminal has it: blocks under the name of their section, then what the columns mean. */
function TextTable({ table: { columns, blocks, legend }, name }: { table: ReportTable; name: string }) {
  const [, ...shown] = columns;
  return (
    <>
      <div class="wide">
        <table class="plain-table" aria-label={name}>
          <TableHead
            columns={shown.map(({ header, right }) => ({ header: header.filter(Boolean).join(" "), right }))}
          />
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
