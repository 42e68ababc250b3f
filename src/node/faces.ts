import { readFileSync } from "node:fs";
import { packageFile } from "./package.js";

/** A face as a `data:` address, to be embedded so that text shows on a machine that has none of it. */
export interface EmbeddedFace {
  readonly family: string;
  readonly weight: number;
  /** of a WOFF2 file */
  readonly url: string;
}

/** The shipped face, Latin letters and signs of both weights, as an SVG or a page embeds it. */
export function embeddedFaces(): EmbeddedFace[] {
  return [400, 600].map((weight) => {
    const file = packageFile(`src/figure/fonts/inter-latin-${weight}-normal.woff2`);
    return {
      family: "Inter",
      weight,
      url: `data:font/woff2;base64,${readFileSync(file).toString("base64")}`,
    };
  });
}
