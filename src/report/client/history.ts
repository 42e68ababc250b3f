import { useEffect, useLayoutEffect, useMemo, useState } from "preact/hooks";
import { type Query, queryFrom, queryText } from "./curves/query.js";

/** Where in a view somebody was when it was left. Lengths in CSS pixels. */
export interface Place {
  /** number of its entry in the browser's history */
  readonly entry: number;
  /** its address, from the # on */
  readonly hash: string;
  readonly scroll: number;
  /** of the table that scrolls by itself */
  readonly inner: number;
  /** rows or figures that were in the page */
  readonly shown: number;
  /** address of the link that was followed */
  readonly link: string;
}

/** What the address asks for, and how its reader came to it. */
export interface Way {
  readonly hash: string;
  readonly route: Route;
  /** what was last asked of the lists */
  readonly query: Query;
  /** number of the entry in the browser's history: another view, or the same once more */
  readonly entry: number;
  /** where the reader was in this view, if it is one that he returns to */
  readonly place: Place | null;
  /** the view, no curve's, that the curve's page was opened from */
  readonly from: Place | null;
}

/** What an entry of the browser's history keeps, through a reload as well. */
interface Mark {
  readonly entry: number;
  /** as in an address */
  readonly asked: string;
  readonly from: Place | null;
  /** where the reader last came to rest: a page that is reloaded is found there */
  readonly here: Place | null;
}

interface Step {
  readonly hash: string;
  readonly mark: Mark;
  readonly place: Place | null;
  /** whether it begins at its top */
  readonly top: boolean;
}

/** Follows the address. A view that is returned to is found as it was left; any other begins at its top. */
export function useWay(): Way {
  const [step, setStep] = useState(firstStep);
  useEffect(() => {
    // a browser scrolls before the view is there that was left
    history.scrollRestoration = "manual";
    const follow = () => setStep(nextStep);
    const keep = () => {
      const mark = markOf(history.state);
      if (mark) history.replaceState({ ...mark, here: placeNow(mark.entry, hashNow(), "") }, "");
    };
    addEventListener("hashchange", follow);
    addEventListener("scrollend", keep, true);
    return () => {
      removeEventListener("hashchange", follow);
      removeEventListener("scrollend", keep, true);
    };
  }, []);
  const { hash, mark, place, top } = step;
  useLayoutEffect(() => {
    if (place) goTo(place);
    else if (top) scrollTo(0, 0);
  }, [mark.entry]);
  const route = useMemo(() => parseRoute(hash), [hash]);
  const asked = askedOf(step);
  const query = useMemo(() => queryFrom(asked), [asked]);
  return { hash, route, query, entry: mark.entry, place, from: mark.from };
}

const places = new Map<number, Place>();

function firstStep(): Step {
  const mark = markOf(history.state) ?? newMark("", null);
  return { hash: hashNow(), mark, place: mark.here, top: false };
}

function nextStep(now: Step): Step {
  const hash = hashNow();
  const known = markOf(history.state);
  // the filter replaces the address
  if (known?.entry === now.mark.entry) return { ...now, hash };
  const left = placeNow(now.mark.entry, now.hash, hash);
  places.set(left.entry, left);
  const top = pathOf(hash) !== pathOf(now.hash);
  const { from } = now.mark;
  if (known) {
    const place = places.get(known.entry) ?? (from?.entry === known.entry ? from : known.here);
    return { hash, mark: known, place, top };
  }
  const onCurve = parseRoute(now.hash).view === "curve";
  const place = onCurve && from?.hash === hash ? from : null;
  return { hash, mark: newMark(askedOf(now), onCurve ? from : left), place, top };
}

function newMark(asked: string, from: Place | null): Mark {
  const mark = { entry: Math.random(), asked, from, here: null };
  history.replaceState(mark, "");
  return mark;
}

function markOf(state: unknown): Mark | null {
  const mark = state as Partial<Mark> | null;
  return typeof mark?.entry === "number" ? (mark as Mark) : null;
}

function askedOf({ hash, mark }: Pick<Step, "hash" | "mark">): string {
  const route = parseRoute(hash);
  return "query" in route ? queryText(route.query) : mark.asked;
}

/** Without any, the page begins with the summary. */
function hashNow(): string {
  return location.hash || "#/";
}

function pathOf(hash: string): string {
  return hash.split("?")[0];
}

const TABLE = ".tall";
const ITEMS = ".tall tbody tr, .gallery li";

/** @param to the address that the view is left for: the link to it stands for one without the focus */
function placeNow(entry: number, hash: string, to: string): Place {
  const link = document.activeElement?.closest("main a[href]")?.getAttribute("href") ?? to;
  return {
    entry,
    hash,
    link,
    scroll: scrollY,
    inner: document.querySelector(TABLE)?.scrollTop ?? 0,
    shown: document.querySelectorAll(ITEMS).length,
  };
}

function goTo({ scroll, inner, link }: Place): void {
  document.querySelector(TABLE)?.scrollTo(0, inner);
  scrollTo(0, scroll);
  if (link === "") return;
  document.querySelector<HTMLElement>(`main a[href="${CSS.escape(link)}"]`)?.focus({ preventScroll: true });
}

/** What the part behind # of the page's address asks for. */
export type Route =
  | { readonly view: "summary" | "suite" | "audit" | "fitters" }
  | { readonly view: "curves" | "figures"; readonly query: Query }
  /** n: the number of breaks to look at; null: the selected one */
  | { readonly view: "curve"; readonly key: readonly string[]; readonly n: number | null };

/** Reads `location.hash`, which comes percent-encoded. Anything that is no route is the summary. */
export function parseRoute(hash: string): Route {
  const path = pathOf(hash);
  const search = hash.slice(path.length + 1);
  const [view, ...rest] = path.replace(/^#\/?/, "").split("/");
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
