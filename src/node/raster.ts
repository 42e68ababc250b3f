import { Resvg } from "@resvg/resvg-js";
import { fileURLToPath } from "node:url";

const fonts = ["Inter-Regular.ttf", "Inter-SemiBold.ttf"].map((name) =>
  fileURLToPath(new URL(`../../src/figure/fonts/${name}`, import.meta.url)),
);

/** Letters that the shipped face has: Latin, Greek, Cyrillic, punctuation and the signs of arithmetic. */
const SHIPPED = /^[\u0000-\u052f\u1e00-\u22ff]*$/;

/**
 * The text of an SVG as the bytes of a PNG, `scale` pixels to a unit. Text is set in the shipped face; only where it has
 * letters that this face lacks are the machine's own fonts looked through, which takes long.
 */
export function rasterise(svg: string, scale: number): Uint8Array {
  const resvg = new Resvg(svg, {
    fitTo: { mode: "zoom", value: scale },
    font: { fontFiles: fonts, loadSystemFonts: !SHIPPED.test(svg), defaultFontFamily: "Inter" },
  });
  return resvg.render().asPng();
}
