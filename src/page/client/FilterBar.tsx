import { statusName } from "../../status.js";
import type { Report } from "./curveIndex.js";
import { columnsOf } from "./columns.js";
import type { ListProps } from "./listProps.js";
import { DOUBTS } from "./doubts.js";
import { count, counted } from "./numbers.js";
import { EVERYTHING, type Query } from "./query.js";

/** What may be asked of the curves, and how many answer. */
export function FilterBar({ report, query, lines, ask }: ListProps) {
  const { rows, intervals, breakTests } = report.data;
  const statuses = [...new Set(rows.map(({ status }) => statusName(status)))].sort();
  const breaks = [...new Set(rows.map(({ nBreaks }) => nBreaks))].sort((p, q) => p - q).map(String);
  const doubts = Object.entries(DOUBTS).filter(
    ([doubt]) => (doubt !== "open" || intervals) && (doubt !== "more" || breakTests),
  );
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
        options={doubts.map(([doubt]) => doubt)}
        name={(doubt) => DOUBTS[doubt as keyof typeof DOUBTS]}
        ask={(doubt) => ask({ doubt: doubt as Query["doubt"] })}
      />
      <Choice
        label="Order"
        all="input order"
        value={query.sort}
        options={columnsOf(report).map(({ name }) => name)}
        name={(name) => `by ${columnsOf(report).find((column) => column.name === name)!.header}`}
        ask={(sort) => ask({ sort, descending: false })}
      />
      <label>
        <input
          type="checkbox"
          checked={query.all}
          onChange={({ currentTarget }) => ask({ all: currentTarget.checked })}
        />{" "}
        every n
      </label>
      <output aria-live="polite">{answer(report, query, lines)}</output>
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

function answer({ curves }: Report, query: Query, lines: ListProps["lines"]): string {
  const shown = new Set(lines.map(({ curve }) => curve)).size;
  const of =
    shown === curves.length
      ? counted(shown, "curve")
      : `${count(shown)} of ${counted(curves.length, "curve")}`;
  return query.all ? `${of}, ${counted(lines.length, "row")}` : of;
}
