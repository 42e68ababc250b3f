import { queryFrom, queryText, type Query } from "./curves/query.js";

/** What the part behind # of the page's address asks for. */
export type Route =
  | { readonly view: "summary" | "suite" | "audit" | "fitters" }
  | { readonly view: "curves" | "figures"; readonly query: Query }
  /** n: the number of breaks to look at; null: the selected one */
  | { readonly view: "curve"; readonly key: readonly string[]; readonly n: number | null };

/** Reads `location.hash`, which comes percent-encoded. Anything that is no route is the summary. */
export function parseRoute(hash: string): Route {
  const [path, search = ""] = splitOnce(hash.replace(/^#\/?/, ""), "?");
  const [view, ...rest] = path.split("/");
  if (view === "curve") return { view, key: rest.map(decode), n: breaksIn(search) };
  if (view === "curves" || view === "figures") return { view, query: queryFrom(search) };
  return { view: view === "suite" || view === "audit" || view === "fitters" ? view : "summary" };
}

/** The view of an address as the page's header names it. */
export function viewName(hash: string): string {
  const { view } = parseRoute(hash);
  return view[0].toUpperCase() + view.slice(1);
}

/** The address of a view that shows curves in a table or as figures. */
export function listHref(view: "curves" | "figures", query: Query): string {
  const search = queryText(query);
  return `#/${view}${search === "" ? "" : `?${search}`}`;
}

/** The address of a curve. A table without key columns holds one curve, at `#/curve/`. */
export function curveHref(key: readonly string[], n: number | null = null): string {
  return `#/curve/${key.map(encode).join("/")}${n === null ? "" : `?n=${n}`}`;
}

function breaksIn(search: string): number | null {
  const n = new URLSearchParams(search).get("n");
  return n !== null && /^\d+$/.test(n) ? Number(n) : null;
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** An unpaired surrogate has no UTF-8. */
function encode(part: string): string {
  return encodeURIComponent(part.replace(/\p{Cs}/gu, "\ufffd"));
}

/** A hand-written address may hold a lone %: it stands for itself. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
