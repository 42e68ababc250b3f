import type { Report } from "../curveIndex.js";
import type { ListProps } from "./listProps.js";
import { DOUBTS } from "../doubts.js";
import { count, counted } from "../ui/numbers.js";
import { OrderChoice } from "./OrderChoice.js";
import { EVERYTHING, type Query } from "./query.js";
import { choicesOf } from "./unheeded.js";

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
