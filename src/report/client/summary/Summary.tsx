import { rollups, sort, sum } from "d3-array";
import { useMemo } from "preact/hooks";
import { selectedBy } from "../../../core/rows/curveRows.js";
import { hasFit, type Status, statusName } from "../../../core/status.js";
import { NOT_TOLD } from "../../../text/curveWords.js";
import type { PageData } from "../../pageData.js";
import type { Report } from "../curveIndex.js";
import { EVERYTHING } from "../curves/query.js";
import { curveHref, listHref } from "../history.js";
import { testCounts } from "../tests.js";
import { Bars } from "../ui/Bars.js";
import { Copied } from "../ui/Command.js";
import { Facts } from "../ui/Table.js";
import { count, counted, criterionName, duration, number } from "../ui/numbers.js";
import { ErrorScatter } from "./ErrorScatter.js";
import { type Highlight, highlightsOf } from "./highlights.js";

/** How many curves of a list are named before the table is pointed to. */
const NAMED = 5;

/** What all fits say together, and which of them to look at first. */
export function Summary({ report }: { report: Report }) {
  const { data, curves } = report;
  const highlights = useMemo(() => highlightsOf(report), [report]);
  const by = selectedBy(data.meta);
  return (
    <section data-view="summary">
      <h1>
        {counted(curves.length, "curve")}, {counted(data.rows.length, "fit")}
      </h1>
      <p class="note">{sourceWords(data)}</p>
      <div class="overview">
        <ErrorScatter report={report} />
        <section aria-label="Breaks selected">
          <h2>
            Breaks selected
            {by === null ? "" : ` by ${criterionName(by)}`}
          </h2>
          <Bars bars={selectedBars(report)} />
          {data.breakTests && <p class="note">{testCounts(data.breakTests)}</p>}
        </section>
        <section aria-label="Statuses">
          <h2>How the answers ended</h2>
          <Bars bars={statusBars(report)} />
          <EveryFit report={report} />
          <StatusGlossary />
        </section>
      </div>
      <h2>To look at first</h2>
      <div class="highlights">
        {highlights
          .filter(({ lines }) => lines.length > 0)
          .map((highlight) => (
            <HighlightList key={highlight.title} highlight={highlight} />
          ))}
      </div>
      <Empty highlights={highlights} />
      <Run meta={data.meta} />
    </section>
  );
}

function sourceWords({ meta: { xName, yName, sources, keyNames } }: PageData): string {
  // of a lone column "curve" there is nothing to say
  const plain = keyNames.join().toLowerCase() === "curve" || keyNames.length === 0;
  const by = plain ? "" : ` One curve for each ${keyNames.join(" · ")}.`;

  return `${yName} against ${xName}, from ${sources.join(", ")}.${by}`;
}

function selectedBars({ curves }: Report) {
  const counts = rollups(
    curves,
    ({ length }) => length,
    ({ rows }) => rows.find((row) => row.selected)?.nBreaks ?? null,
  );
  return sort(counts, ([n]) => n ?? Infinity).map(([n, value]) => ({
    name: n === null ? "none" : `n = ${n}`,
    value,
    href: n === null ? null : listHref("curves", { ...EVERYTHING, n: String(n) }),
  }));
}

function statusBars({ curves }: Report) {
  return statusCounts(curves.flatMap(({ shown }) => shown)).map(([status, value]) => ({
    name: statusName(status),
    value,
    href: listHref("curves", { ...EVERYTHING, status: statusName(status) }),
    warn: !hasFit(status),
  }));
}

/** Fits of numbers of breaks that were not selected end on bounds more often: beside the answers, not among them. */
function EveryFit({ report: { data, curves } }: { report: Report }) {
  const answers = sum(curves, ({ shown }) => shown.length);
  if (answers === data.rows.length) return null;
  return (
    <p class="note">
      Every n, {counted(data.rows.length, "fit")}:{" "}
      {statusCounts(data.rows).map(([status, value], i) => (
        <>
          {i > 0 && ", "}
          <a href={listHref("curves", { ...EVERYTHING, status: statusName(status), all: true })}>
            {count(value)} {statusName(status)}
          </a>
        </>
      ))}
      .
    </p>
  );
}

