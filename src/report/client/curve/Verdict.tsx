import type { FitMeta, FitRow } from "../../../core/types.js";
import type { CurveEntry } from "../curveIndex.js";
import { findingsOf, type Proof } from "./findings.js";

interface VerdictProps {
  curve: CurveEntry;
  row: FitRow;
  meta: FitMeta;
}

/** An answer in a line of short findings; each leads to the part of the page that shows it. */
export function Verdict({ curve, row, meta }: VerdictProps) {
  return (
    <ul class="verdict" aria-label="The answer in short" data-verdict>
      {findingsOf(curve, row, meta).map(({ text, proof, doubt }) => (
        <li key={text}>
          <button
            type="button"
            class={doubt ? "finding doubt" : "finding"}
            data-proof={proof}
            onClick={() => show(proof)}
          >
            <span aria-hidden="true">{doubt ? "▲ " : ""}</span>
            {text}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** The address after # is the curve's: the page itself goes to the part. */
function show(proof: Proof): void {
  const part = document.getElementById(proof);
  if (!part) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  part.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "start" });
  part.focus({ preventScroll: true });
}
