import { statusName } from "../../../core/status.js";
import type { SuiteCell } from "../../../suite/suiteResult.js";
import { number } from "../ui/numbers.js";

/** What the forms of the suite made of this curve; nothing where it is not in the suite. */
export function CurveForms({ cells }: { cells: readonly SuiteCell[] }) {
  if (cells.length === 0) return null;
  return (
    <section aria-label="Forms of the suite">
      <h2>Other forms</h2>
      <table class="plain-table" aria-label="Errors of the suite's forms on this curve">
        <thead>
          <tr>
            <th scope="col">form</th>
            <th scope="col" class="right">
              RMSLE train
            </th>
            <th scope="col" class="right">
              held out
            </th>
            <th scope="col" class="right">
              rank
            </th>
            <th scope="col">status</th>
          </tr>
        </thead>
        <tbody>
          {cells.map((cell) => (
            <tr key={cell.form} class={cell.best ? "best" : undefined}>
              <th scope="row">{cell.form}</th>
              <td class="right">{number(cell.rmsleTrain, 3)}</td>
              <td class="right">{number(cell.rmsleTest, 3)}</td>
              <td class="right">{number(cell.rank, 2)}</td>
              <td>{statusName(cell.status)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="note">
        Fitted by the suite under its own protocol, so that its bnsl may differ from the fit above. The best is in bold.
      </p>
    </section>
  );
}
