import type { FitRow } from "../../../core/types.js";
import { censusWords } from "./census.js";
import { startsInMinimum } from "../../../core/rows/startsInMinimum.js";
import { count, number } from "../ui/numbers.js";

/** How the search went, and what that means. */
export function MinimaCensus({ row }: { row: FitRow }) {
  const reached = startsInMinimum(row);
  const facts: readonly (readonly [name: string, value: string])[] = [
    ["starts drawn", count(row.starts)],
    ["run to the end", count(row.startsConverged)],
    ["seen to reach this minimum", reached === null ? "–" : `≥ ${count(reached)}`],
    ["distinct minima", count(row.minima)],
    ["iterations, all starts", count(row.iterations)],
    ["digits agreed in the polish", number(row.agreedDigits, 3)],
  ];
  return (
    <section id="census" tabIndex={-1} aria-label="Census of minima" data-census>
      <h2>Census of minima</h2>
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p>{censusWords(row).join(" ")}</p>
    </section>
  );
}
