import { useMemo } from "preact/hooks";
import { curveNamer, groupByKey } from "../../../core/rows/curveRows.js";
import type { SuiteCell } from "../../../suite/suiteResult.js";
import type { ReadSuite } from "../../../tables/readTable.js";
import { useChunks } from "../ui/chunks.js";
import type { Report } from "../curveIndex.js";
import { LeftOut } from "../ui/LeftOut.js";
import { number } from "../ui/numbers.js";
import { usePrinting } from "../ui/printing.js";
import { curveHref } from "../routes.js";

const CHUNK = 60;
const PRINTED = 1000;

/** The test error of each form on each curve, the lowest in bold. */
export function BestForms({ report, suite }: { report: Report; suite: ReadSuite }) {
  const printing = usePrinting();
  const curves = useMemo(() => groupByKey(suite.cells), [suite]);
  const nameOf = useMemo(() => curveNamer(suite.cells), [suite]);
  const fitted = useMemo(() => new Set(report.curves.map(({ key }) => curveHref(key))), [report]);
  const chunks = useChunks(curves, CHUNK);
  const shown = curves.slice(0, printing ? PRINTED : chunks.shown);
  return (
    <>
      <div class="wide">
        <table class="plain-table">
          <thead>
            <tr>
              <th scope="col">curve</th>
              <th scope="col">best</th>
              {suite.forms.map((form) => (
                <th key={form} scope="col" class="right">
                  {form}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((cells) => (
              <CurveRow
                key={curveHref(cells[0].key)}
                cells={cells}
                name={nameOf(cells[0])}
                linked={fitted.has(curveHref(cells[0].key))}
              />
            ))}
          </tbody>
        </table>
      </div>
      <LeftOut shown={shown.length} all={curves.length} noun="curve" />
      <div ref={chunks.end} />
    </>
  );
}

function CurveRow({ cells, name, linked }: { cells: readonly SuiteCell[]; name: string; linked: boolean }) {
  const best = cells.filter((cell) => cell.best).map(({ form }) => form);
  return (
    <tr>
      <th scope="row" class="curve-name">
        {linked ? (
          <a data-curve href={curveHref(cells[0].key)}>
            {name}
          </a>
        ) : (
          name
        )}
      </th>
      <td>{best.join(" = ") || "–"}</td>
      {cells.map((cell) => (
        <td key={cell.form} class={cell.best ? "right best" : "right"}>
          {number(cell.rmsleTest, 3)}
        </td>
      ))}
    </tr>
  );
}
