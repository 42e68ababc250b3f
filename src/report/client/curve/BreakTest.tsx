import type { BreakTestRow } from "../../../uncertainty/types.js";
import type { CurveEntry } from "../curveIndex.js";
import { levelOf, reachWords, testedWords, type TestTable } from "../tests.js";
import { count, number } from "../ui/numbers.js";

interface BreakTestsProps {
  curve: CurveEntry;
  tests: TestTable | null;
}

/** Whether the data ask for one more break, and than how many; nothing where no tests were given. */
export function BreakTests({ curve, tests: table }: BreakTestsProps) {
  if (curve.tests.length === 0 || !table) return null;
  return (
    <section id="break-test" tabIndex={-1} aria-label="Test for one more break" data-break-test>
      <h2>One more break?</h2>
      {curve.tests.map((test) => (
        <Test key={test.nNull} test={test} table={table} />
      ))}
    </section>
  );
}

function Test({ test, table }: { test: BreakTestRow; table: TestTable }) {
  const facts: readonly (readonly [name: string, value: string])[] = [
    ["N ln(F / F′)", number(test.statistic)],
    ["p", `${number(test.pValue, 3)} ± ${number(test.pError, 2)}`],
    ["adjusted, Holm", number(test.pHolm, 3)],
    ["adjusted, Benjamini–Hochberg", number(test.pBh, 3)],
    ["where it would stand", number(test.location)],
    ["simulated data sets", count(test.resamples)],
  ];
  return (
    <>
      {test.nNull !== null && <p class="note">Test of {testedWords(test.nNull)}.</p>}
      {test.pValue !== null && (
        <dl class="facts">
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      <p>{verdict(test, table)}</p>
    </>
  );
}

function verdict({ status, nNull, supported, pValue, failed }: BreakTestRow, tests: TestTable): string {
  if (pValue === null) return `Not tested: ${status}.`;
  const reach = reachWords(tests);
  const lost = failed > 0 ? ` ${count(failed)} refits failed and are left out.` : "";
  const from = `p is simulated from the fit with n = ${nNull}.${lost}`;
  if (reach !== null && !supported) return `${reach} ${from}`;
  const level = tests.meta ? ` at level ${levelOf(tests.meta)}` : "";
  const is = supported ? "is supported" : "is not supported";
  return `One more break than ${nNull} ${is}${level} after Holm’s adjustment over all curves tested. ${from}`;
}
