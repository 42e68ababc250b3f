import type { Report } from "./curveIndex.js";
import { count } from "./ui/numbers.js";
import type { Query } from "./curves/query.js";
import { listHref, type Route } from "./routes.js";
import { ThemeSwitch } from "./ui/ThemeSwitch.js";

/** The page's name and its views. */
export function Header({ report, route, query }: { report: Report; route: Route; query: Query }) {
  const { data, curves } = report;
  const views: readonly (readonly [view: Route["view"], href: string, name: string])[] = [
    ["summary", "#/", "Summary"],
    ["curves", listHref("curves", query), `Curves ${count(curves.length)}`],
    ["figures", listHref("figures", query), "Figures"],
    ...(data.suite ? [["suite", "#/suite", "Suite"] as const] : []),
    ...(data.fitters ? [["fitters", "#/fitters", "Fitters"] as const] : []),
    ...(data.audit ? [["audit", "#/audit", "Audit"] as const] : []),
  ];
  return (
    <header class="page-header screen-only">
      <a class="skip" href="#content" onClick={skip}>
        Skip to the content
      </a>
      <span class="brand">bnsl</span>
      <nav aria-label="Views">
        {views.map(([view, href, name]) => (
          <a key={view} href={href} aria-current={isCurrent(view, route) ? "page" : undefined}>
            {name}
          </a>
        ))}
      </nav>
      <ThemeSwitch />
    </header>
  );
}

/** A curve's page belongs to the table. */
function isCurrent(view: Route["view"], route: Route): boolean {
  return view === route.view || (view === "curves" && route.view === "curve");
}

/** The address is the view's: the link moves the focus and leaves it alone. */
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById("content")?.focus();
}
