import { rollups, sort, sum } from "d3-array";
import { useMemo } from "preact/hooks";
import { selectedBy } from "../../../core/rows/curveRows.js";
import { FEW_STARTS, isNearlySupported, startsInMinimum } from "../../../core/rows/fitRow.js";
import { hasFit, type Status, statusName } from "../../../core/status.js";
import type { FitRow } from "../../../core/types.js";
import { NOT_TOLD, supportInShort } from "../../../text/curveWords.js";
import type { PageData } from "../../pageData.js";
import type { Report } from "../curveIndex.js";
import type { Line } from "../curves/columns.js";
import { EVERYTHING, linesOf, type Query } from "../curves/query.js";
import { curveHref, listHref } from "../history.js";
import { lacksRmsle, measureOf, needsOwnScale, rootName, rootObjective, rootScale } from "../ownScale.js";
import { type Doubt, looseBreaks, openBreaks, reachWords, testCounts, testOf } from "../tests.js";
import { Bars } from "../ui/Bars.js";
import { Copied } from "../ui/Command.js";
import { Facts } from "../ui/Table.js";
import { count, counted, criterionName, duration, fixed, number, percent } from "../ui/numbers.js";
import { ErrorScatter } from "./ErrorScatter.js";

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
            ["objective", objective + (huber === null ? "" : `, Huber ${huber === "auto" ? huber : number(huber)}`)],
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

/** Some curves to look at first, and why. */
interface Highlight {
  readonly title: string;
  /** how membership is decided */
  readonly meaning: string;
  /** how many curves are not in it, and why */
  readonly leftOut?: string | undefined;
  /** what shows all of them in the table */
  readonly query: Query;
  readonly lines: readonly Line[];
  /** what is told of each line */
  readonly value: (line: Line) => string;
}

/** Doubtful answers, then the worst and the slowest; a kind that cannot be told from the data is left out. */
function highlightsOf(report: Report): Highlight[] {
  const { intervals, breakTests, meta } = report.data;
  const answers = linesOf(report, EVERYTHING);
  const { name, column, train, test } = measureOf(report.data);
  const held = answers.some(({ row }) => test(row) !== null);
  return [
    doubtful(report, "nofit", "Without a fit", "no n asked for has one", ({ row }) => counted(row.nTrain, "row")),
    doubtful(
      report,
      "few",
      "Resting on few starts",
      `fewer than ${FEW_STARTS} starts were seen to reach the minimum; most starts are stopped early, so more of them may have been on their way`,
      ({ row }) => `${number(startsInMinimum(row))} of ${row.startsConverged} run to the end`,
    ),
    doubtful(report, "bound", "With a parameter on a bound", "the data alone do not fix that parameter", ({ row }) =>
      row.atBound.join(" "),
    ),
    doubtful(
      report,
      "undetermined",
      "With a parameter that the training rows do not determine",
      "it can be moved far, the others with it, and the fit is as good",
      ({ row }) => row.unidentified.join(" "),
    ),
    doubtful(
      report,
      "runaway",
      "Running away beyond the data",
      "the fitted curve turns against the training rows beyond them, or leaves their range far behind",
      ({ row }) => `n = ${row.nBreaks}`,
    ),
    ...(answers.some(({ curve }) => curve.rows.some(({ support }) => support !== null))
      ? [
          doubtful(
            report,
            "nearly",
            "Where one more break rests on few rows or x",
            "chance does not explain it, but it goes without a few rows, or too few x lie beside it",
            heldBack,
          ),
          doubtful(
            report,
            "aside",
            "With training rows set aside",
            "they lie far from the fit, or make a break alone",
            ({ row }) => counted(row.setAside.length, "row"),
          ),
        ]
      : []),
    ...(intervals
      ? [
          doubtful(
            report,
            "open",
            "With a break that the data do not bound",
            "its interval is open at one end or both",
            openText,
          ),
          doubtful(
            report,
            "loose",
            "With a break that refits lose",
            "it stands inside the data by itself in less than 90 % of the refits",
            ({ curve, row }) =>
              looseBreaks(row, curve.intervals)
                .map(({ index, shareIdentified }) => `d${index} ${percent(shareIdentified)}`)
                .join(", "),
          ),
        ]
      : []),
    ...(breakTests ? [moreBreaks(report, reachWords(breakTests))] : []),
    extreme(report, "Largest training errors", `${name} on training rows`, `${column}_train`, train),
    ...(needsOwnScale({ ...report.data, rows: answers.map(({ row }) => row) })
      ? [extreme(report, `Largest ${rootScale(meta)}`, rootName(meta), "root_objective", rootObjective)]
      : []),
    ...(name === "RMSE"
      ? [
          extreme(
            report,
            "Least explained",
            "R² on training rows: the share of the variance of y that the fit explains",
            "r2_train",
            (row) => row.r2Train,
            (value) => number(value, 3),
            false,
          ),
        ]
      : []),
    ...(held ? [extreme(report, "Largest test errors", `${name} on held-out rows`, `${column}_test`, test)] : []),
    extreme(
      report,
      "Most work",
      "iterations over all starts and the polish; times of single curves are not recorded",
      "iterations",
      (row) => row.iterations,
      (value) => count(value),
    ),
  ];
}

