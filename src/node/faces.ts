import { readFileSync } from "node:fs";
import type { EmbeddedFace } from "../figure/svgText.js";

/** The shipped face, Latin letters and signs of both weights, as an SVG or a page embeds it. */
export function embeddedFaces(): EmbeddedFace[] {
  return [400, 600].map((weight) => {
    const file = new URL(`../../src/figure/fonts/inter-latin-${weight}-normal.woff2`, import.meta.url);
    return {
      family: "Inter",
      weight,
      url: `data:font/woff2;base64,${readFileSync(file).toString("base64")}`,
    };
  });
}
