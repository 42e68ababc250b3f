import type { JSX } from "preact";
import { renderToStaticMarkup } from "preact-render-to-string";
import { escapeControls } from "../formats/terminalText.js";
import type { EmbeddedFace } from "../node/faces.js";

/** A figure as the text of an SVG file: well-formed, whatever its words are. */
export function svgText(figure: JSX.Element, faces: readonly EmbeddedFace[]): string {
  const text = renderToStaticMarkup(figure)
    .replace(NOT_XML, (character) => (/\p{Cn}/u.test(character) ? "\ufffd" : escapeControls(character)))
    .replaceAll("]]>", "]]&gt;");
  if (faces.length === 0) return `${text}\n`;
  const rules = faces.map(
    ({ family, weight, url }) =>
      `@font-face{font-family:${family};font-weight:${weight};src:url(${url}) format("woff2")}`,
  );
  return `${text.replace(FIRST_TAG, (tag) => `${tag}<style>${rules.join("")}</style>`)}\n`;
}

/** With its attributes, whose values may hold ">". */
const FIRST_TAG = /^<[^">]*(?:"[^"]*"[^">]*)*>/;

/** Characters that no XML file may hold, not escaped either. */
const NOT_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
