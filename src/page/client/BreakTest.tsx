import type { BreakTestRow } from "../../uncertainty/types.js";
import type { CurveEntry } from "./curveIndex.js";
import { count, number } from "./numbers.js";
import { levelOf, reachWords, type BreakTests } from "./testReach.js";

/** Whether the data ask for one more break; nothing where no tests were given. */
export function BreakTest({ curve: { test }, tests }: { curve: CurveEntry; tests: BreakTests | null }) {
  if (!test || !tests) return null;
  const facts: readonly (readonly [name: string, value: string])[] = [
    ["N ln(F / F′)", number(test.statistic)],
    ["p", `${number(test.pValue, 3)} ± ${number(test.pError, 2)}`],
    ["adjusted, Holm", number(test.pHolm, 3)],
    ["adjusted, Benjamini–Hochberg", number(test.pBh, 3)],
    ["where it would stand", number(test.location)],
    ["simulated data sets", count(test.resamples)],
  ];
  return (
    <section id="break-test" tabIndex={-1} aria-label="Test for one more break" data-break-test>
      <h2>One more break?</h2>
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
      <p>{verdict(test, tests)}</p>
    </section>
  );
}

function verdict({ status, nNull, supported, pValue, failed }: BreakTestRow, tests: BreakTests): string {
  if (pValue === null) return `Not tested: ${status}.`;
  const reach = reachWords(tests);
  const lost = failed > 0 ? ` ${count(failed)} refits failed and are left out.` : "";
  const from = `p is simulated from the fit with n = ${nNull}.${lost}`;
  if (reach !== null && !supported) return `${reach} ${from}`;
  const level = tests.meta ? ` at level ${levelOf(tests.meta)}` : "";
  const is = supported ? "is supported" : "is not supported";
  return `One more break than ${nNull} ${is}${level} after Holm’s adjustment over all curves tested. ${from}`;
}
