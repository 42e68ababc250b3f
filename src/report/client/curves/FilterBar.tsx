import { statusName } from "../../../core/status.js";
import type { Report } from "../curveIndex.js";
import { curveHref, parseRoute } from "../history.js";
import { type Doubt, DOUBTS } from "../tests.js";
import { count, counted } from "../ui/numbers.js";
import { columnsOf } from "./columns.js";
import { type ListProps, OrderChoice } from "./listParts.js";
import { EVERYTHING, type Query } from "./query.js";

/** What may be asked of the curves, and how many answer. */
export function FilterBar({ report, query, lines, ask }: Omit<ListProps, "place">) {
  const { statuses, breaks, doubts } = choicesOf(report);
  return (
    <form class="filter screen-only" role="search" onSubmit={(event) => event.preventDefault()}>
      <input
        type="search"
        aria-label="Filter by name: all words must occur"
        placeholder="Filter by name  ( / )"
        value={query.words}
        onInput={({ currentTarget }) => ask({ words: currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.preventDefault();
          if (query.words === "") event.currentTarget.blur();
          else ask({ words: "" });
        }}
      />
      <Choice
        label="Status"
        all="any status"
        value={query.status}
        options={statuses}
        ask={(status) => ask({ status })}
      />
      <Choice
        label="Number of breaks"
        all="any n"
        value={query.n}
        options={breaks}
        name={(n) => `n = ${n}`}
        ask={(n) => ask({ n })}
      />
      <Choice
        label="Doubt"
        all="any answer"
        value={query.doubt}
        options={doubts}
        name={(doubt) => DOUBTS[doubt as keyof typeof DOUBTS]}
        ask={(doubt) => ask({ doubt: doubt as Query["doubt"] })}
      />
      <OrderChoice report={report} query={query} ask={ask} />
      <label>
        <input
          type="checkbox"
          checked={query.all}
          onChange={({ currentTarget }) => ask({ all: currentTarget.checked })}
        />{" "}
        every n
      </label>
      <output aria-live="polite">{answerText(report, query, lines)}</output>
      {JSON.stringify(query) === JSON.stringify(EVERYTHING) ? null : (
        <button type="button" class="plain" onClick={() => ask(EVERYTHING)}>
          show all
        </button>
      )}
    </form>
  );
}

interface ChoiceProps {
  label: string;
  /** the words for no choice */
  all: string;
  value: string;
  options: readonly string[];
  name?: (option: string) => string;
  ask: (value: string) => void;
}

function Choice({ label, all, value, options, name = (option) => option, ask }: ChoiceProps) {
  return (
    <select aria-label={label} value={value} onChange={({ currentTarget }) => ask(currentTarget.value)}>
      <option value="">{all}</option>
      {options.map((option) => (
        <option key={option} value={option}>
          {name(option)}
        </option>
      ))}
    </select>
  );
}

/** How many curves, and rows, are left. */
export function answerText({ curves }: Report, query: Query, lines: ListProps["lines"]): string {
  const shown = new Set(lines.map(({ curve }) => curve)).size;
  const of =
    shown === curves.length ? counted(shown, "curve") : `${count(shown)} of ${counted(curves.length, "curve")}`;
  return query.all ? `${of}, ${counted(lines.length, "row")}` : of;
}

/** What may be asked of a report's fits. */
interface Choices {
  readonly statuses: readonly string[];
  /** numbers of breaks, ascending */
  readonly breaks: readonly string[];
  readonly doubts: readonly Doubt[];
}

/** The query without what no fit of this report can answer. */
export function heededQuery(report: Report, query: Query): Query {
  const { statuses, breaks, doubts } = choicesOf(report);
  const among = <Value extends string>(value: Value | "", values: readonly Value[]): Value | "" =>
    value !== "" && values.includes(value) ? value : "";
  return {
    ...query,
    status: among(query.status, statuses),
    n: among(query.n, breaks),
    doubt: among(query.doubt, doubts),
    sort: among(
      query.sort,
      columnsOf(report).map(({ name }) => name),
    ),
  };
}

/** What of an address this report cannot show, and what is shown instead; null where all of it is heeded. */
export function unheededWords(report: Report, hash: string): string | null {
  const [path, search = ""] = hash.split("?", 2);
  const route = parseRoute(hash);
  if (route.view === "curve") return breaksWords(report, route.key, new URLSearchParams(search).get("n"));
  if ("query" in route) return queryWords(report, route.query, new URLSearchParams(search));
  const asked = path.replace(/^#\/?/, "");
  if (asked === "" || asked === "summary") return null;
  if (route.view === "summary") return `This report has no view named “${asked}”: shown is the summary.`;
  const there = route.view === "audit" ? report.data.audit : report.data[route.view];
  return there ? null : `This report was written without --${route.view}: shown is the summary.`;
}

/** Made once a report: it goes through all rows. */
function choicesOf(report: Report): Choices {
  const known = choices.get(report);
  if (known) return known;
  const { rows, intervals, breakTests } = report.data;
  const made: Choices = {
    statuses: [...new Set(rows.map(({ status }) => statusName(status)))].sort(),
    breaks: [...new Set(rows.map(({ nBreaks }) => nBreaks))].sort((p, q) => p - q).map(String),
    doubts: (Object.keys(DOUBTS) as Doubt[]).filter(
      // intervals that are still being read may tell it
      (doubt) =>
        (doubt !== "open" || intervals !== null || report.reading) && (doubt !== "more" || breakTests !== null),
    ),
  };
  choices.set(report, made);
  return made;
}

const choices = new WeakMap<Report, Choices>();

function breaksWords({ curves }: Report, key: readonly string[], n: string | null): string | null {
  const curve = curves.find((each) => curveHref(each.key) === curveHref(key));
  if (n === null || !curve || curve.rows.some(({ nBreaks }) => String(nBreaks) === n)) return null;
  return `n = ${n} was not fitted: shown is n = ${curve.shown[0].nBreaks}.`;
}

function queryWords(report: Report, query: Query, search: URLSearchParams): string | null {
  const heeded = heededQuery(report, query);
  const asked: readonly (readonly [name: string, heeded: string])[] = [
    ["status", heeded.status],
    ["n", heeded.n],
    ["flag", heeded.doubt],
    ["sort", heeded.sort],
  ];
  const lost = asked.flatMap(([name, value]) => {
    const wanted = search.get(name) ?? "";
    return wanted === value ? [] : `${name} = ${wanted}`;
  });
  return lost.length === 0 ? null : `Not in this report, and so not asked: ${lost.join(", ")}.`;
}