function statusCounts(rows: PageData["rows"]): [status: Status, count: number][] {
  const counts = rollups(
    rows,
    ({ length }) => length,
    ({ status }) => status,
  );
  return sort(counts, ([status]) => status);
}

function Run({ meta }: Pick<PageData, "meta">) {
  const { seed, starts, objective, huber, protocol } = meta.options;
  return (
    <section aria-label="Run">
      <h2>The run</h2>
      {meta.version === "unknown" ? (
        // what stands in the metadata's place is assumed, and no fact
        <p class="note">{NOT_TOLD} Residuals are drawn as those of the objective log.</p>
      ) : (
        <Facts
          class="facts run"
          facts={[
            ["time", duration(meta.seconds)],
            ["engine", meta.engine],
            ["adapter", meta.adapter ?? "–"],
            ["seed", String(seed)],
            ["starts", String(starts)],
            ["objective", objective + (huber === null ? "" : `, Huber ${number(huber)}`)],
            ["protocol", protocol],
            ["version", meta.version],
          ]}
        />
      )}
      {meta.command && <Copied of="the command of the fits" text={meta.command} named={false} />}
    </section>
  );
}

/** What there is none of is told in a line. */
function Empty({ highlights }: { highlights: readonly Highlight[] }) {
  const none = highlights.filter(({ lines, query }) => lines.length === 0 && query.doubt !== "");
  if (none.length === 0) return null;
  return (
    <p class="note empty">No curve: {none.map(({ title }) => title[0].toLowerCase() + title.slice(1)).join("; ")}.</p>
  );
}

function HighlightList({ highlight }: { highlight: Highlight }) {
  const { title, meaning, leftOut, query, lines, value } = highlight;
  const ranking = query.sort !== "";
  return (
    <section aria-label={title} class="highlight" data-highlight={query.sort || query.doubt}>
      <h3>
        {title}
        {!ranking && <span class="tally">{lines.length}</span>}
      </h3>
      <p class="note">{leftOut === undefined ? meaning : `${meaning}; ${leftOut}`}</p>
      <ol>
        {lines.slice(0, NAMED).map((line) => (
          <li key={`${line.curve.name} ${line.row.nBreaks}`}>
            <a data-curve href={curveHref(line.row.key, line.curve.shown.length > 1 ? line.row.nBreaks : null)}>
              {line.curve.name}
            </a>
            <span>{value(line)}</span>
          </li>
        ))}
      </ol>
      <a class="more" href={listHref("curves", query)}>
        {ranking ? "The whole order" : lines.length > NAMED ? `All ${counted(lines.length, "answer")}` : "In the table"}
      </a>
    </section>
  );
}

/** What the words mean in which a fit's end is told. */
function StatusGlossary() {
  return (
    <details class="glossary" data-glossary>
      <summary>What these words mean</summary>
      <Facts facts={WORDS} />
    </details>
  );
}

const WORDS: readonly (readonly [word: string, meaning: string])[] = [
  ["converged-gradient", "The gradient vanishes: no direction lowers the objective."],
  ["converged-step", "A further step no longer changes the parameters."],
  ["converged-objective", "A further step no longer lowers the objective."],
  ["max-iterations", "Not converged: the iteration limit came first; the best point seen is shown."],
  ["at-bound", "Converged in one of these three ways, with a parameter on its bound: the data alone do not fix it."],
  ["non-finite", "No fit: no start gave a finite objective, or the minimum does not fit a double."],
  ["too-few-points", "Nothing was fitted: no more distinct training x than free parameters."],
  [
    "starts run to their end",
    "Starts of the search that were not stopped early: only these are known to reach a minimum.",
  ],
  ["identified", "Share of the refits to resampled data in which a break stands inside the data by itself."],
  ["RMSLE", "Root of the mean squared difference of ln y: about the relative error. 0.05 is about 5 %."],
];
