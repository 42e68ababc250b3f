import type { ComponentChildren, JSX } from "preact";
import { renderToStaticMarkup } from "preact-render-to-string";
import { escapeControls } from "../formats/terminalText.js";

/** The face that is shipped, then what most machines have. */
export const FONT_FAMILY = "Inter, 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif";

/** A face as a `data:` address, to be embedded so that text shows on a machine that has none of it. */
export interface EmbeddedFace {
  readonly family: string;
  readonly weight: number;
  /** of a WOFF2 file */
  readonly url: string;
}

interface WordsProps {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly fill: string;
  readonly anchor?: "start" | "middle" | "end";
  readonly strong?: boolean;
  /** a halo of this colour, where words stand among marks */
  readonly halo?: string;
  /** degrees, about the words' own place */
  readonly turn?: number;
  readonly children: ComponentChildren;
}

/** Text whose baseline begins (or is centred, or ends) at a place. */
export function Words({ x, y, size, fill, anchor = "start", strong, halo, turn, children }: WordsProps): JSX.Element {
  return (
    <text
      x={round(x)}
      y={round(y)}
      font-size={size}
      fill={fill}
      text-anchor={anchor}
      font-weight={strong ? 600 : undefined}
      {...(halo === undefined
        ? {}
        : { stroke: halo, "stroke-width": 3, "stroke-linejoin": "round", "paint-order": "stroke" })}
      transform={turn === undefined ? undefined : `rotate(${turn} ${round(x)} ${round(y)})`}
    >
      {children}
    </text>
  );
}

/** To a hundredth of a pixel: more only makes files longer. */
export function round(value: number): number {
  return Math.round(100 * value) / 100;
}

/** Characters of Inter that are much narrower or wider than its average one. */
const NARROW = /[iljtfrI.,:;'|!()[\] ]/;
const WIDE = /[mwMWQOG@%—…×]/;

/** About how many pixels text takes at a font size: for wrapping and cutting, where there is nothing to measure with. */
export function textWidth(text: string, size: number): number {
  let ems = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    ems += code > 0x2e80 ? 1 : NARROW.test(character) ? 0.31 : WIDE.test(character) ? 0.85 : 0.575;
  }
  return ems * size;
}

/** Text that fits into so many pixels, cut in the middle where it does not: names differ at both ends. */
export function fitText(text: string, size: number, width: number): string {
  if (textWidth(text, size) <= width) return text;
  const characters = [...text];
  for (let kept = characters.length - 1; kept > 0; kept--) {
    const tail = Math.floor(kept / 2);
    const cut = `${characters.slice(0, kept - tail).join("")}…${characters.slice(characters.length - tail).join("")}`;
    if (textWidth(cut, size) <= width) return cut;
  }
  return "…";
}

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
