import { comparisonReport, summaryReport } from "../../../text/suiteTables.js";
import type { Suite } from "../../../suite/suiteResult.js";
import type { ReadSuite } from "../../../tables/readTable.js";
import { BestForms } from "./BestForms.js";
import type { Report } from "../curveIndex.js";
import { FormErrors } from "./FormErrors.js";
import { counted, duration } from "../ui/numbers.js";
import { SuiteCaveats } from "./SuiteCaveats.js";
import { TextTable } from "./TextTable.js";

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
