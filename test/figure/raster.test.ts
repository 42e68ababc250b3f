import { Resvg } from "@resvg/resvg-js";
import { h } from "preact";
import { describe, expect, it } from "vitest";
import { CurveFigure } from "../../src/figure/CurveFigure.js";
import { svgText } from "../../src/figure/Words.js";
import { layoutFigure } from "../../src/figure/layout.js";
import { LIGHT_PALETTE } from "../../src/figure/palette.js";
import { DEFAULT_VIEW } from "../../src/figure/picture.js";
import { embeddedFaces } from "../../src/node/packageFiles.js";
import { rasterise } from "../../src/node/raster.js";
import { madePicture } from "./madePicture.js";

const SIZE = { width: 400, height: 300 };

function svg(title: string): string {
  const layout = layoutFigure(madePicture({ title }), DEFAULT_VIEW, SIZE);
  return svgText(h(CurveFigure, { layout, palette: LIGHT_PALETTE, id: "f" }), []);
}

/** Width and height, as the header of a PNG has them. */
const sizeOf = (png: Uint8Array): number[] =>
  [16, 20].map((at) => new DataView(png.buffer, png.byteOffset).getUint32(at));

describe("rasterise", () => {
  it.each([0.5, 1, 2.5])("makes a PNG of its size times %d", async (zoom) => {
    const png = await rasterise(svg("a"), zoom);
    expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    expect(sizeOf(png)).toEqual([SIZE.width * zoom, SIZE.height * zoom]);
  });

  it("makes the same bytes of the same figure", async () => {
    const [one, other] = await Promise.all([rasterise(svg("a"), 1), rasterise(svg("a"), 1)]);
    expect(Buffer.compare(one, other)).toBe(0);
    expect(Buffer.compare(one, await rasterise(svg("b"), 1))).not.toBe(0);
  });

  it("shows text in the shipped face, which needs no font of the machine", async () => {
    const bare = (text: string) => Buffer.from(new Resvg(text, { font: { loadSystemFonts: false } }).render().asPng());
    expect(bare(svg("vision")).equals(bare(svg("another")))).toBe(true);
    const [one, other] = await Promise.all(["vision", "another"].map((title) => rasterise(svg(title), 1)));
    expect(Buffer.compare(one, other)).not.toBe(0);
  });

  it("shows Greek, Cyrillic and signs of arithmetic in it", async () => {
    const blank = await rasterise(svg(" "), 1);
    for (const letters of ["αβγ", "Ошибка", "≤ × · − …", "größe"]) {
      expect(Buffer.compare(await rasterise(svg(letters), 1), blank)).not.toBe(0);
    }
  });
});

describe("embeddedFaces", () => {
  it("holds both weights as WOFF2", () => {
    const faces = embeddedFaces();
    expect(faces.map(({ family, weight }) => [family, weight])).toEqual([
      ["Inter", 400],
      ["Inter", 600],
    ]);
    for (const { url } of faces) {
      expect(url).toMatch(/^data:font\/woff2;base64,/);
      expect(Buffer.from(url.split(",")[1], "base64").subarray(0, 4).toString()).toBe("wOF2");
    }
  });
});
