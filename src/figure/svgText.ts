import type { JSX } from "preact";
import { renderToStaticMarkup } from "preact-render-to-string";

/** Faces as `data:` addresses, to be embedded so that text shows on a machine that has none of them. */
export interface EmbeddedFace {
  readonly family: string;
  readonly weight: number;
  /** of a WOFF2 file */
  readonly url: string;
}

/** A figure as the text of an SVG file. */
export function svgText(figure: JSX.Element, faces: readonly EmbeddedFace[]): string {
  const text = renderToStaticMarkup(figure);
  if (faces.length === 0) return `${text}\n`;
  const rules = faces.map(
    ({ family, weight, url }) =>
      `@font-face{font-family:${family};font-weight:${weight};src:url(${url}) format("woff2")}`,
  );
  return `${text.replace(">", `><style>${rules.join("")}</style>`)}\n`;
}
