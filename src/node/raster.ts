import { renderAsync } from "@resvg/resvg-js";
import { packageFile } from "./packageFiles.js";

const fonts = ["Inter-Regular.ttf", "Inter-SemiBold.ttf"].map((name) => packageFile(`src/figure/fonts/${name}`));

/** Letters that the shipped face has: Latin, Greek, Cyrillic, punctuation and the signs of arithmetic. */
const SHIPPED = /^[\u0000-\u052f\u1e00-\u22ff]*$/;

/**
 * The text of an SVG as the bytes of a PNG, `scale` pixels to a unit, made on another thread. Text is set in the shipped
 * face; only where it has letters that this face lacks are the machine's own fonts looked through, which takes long.
 */
export async function rasterise(svg: string, scale: number): Promise<Uint8Array> {
  const image = await renderAsync(svg, {
    fitTo: { mode: "zoom", value: scale },
    font: { fontFiles: fonts, loadSystemFonts: !SHIPPED.test(svg), defaultFontFamily: "Inter" },
  });
  return image.asPng();
}
