import { createHash } from "node:crypto";
import type { EmbeddedFace } from "../figure/Words.js";
import { summaryTable } from "../text/summary.js";
import { packBlocks, packPage } from "./pack.js";
import type { PageData } from "./pageData.js";

/** Where the page's script draws, and finds its data. */
const [APP_ID, DATA_ID] = ["app", "data"];

/** What a page brings along besides its data. */
export interface PageAssets {
  /** bundle of `src/report/client`, run at the end of the page */
  readonly script: string;
  readonly style: string;
  readonly faces: readonly EmbeddedFace[];
}

/**
 * One HTML file that shows a page's data and loads nothing: style, fonts, data and script are inside.
 *
 * @param title of the browser's tab and of the print
 */
export function pageHtml(data: PageData, title: string, { script, style, faces }: PageAssets): string {
  const code = script.replace(/<(?=\/script|!--)/gi, "\\x3c");
  const sheet = [...faces.map(fontFace), style].join("\n").replace(/<(?=\/style)/gi, "\\3c ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(code)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="bnsl ${escapeHtml(data.version)}">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>${sheet}</style>
</head>
<body>
<div id="${APP_ID}"></div>
<noscript>
<h1>${escapeHtml(title)}</h1>
<p>Figures and tables of this page are drawn by a script, which this browser does not run. What there is without it:</p>
<pre>${escapeHtml(withoutScript(data))}</pre>
</noscript>
${embedded(data).join("\n")}
<script>${code}</script>
</body>
</html>
`;
}

/** More intervals than this are read when the page already answers. */
const INTERVALS_AT_ONCE = 30_000;

/** The data in elements that a browser does not run: all in one, or very many intervals in some of their own. */
function embedded(data: PageData): string[] {
  const element = (attribute: string, packed: string): string =>
    `<script type="application/octet-stream" ${attribute}>${packed}</script>`;
  const { intervals } = data;
  if (intervals === null || intervals.rows.length <= INTERVALS_AT_ONCE) {
    return [element(`id="${DATA_ID}"`, packPage(data))];
  }
  return [
    element(`id="${DATA_ID}"`, packPage({ ...data, intervals: null })),
    ...packBlocks(intervals).map((block) => element("data-intervals", block)),
  ];
}

/** Text as it may stand in an element or in an attribute's quotes. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]);
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** This very script and nothing else runs; figures set styles of their own; nothing is fetched from anywhere. */
function policy(script: string): string {
  const hash = createHash("sha256").update(script, "utf8").digest("base64");
  return [
    "default-src 'none'",
    `script-src 'sha256-${hash}'`,
    "style-src 'unsafe-inline'",
    "img-src data: blob:",
    "font-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

function fontFace({ family, weight, url }: EmbeddedFace): string {
  return (
    `@font-face{font-family:"${family}";font-weight:${weight};font-style:normal;font-display:block;` +
    `src:url(${url}) format("woff2")}`
  );
}

/** As many curves as a person reads without a script to sort them. */
const CURVES_WITHOUT_SCRIPT = 100;

function withoutScript(data: PageData): string {
  const made = data.command === null ? "" : `${data.command}\n\n`;
  return made + summaryTable(data, { color: false, width: 110, limit: CURVES_WITHOUT_SCRIPT });
}