function doubtful(report: Report, doubt: Doubt, title: string, meaning: string, value: Highlight["value"]): Highlight {
  const query = { ...EVERYTHING, doubt };
  return { title, meaning, query, lines: linesOf(report, query), value };
}

/** Where no curve could have come out as supported, the smallest p stand in place of an empty list. */
function moreBreaks(report: Report, reach: string | null): Highlight {
  if (reach === null) {
    return doubtful(
      report,
      "more",
      "Where one more break is supported",
      "p of the break test, adjusted by Holm over all curves, is small",
      ({ curve, row }) => `Holm ${number(testOf(curve, row)?.pHolm ?? null, 2)}`,
    );
  }
  const query = { ...EVERYTHING, sort: "p_value" };
  const lines = linesOf(report, query).filter(({ curve, row }) => pOf(curve, row) !== null);
  const value = ({ curve, row }: Line) => `p ${fixed(pOf(curve, row), 2)}`;
  return { title: "Smallest p of one more break", meaning: reach, query, lines, value };
}

/** Of a test for one break more than the row has: that of a smaller number supports a break, where its p is small. */
function pOf(curve: Line["curve"], row: FitRow): number | null {
  const test = testOf(curve, row);
  return test?.nNull === row.nBreaks ? test.pValue : null;
}

/** "n = 1: rests on 2 rows" */
function heldBack({ curve, row }: Line): string {
  const next = curve.rows.find((each) => isNearlySupported(each, row))!;
  return `n = ${next.nBreaks}: ${supportInShort(next)}`;
}

function extreme(
  report: Report,
  title: string,
  meaning: string,
  sort: string,
  pick: (row: FitRow) => number | null,
  text: (value: number) => string = (value) => fixed(value),
  descending = true,
): Highlight {
  const query = { ...EVERYTHING, sort, descending };
  const fitted = linesOf(report, query).filter(({ row }) => hasFit(row.status));
  const lines = fitted.filter(({ row }) => pick(row) !== null);
  const missing = fitted.length - lines.length;
  const leftOut = missing === 0 ? undefined : `${counted(missing, "curve")} left out: ${whyMissing(fitted)}`;
  return { title, meaning, leftOut, query, lines, value: ({ row }) => text(pick(row)!) };
}

function whyMissing(fitted: readonly Line[]): string {
  const unheld = fitted.some(({ row }) => row.nTest === 0);
  return unheld && !lacksRmsle(fitted.map(({ row }) => row))
    ? "no held-out rows, or a y or ŷ not above 0"
    : "a y or ŷ is not above 0";
}

function openText({ curve, row }: Line): string {
  return openBreaks(row, curve.intervals)
    .map(({ index, ends }) => `d${index} ${ends === "none" ? "unbounded" : "half open"}`)
    .join(", ");
}
