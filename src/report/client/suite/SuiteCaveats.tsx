import { useMemo } from "preact/hooks";
import { caveatLines } from "../../../text/suiteCaveats.js";
import { groupByKey } from "../../../core/rows/curveRows.js";
import { findCaveats } from "../../../suite/caveats.js";
import type { ReadSuite } from "../../../tables/readTable.js";

/** What limits the tables above, as far as their cells tell; the curves' own rows are not in a suite's table. */
export function SuiteCaveats({ suite }: { suite: ReadSuite }) {
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
