import { statusName } from "../../../core/status.js";
import { type Column, columnsOf, type Line } from "./columns.js";
import type { Report } from "../curveIndex.js";
import { type Doubt, DOUBTS, doubtsOf, testOf } from "../tests.js";

/** Which rows are looked at, and in which order. "" where nothing is asked. */
export interface Query {
  /** all of them must stand in a curve's name, in any case and order */
  readonly words: string;
  /** as `statusName` writes it */
  readonly status: string;
  readonly n: string;
  readonly doubt: Doubt | "";
  /** whether every n of a curve is a row; else the selected one */
  readonly all: boolean;
  /** name of a column; "": input order */
  readonly sort: string;
  readonly descending: boolean;
}

export const EVERYTHING: Query = {
  words: "",
  status: "",
  n: "",
  doubt: "",
  all: false,
  sort: "",
  descending: false,
};

/** The lines that a query asks for, in its order. A stable sort, whatever is missing last in both directions. */
export function linesOf(report: Report, query: Query): Line[] {
  const words = query.words.toLowerCase().split(/\s+/).filter(Boolean);
  const lines = report.curves
    .filter((curve) => words.every((word) => curve.words.includes(word)))
    .flatMap((curve) => (query.all ? curve.rows : curve.shown).map((row) => ({ curve, row })))
    .filter((line) => matches(line, query));
  const column = columnsOf(report).find(({ name }) => name === query.sort);
  return column ? sortLines(lines, column, query.descending) : lines;
}

/** As in an address: what is not asked for is left out. */
export function queryText({ words, status, n, doubt, all, sort, descending }: Query): string {
  const parts = { q: words, status, n, flag: doubt, all: all ? "1" : "", sort, desc: descending ? "1" : "" };
  return new URLSearchParams(Object.entries(parts).filter(([, value]) => value !== "")).toString();
}

export function queryFrom(search: string): Query {
  const asked = new URLSearchParams(search);
  const text = (name: string) => asked.get(name) ?? "";
  const doubt = text("flag");
  return {
    words: text("q"),
    status: text("status"),
    n: text("n"),
    doubt: Object.hasOwn(DOUBTS, doubt) ? (doubt as Doubt) : "",
    all: text("all") === "1",
    sort: text("sort"),
    descending: text("desc") === "1",
  };
}

function matches({ curve, row }: Line, { status, n, doubt }: Query): boolean {
  return (
    (status === "" || statusName(row.status) === status) &&
    (n === "" || String(row.nBreaks) === n) &&
    (doubt === "" || doubtsOf(row, curve.intervals, testOf(curve, row), curve.rows).includes(doubt))
  );
}

/** Numbers as numbers, text as a person counts ("9 layers" before "10 layers"). */
function sortLines(lines: readonly Line[], { value }: Column, descending: boolean): Line[] {
  const direction = descending ? -1 : 1;
  const keyed = lines.map((line) => ({ line, value: value(line) }));
  const known = keyed.filter((each) => each.value !== null);
  const missing = keyed.filter((each) => each.value === null);
  known.sort((p, q) => direction * compare(p.value!, q.value!));
  return [...known, ...missing].map(({ line }) => line);
}

const { compare: compareText } = new Intl.Collator("en", { numeric: true });

function compare(p: number | string, q: number | string): number {
  if (typeof p === "number" && typeof q === "number") return p < q ? -1 : p > q ? 1 : 0;
  return compareText(String(p), String(q));
}
