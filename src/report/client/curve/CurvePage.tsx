import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { selectedBy } from "../../../core/rows/curveRows.js";
import { statusName } from "../../../core/status.js";
import type { FitMeta, FitRow } from "../../../core/types.js";
import type { SuiteCell } from "../../../suite/suiteResult.js";
import type { CurveEntry, Report } from "../curveIndex.js";
import { curveHref, viewName } from "../history.js";
import { errorWords, measureOf } from "../ownScale.js";
import { count, criterionName, number } from "../ui/numbers.js";
import { isCommand, isTyping } from "../ui/toolbar.js";
import { BreakCounts, MinimaCensus } from "./BreakCounts.js";
import { BreakTests } from "./BreakTest.js";
import { FigurePanel } from "./FigurePanel.js";
import { ParameterTable } from "./ParameterTable.js";
import { Reproduce } from "./Reproduce.js";
import { findingsOf, type Proof } from "./findings.js";

interface CurvePageProps {
  report: Report;
  curve: CurveEntry;
  /** number of breaks that the address asks for; null: the selected one */
  n: number | null;
  /** the curves to step through */
  order: readonly CurveEntry[];
  /** the address of the view that it was opened from */
  back: string;
}

/** All that is known of one curve. */
export function CurvePage({ report, curve, n, order, back }: CurvePageProps) {
  const row = curve.rows.find(({ nBreaks }) => nBreaks === n) ?? curve.shown[0];
  const by = selectedBy(report.data.meta);
  const at = order.indexOf(curve);
  const [previous, next] = [order[at - 1], order[at + 1]];
  useCurveKeys(previous, next, back);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <article data-view="curve" class="curve">
      <div class="curve-heading">
        <div>
          <p class="note screen-only">
            <a href={back}>{viewName(back)}</a> · {count(at + 1)} of {count(order.length)}
          </p>
          <h1 ref={heading} tabIndex={-1}>
            {curve.name}
          </h1>
          <p class="note">{keyWords(report, curve)}</p>
        </div>
        <nav class="screen-only steps" aria-label="Curves">
          <Step curve={previous} name="Previous" />
          <Step curve={next} name="Next" />
        </nav>
      </div>
      <p class="answer">
        n = {row.nBreaks}
        {row.selected && by !== null ? ` (selected by ${criterionName(by)})` : ""} · {statusName(row.status)} ·{" "}
        {errorWords(row, report.data.meta, measureOf(report.data))}
      </p>
      <Verdict curve={curve} row={row} meta={report.data.meta} />
      <div id="figure" tabIndex={-1}>
        <FigurePanel report={report} curve={curve} row={row} />
      </div>
      <div class="columns">
        <ParameterTable report={report} curve={curve} row={row} />
        <div>
          <MinimaCensus row={row} />
          <BreakTests curve={curve} tests={report.data.breakTests} />
          <CurveForms cells={curve.cells} />
        </div>
      </div>
      <BreakCounts report={report} curve={curve} shown={row} />
      <Reproduce report={report} curve={curve} row={row} />
    </article>
  );
}

function Step({ curve, name }: { curve: CurveEntry | undefined; name: string }) {
  if (!curve) return <span class="step off">{name}</span>;
  return (
    <a class="step" href={curveHref(curve.key)} title={curve.name}>
      {name}
    </a>
  );
}

/** The key with the names of its columns. */
function keyWords({ data }: Report, { key, points }: CurveEntry): string {
  const parts = data.meta.keyNames.map((name, j) => `${name} ${key[j] === "" ? '""' : key[j]}`);
  const { xName, yName } = data.meta;
  return [...parts, `${yName} against ${xName}`, ...(points ? [] : ["no points in this report"])].join(" · ");
}

/** Arrow keys mean the figure where it has the focus. */
function useCurveKeys(previous: CurveEntry | undefined, next: CurveEntry | undefined, back: string): void {
  // with the page, not after it is painted: a key pressed at once would be lost
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTyping(event) || isCommand(event)) return;
      const { key } = event;
      const to = key === "j" || key === "ArrowRight" ? next : key === "k" || key === "ArrowLeft" ? previous : null;
      if (to) location.hash = curveHref(to.key);
      else if (key === "Escape") location.hash = back;
      else return;
      event.preventDefault();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [previous, next, back]);
}

interface VerdictProps {
  curve: CurveEntry;
  row: FitRow;
  meta: FitMeta;
}

/** An answer in a line of short findings; each leads to the part of the page that shows it. */
function Verdict({ curve, row, meta }: VerdictProps) {
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

/** What the forms of the suite made of this curve; nothing where it is not in the suite. */
function CurveForms({ cells }: { cells: readonly SuiteCell[] }) {
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
