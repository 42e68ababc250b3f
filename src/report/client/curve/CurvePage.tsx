import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { selectedBy } from "../../../core/rows/selectedBy.js";
import { statusName } from "../../../core/status.js";
import { BreakCounts } from "./BreakCounts.js";
import { BreakTests } from "./BreakTest.js";
import { CurveForms } from "./CurveForms.js";
import type { CurveEntry, Report } from "../curveIndex.js";
import { FigurePanel } from "./FigurePanel.js";
import { MinimaCensus } from "./MinimaCensus.js";
import { count, criterionName } from "../ui/numbers.js";
import { errorWords, measureOf } from "../ownScale.js";
import { isCommand, isTyping } from "../ui/pageKeys.js";
import { ParameterTable } from "./ParameterTable.js";
import { Reproduce } from "./Reproduce.js";
import { curveHref, viewName } from "../routes.js";
import { Verdict } from "./Verdict.js";

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
