import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { selectedBy } from "../../../core/rows/curveRows.js";
import { restsOnFew } from "../../../core/rows/fitRow.js";
import { lawOf } from "../../../core/rows/law.js";
import { statusName } from "../../../core/status.js";
import type { FitMeta, FitRow } from "../../../core/types.js";
import type { SuiteCell } from "../../../suite/suiteResult.js";
import type { BreakTestRow } from "../../../uncertainty/types.js";
import { NOT_TOLD, supportInShort } from "../../../text/curveWords.js";
import type { PageData } from "../../pageData.js";
import type { CurveEntry, FitProps, Report } from "../curveIndex.js";
import { curveHref, viewName } from "../history.js";
import { errorWords, measureOf } from "../ownScale.js";
import { levelOf, reachWords, testedWords, type TestTable } from "../tests.js";
import { Copied } from "../ui/Command.js";
import { Facts, PlainTable } from "../ui/Table.js";
import { count, criterionName, duration, number } from "../ui/numbers.js";
import { isCommand, isTyping } from "../ui/toolbar.js";
import { BreakCounts, MinimaCensus } from "./BreakCounts.js";
import { FigurePanel } from "./FigurePanel.js";
import { ParameterTable } from "./ParameterTable.js";
import { findingsOf, type Proof, pythonLaw } from "./findings.js";

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
      <Verdict report={report} curve={curve} row={row} />
      <div id="figure" tabIndex={-1}>
        <FigurePanel report={report} curve={curve} row={row} />
      </div>
      <div class="columns">
        <ParameterTable report={report} curve={curve} row={row} />
        <div>
          <MinimaCensus row={row} />
          <BreakTests tests={curve.tests} table={report.data.breakTests} />
          <CurveForms cells={curve.cells} />
        </div>
      </div>
      <BreakCounts report={report} curve={curve} row={row} />
      <Reproduce data={report.data} row={row} />
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

/** An answer in a line of short findings; each leads to the part of the page that shows it. */
function Verdict({ report, curve, row }: FitProps) {
  return (
    <ul class="verdict" aria-label="The answer in short" data-verdict>
      {findingsOf(curve, row, report.data.meta).map(({ text, proof, doubt }) => (
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
      <PlainTable
        attributes={{ "aria-label": "Errors of the suite's forms on this curve" }}
        columns={[
          { header: "form", cell: ({ form }) => form },
          { header: "RMSLE train", right: true, cell: ({ rmsleTrain }) => number(rmsleTrain, 3) },
          { header: "held out", right: true, cell: ({ rmsleTest }) => number(rmsleTest, 3) },
          { header: "rank", right: true, cell: ({ rank }) => number(rank, 2) },
          { header: "status", cell: ({ status }) => statusName(status) },
        ]}
        rows={cells}
        keyOf={({ form }) => form}
        best={({ best }) => best}
      />
      <p class="note">
        Fitted by the suite under its own protocol, so that its bnsl may differ from the fit above. The best is in bold.
      </p>
    </section>
  );
}

/** Whether the data ask for one more break, and than how many; nothing where no tests were given. */
function BreakTests({ tests, table }: { tests: readonly BreakTestRow[]; table: TestTable | null }) {
  if (tests.length === 0 || !table) return null;
  return (
    <section id="break-test" tabIndex={-1} aria-label="Test for one more break" data-break-test>
      <h2>One more break?</h2>
      {tests.map((test) => (
        <Test key={test.nNull} test={test} table={table} />
      ))}
    </section>
  );
}

function Test({ test, table }: { test: BreakTestRow; table: TestTable }) {
  return (
    <>
      {test.nNull !== null && <p class="note">Test of {testedWords(test.nNull)}.</p>}
      {test.pValue !== null && (
        <Facts
          class="facts"
          facts={[
            ["N ln(F / F′)", number(test.statistic)],
            ["p", `${number(test.pValue, 3)} ± ${number(test.pError, 2)}`],
            ["adjusted, Holm", number(test.pHolm, 3)],
            ["adjusted, Benjamini–Hochberg", number(test.pBh, 3)],
            ["where it would stand", number(test.location)],
            ["simulated data sets", count(test.resamples)],
          ]}
        />
      )}
      <p>{verdict(test, table)}</p>
    </>
  );
}

function verdict(test: BreakTestRow, tests: TestTable): string {
  const { status, nNull, supported, pValue, failed } = test;
  if (pValue === null) return `Not tested: ${status}.`;
  const reach = reachWords(tests);
  const lost = failed > 0 ? ` ${count(failed)} refits failed and are left out.` : "";
  const from = `p is simulated from the fit with n = ${nNull}.${lost}`;
  if (reach !== null && !supported) return `${reach} ${from}`;
  const level = tests.meta ? ` at level ${levelOf(tests.meta)}` : "";
  const is = supported ? "is supported" : "is not supported";
  return `One more break than ${nNull} ${is}${level} after Holm’s adjustment over all curves tested. ${from}${refusalWords(test)}`;
}

/** Where the fit refused the break that the test supports. */
function refusalWords(test: BreakTestRow): string {
  if (!test.supported || !restsOnFew(test)) return "";
  const found = supportInShort({ ...test, pSupport: null });
  return ` The fit did not select it (${found}): the test does not look at how many rows or x a break rests on.`;
}

/** How the same numbers can be had again, and the law to take away. */
function Reproduce({ data, row }: { data: PageData; row: FitRow }) {
  const { meta } = data;
  const law = lawOf(row);
  const commands: readonly (readonly [name: string, command: string | null | undefined])[] = [
    ["Fits", meta.command],
    ["Intervals", data.intervals?.meta?.command],
    ["Break tests", data.breakTests?.meta?.command],
    ["This page", data.command],
  ];
  return (
    <section aria-label="How to reproduce it" class="reproduce">
      <h2>How to reproduce it</h2>
      {commands.map(([name, command]) => command && <Copied key={name} of={name} text={command} />)}
      {law && <Copied of="The law in Python (import numpy as np)" text={pythonLaw(law)} />}
      <p class="note">{madeWords(meta)}</p>
    </section>
  );
}

function madeWords(meta: FitMeta): string {
  const { version, engine, adapter, options, seconds, sources, command } = meta;
  if (version === "unknown") return NOT_TOLD;
  const by = selectedBy(meta);
  const made = [
    `bnsl ${version}, ${engine} engine${adapter ? ` on ${adapter}` : ""}, seed ${options.seed}`,
    `starts ${options.starts}, objective ${options.objective}`,
    ...(options.huber === null ? [] : [`Huber's δ ${options.huber === "auto" ? "auto" : number(options.huber)}`]),
    by === null ? "nothing selected" : `selection by ${criterionName(by)}`,
  ].join(", ");
  const from = sources.length === 0 ? "" : ` Read from ${sources.join(", ")}.`;
  const code = command === null ? " Made from code, not by a command." : "";
  return `${made}; ${duration(seconds)} for all curves.${from}${code}`;
}
