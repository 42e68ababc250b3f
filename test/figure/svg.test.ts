import { Resvg } from "@resvg/resvg-js";
import { h } from "preact";
import { describe, expect, it } from "vitest";
import { CurveFigure } from "../../src/figure/CurveFigure.js";
import { FigureTiles, paged, SmallFigure } from "../../src/figure/SmallFigure.js";
import { layoutFigure, layoutSmall } from "../../src/figure/layout.js";
import { LIGHT_PALETTE } from "../../src/figure/palette.js";
import { DEFAULT_VIEW, type CurvePicture, type FigureView } from "../../src/figure/picture.js";
import { svgText } from "../../src/figure/Words.js";
import { embeddedFaces } from "../../src/node/packageFiles.js";
import { LAW, madeBand, madePicture } from "./madePicture.js";

const SIZE = { width: 720, height: 540 };
const palette = LIGHT_PALETTE;

function drawn(picture: CurvePicture, view: Partial<FigureView> = {}, size = SIZE): string {
  const layout = layoutFigure(picture, { ...DEFAULT_VIEW, ...view }, size);
  return svgText(h(CurveFigure, { layout, palette, id: "figure" }), []);
}

/** Reads it with a parser of XML, which throws where it is not well-formed. */
const parse = (svg: string) => new Resvg(svg, { font: { loadSystemFonts: false } });
const marks = (svg: string): string[] => [...svg.matchAll(/data-mark="([\w-]+)"/g)].map(([, mark]) => mark).sort();
const count = (svg: string, pattern: RegExp): number => [...svg.matchAll(pattern)].length;

const full = madePicture({
  ...madeBand(LAW, madePicture().x, 1.2),
  breakIntervals: [
    { lo: 500, hi: 2000, identified: 1 },
    { lo: 0, hi: Infinity, identified: 0.5 },
  ],
});
const none = { law: null, breakIntervals: [] };

describe("the parser of these tests", () => {
  it("refuses what is not well-formed", () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">';
    expect(() => parse(`${svg}<text>a</text></svg>`)).not.toThrow();
    for (const bad of ["<text>", "<text>a & b</text>", "<text>\u0001</text>", "<text>&#1;</text>", "<g a></g>"]) {
      expect(() => parse(`${svg}${bad}</svg>`)).toThrow();
    }
  });
});

describe("CurveFigure", () => {
  it.each([
    ["</text><script>alert(1)</script>", "&lt;/text>&lt;script>alert(1)&lt;/script>"],
    ["a \"quoted\" & 'other' <name>", "a &quot;quoted&quot; &amp; 'other' &lt;name>"],
    ["a\u0000b\u001b[31m\ufffe", String.raw`a\x00b\x1b[31m` + "\ufffd"],
    ["half \ud800 a pair", String.raw`half \u{d800} a pair`],
    ["损失 曲线", "损失 曲线"],
    ["الخسارة שלום", "الخسارة שלום"],
    ["a > b", "a > b"],
    ["$& $1 ]]>", "$&amp; $1 ]]&gt;"],
  ])("takes the name %j for text", (name, written) => {
    const picture = { ...full, title: name, subtitle: name, xName: name, yName: name, bandName: name };
    for (const faces of [[], embeddedFaces()]) {
      const layout = layoutFigure(picture, DEFAULT_VIEW, SIZE);
      const svg = svgText(h(CurveFigure, { layout, palette, id: "figure" }), faces);
      expect(() => parse(svg)).not.toThrow();
      expect(svg).not.toContain("<script");
      const plain = svg.replaceAll("&gt;", ">");
      const words = written.replaceAll("&gt;", ">");
      // title, line under it, both axes; the band's name goes on with where the band ends
      expect(plain.split(`>${words}</text>`)).toHaveLength(5);
      expect(plain).toContain(`>${words} (to x = `);
      expect(count(svg, /<style>/g)).toBe(faces.length > 0 ? 1 : 0);
      expect(svg.startsWith("<svg ")).toBe(true);
    }
  });

  it("marks points that the fit set aside, in the figure, its residuals and its legend", () => {
    const train = Uint8Array.from(full.train, (flag, i) => (i === 3 || i === 5 ? 2 : flag));
    const svg = drawn({ ...full, train });
    // in the figure, in the panel of the residuals, in the legend
    expect(count(svg, /data-point="aside"/g)).toBe(2 + 2 + 1);
    expect(count(svg, /data-point="train"/g)).toBe(count(drawn(full), /data-point="train"/g) - 2);
    expect(svg).toContain("set aside");
    expect(drawn(full)).not.toContain("set aside");
    expect(drawn({ ...full, train }, { testPoints: false })).toContain("set aside");
  });

  it("embeds the font right behind the opening tag, whatever stands in its attributes", () => {
    const layout = layoutFigure({ ...full, name: 'a > "b" >' }, DEFAULT_VIEW, SIZE);
    const svg = svgText(h(CurveFigure, { layout, palette, id: "figure" }), embeddedFaces());
    const [head, tail] = svg.split("<style>");
    expect(head).toMatch(/aria-label="a > &quot;b&quot; >: .*">$/);
    expect(tail.slice(0, 60)).toContain("@font-face{font-family:Inter;font-weight:400;");
    expect(tail.split("</style>")[1]).toMatch(/^<rect /);
  });

  it("draws every point exactly once, in its place", () => {
    const svg = drawn(full);
    const { main } = layoutFigure(full, DEFAULT_VIEW, SIZE);
    const train = [...svg.matchAll(/<circle data-point="train" cx="([\d.]+)" cy="([\d.]+)"/g)];
    const test = [...svg.matchAll(/<path data-point="test" d="M([\d.]+),/g)];
    const places = Array.from(full.x, (x, i) => [main.x.at(x), main.y.at(full.y[i])]);
    expect(train).toHaveLength(20);
    expect(test).toHaveLength(4);
    for (const [i, [, cx, cy]] of train.entries()) {
      expect(Math.abs(Number(cx) - places[i][0])).toBeLessThan(0.01);
      expect(Math.abs(Number(cy) - places[i][1])).toBeLessThan(0.01);
    }
    for (const [i, [, cx]] of test.entries()) expect(Math.abs(Number(cx) - places[20 + i][0])).toBeLessThan(0.01);
    expect(count(svg, /data-beyond/g)).toBe(0);
    expect(count(drawn(madePicture(none)), /data-point=/g)).toBe(24);
  });

  it("shows residuals outside of their panel as triangles: none is lost", () => {
    const y = Array.from(full.y, (value, i) => (i === 22 ? 20 * value : i === 23 ? value / 20 : value));
    const residuals = (svg: string) => svg.slice(svg.indexOf('data-mark="residuals"'));
    const panel = residuals(drawn({ ...full, y }));
    const found = [/<circle /g, /<path d="M[^"]*h-8z"|data-beyond/g, /<path d="M[^"]*l3,3l/g].map((each) =>
      count(panel, each),
    );
    expect(found).toEqual([20, 2, 2]);
    expect(count(residuals(drawn(full)), /data-beyond/g)).toBe(0);
  });

  it.each<[keyof FigureView, string[]]>([
    ["band", ["band"]],
    ["breaks", ["break-intervals", "breaks", "break-labels"]],
    ["segments", ["segments", "slopes"]],
    ["asymptote", ["asymptote"]],
    ["residuals", ["residuals"]],
  ])("leaves out the marks of %s where they are switched off, and only those", (part, gone) => {
    expect(marks(drawn(full))).toEqual(
      [
        "asymptote",
        "band",
        "break-intervals",
        "break-labels",
        "breaks",
        "law",
        "legend",
        "points",
        "residuals",
        "segments",
        "slopes",
      ].sort(),
    );
    const left = marks(drawn(full, { [part]: false }));
    expect(left).toEqual(marks(drawn(full)).filter((mark) => !gone.includes(mark)));
  });

  it("leaves out held-out points where they are switched off, in the residuals too", () => {
    const svg = drawn(full, { testPoints: false });
    expect(count(svg, /data-point="test"/g)).toBe(0);
    expect(count(svg, /data-point="train"/g)).toBe(20);
    expect(svg).not.toContain(palette.test);
    expect(drawn(full)).toContain(palette.test);
  });

  it("draws a band that is below 0 under a logarithmic frame, an open one to both its edges", () => {
    const heights = (lo: number, hi: number): number[] => {
      const svg = drawn({ ...full, band: [10, 1e6].map((x) => ({ x, lo, hi })) });
      const [, d] = /<path data-mark="band" d="([^"]+)"/.exec(svg)!;
      return [...d.matchAll(/,(-?[\d.]+)/g)].map(([, y]) => Number(y));
    };
    const { top, height } = layoutFigure(full, DEFAULT_VIEW, SIZE).main;
    expect(Math.min(...heights(-1, 0))).toBeGreaterThan(top + height);
    expect(Math.min(...heights(-Infinity, Infinity))).toBeLessThan(top);
    expect(Math.max(...heights(-Infinity, Infinity))).toBeGreaterThan(top + height);
  });

  it("writes a small slope as it is, not as 0", () => {
    const law = { a: -1e6, b: 1e6, c0: -2.4e-7, c: [], d: [], f: [] };
    const slope = (c0: number) => /(?<=>slope )[^<]*/.exec(drawn(madePicture({ law: { ...law, c0 } })))?.[0];
    expect([2.4e-7, -2.4e-7, 9e-4, 0].map(slope)).toEqual(["−2.4e−7", "2.4e−7", "−0.0009", "0"]);
  });

  const flat = { a: 0.5, b: 1e-9, c0: 0, c: [], d: [], f: [] };
  const kept = { x: full.x, y: full.y };
  const awkward: [string, CurvePicture][] = [
    ["a single point", madePicture({ ...none, x: [5], y: [2], train: [1] })],
    ["a single point with a law", madePicture({ x: [5], y: [2], train: [1] })],
    ["constant y", madePicture({ law: flat })],
    ["a of 1e-300", madePicture({ law: { ...LAW, a: 1e-300 } })],
    ["breaks far outside", madePicture({ law: { ...LAW, d: [1e-300, 1e300] }, ...kept })],
    ["a law that overflows", madePicture({ law: { ...LAW, c0: -400 }, ...kept })],
    ["a law below 0", madePicture({ law: { ...LAW, a: -5 }, ...kept })],
    ["y of 0", madePicture({ x: [1, 2, 4], y: [0, 0, 0], train: [1, 1, 0] })],
    ["negative y", madePicture({ law: { ...LAW, a: -5 }, objective: "linear" })],
    ["a band without ends", { ...full, band: [10, 1e3, 1e9].map((x) => ({ x, lo: -Infinity, hi: Infinity })) }],
    ["a band below 0", { ...full, band: [10, 1e9].map((x) => ({ x, lo: -1, hi: 0 })) }],
    ["held-out points only", madePicture({ ...none }, { held: 24 })],
    ["no points at all with fits", madePicture({}, { held: 24 })],
    ["x over 600 decades", madePicture({ ...none, x: [1e-300, 1, 1e300], y: [1, 2, 3], train: [1, 1, 1] })],
    [
      "four breaks in one place",
      madePicture({
        law: { ...LAW, c: [1, -1, 1, -1], d: [900, 900, 901, 902], f: [0.01, 0.01, 0.01, 0.01] },
      }),
    ],
    ["words everywhere empty", { ...full, title: "", subtitle: "", xName: "", yName: "" }],
  ];
  it.each(awkward)("has no number that cannot be drawn: %s", (_, picture) => {
    for (const scales of ["auto", "logx", "linear"] as const) {
      for (const size of [SIZE, { width: 320, height: 280 }]) {
        const svg = drawn(picture, { scales }, size);
        expect(svg).not.toMatch(/NaN|[^\w]-?Infinity|undefined|null/);
        expect(svg).not.toMatch(/(?:width|height|r)="-/);
        expect(() => parse(svg)).not.toThrow();
        expect(count(svg, /data-point=/g)).toBe(picture.x.length);
      }
    }
  });

  it("says in words what it is", () => {
    expect(drawn(full)).toContain(
      'aria-label="vision / ResNet: Loss against Seen Examples, 24 points, with a fit of 2 breaks"',
    );
    expect(drawn({ ...full, ...none, name: "" })).toContain(
      'aria-label="Loss against Seen Examples, 24 points, without a fit"',
    );
  });

  it("names a figure without a title as well, a small one too", () => {
    const name = 'aria-label="vision / ResNet: Loss against Seen Examples, 24 points, with a fit of 2 breaks"';
    const untitled = { ...full, title: "" };
    const layout = layoutSmall(untitled, DEFAULT_VIEW, { width: 240, height: 180 });
    expect(drawn(untitled)).toContain(name);
    expect(svgText(h(SmallFigure, { layout, palette, id: "small" }), [])).toContain(name);
  });

  it("shades intervals that have an end, and dashes the line of a break that has none", () => {
    const lines = (ends: readonly (readonly [number, number])[]) => {
      const breakIntervals = ends.map(([lo, hi]) => ({ lo, hi, identified: 1 }));
      const svg = drawn({ ...full, breakIntervals });
      const [, part] = /<g data-mark="breaks">(.*?)<line data-mark="asymptote"/.exec(svg)!;
      return [count(part, /<rect /g), count(part, /<line [^>]*stroke-dasharray/g), count(part, /<line /g)];
    };
    expect(
      lines([
        [500, 2000],
        [9e4, 2e5],
      ]),
    ).toEqual([1, 0, 2]);
    expect(
      lines([
        [500, Infinity],
        [0, Infinity],
      ]),
    ).toEqual([1, 1, 2]);
    expect(
      lines([
        [0, Infinity],
        [0, Infinity],
      ]),
    ).toEqual([0, 2, 2]);
  });

  it("writes the slopes that the curve has, in grey where they vary, and draws no power law that it does not follow", () => {
    // of exponents 2 and −1 one wide break makes slopes from 0.5 (at the break) down to 0.24
    const smooth = { a: 0.1, b: 1e-3, c0: -2, c: [3], d: [3e4], f: [4] };
    const picture = madePicture({ law: smooth, x: [3e4, 6e4, 1.2e5], breakIntervals: [] }, { held: 0 });
    const slopes = (svg: string) => svg.split('data-mark="slopes"')[1].split("</g>")[0];
    const segments = (svg: string) => svg.split('data-mark="segments"')[1].split("</g>")[0];
    expect(slopes(drawn(picture))).toContain(`fill="${palette.muted}"`);
    const last = 2 - 3 / (1 + 4 ** -0.25);
    expect(slopes(drawn(picture))).toContain(`0.5 to ${last.toPrecision(3)}`);
    expect(slopes(drawn(picture))).not.toContain(palette.segment);
    expect(segments(drawn(picture))).not.toContain("<path");
    expect(segments(drawn(full)).match(/<path/g)).toHaveLength(3);
    expect(slopes(drawn(full))).toContain("slope −0.1<");
  });

  it("keeps long words inside of the figure", () => {
    const long = "a name that goes on and on ".repeat(20);
    const svg = drawn({ ...full, title: long, subtitle: long, xName: long, yName: long });
    const texts = [...svg.matchAll(/<text[^>]*>([^<]*…[^<]*)<\/text>/g)].map(([, text]) => text);
    expect(texts).toHaveLength(4);
    for (const text of texts) expect(text.length).toBeLessThan(140);
  });

  it("has labels of breaks inside of the frame, apart from each other", () => {
    for (const first of [11, 900, 3e8]) {
      const d = [0, 1, 2, 3].map((i) => first * 1.05 ** i);
      const picture = madePicture({
        law: { ...LAW, c: [1, -1, 1, -1], d, f: d.map(() => 0.1) },
        ...kept,
        breakIntervals: [],
      });
      const { main } = layoutFigure(picture, DEFAULT_VIEW, SIZE);
      const labels = drawn(picture).split('data-mark="break-labels"')[1].split("</g>")[0];
      const places = [...labels.matchAll(/<text x="([\d.]+)"/g)].map(([, x]) => Number(x));
      expect(places).toHaveLength(4);
      for (const [i, place] of places.entries()) {
        expect(place).toBeGreaterThan(main.left + 8);
        expect(place).toBeLessThanOrEqual(main.left + main.width);
        if (i > 0) expect(place - places[i - 1]).toBeGreaterThan(10);
      }
    }
  });
});

describe("FigureTiles", () => {
  const grid = { columns: 4, rows: 3 };
  const page = (pictures: CurvePicture[], view: Partial<FigureView> = {}) =>
    svgText(h(FigureTiles, { pictures, view: { ...DEFAULT_VIEW, ...view }, grid, palette }), []);

  it("has gradients of its own for each figure, all of which are there", () => {
    const half = { ...full, breakIntervals: [{ lo: 500, hi: Infinity, identified: 1 }, null] };
    const svg = page([half, full, { ...half, band: half.band.slice(0, 9) }]);
    const ids = [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    const used = [...svg.matchAll(/url\(#([^)]+)\)/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(used)).toEqual(new Set(ids));
    // all three have a shade, and bands that end within the frame
    expect(count(svg, /<linearGradient /g)).toBe(6);
  });

  it("has no group that is transparent as a whole: some of them end the process that makes a PNG", () => {
    const [transparent, svg] = [/<g [^>]*\bopacity=/, page([full])];
    expect('<g data-mark="a" opacity="0.15">').toMatch(transparent);
    expect(svg).toContain('data-mark="break-intervals"');
    expect(svg).not.toMatch(transparent);
  });

  it("draws every point of every curve once, clip paths apart", () => {
    const svg = page([full, madePicture(none), full]);
    expect(() => parse(svg)).not.toThrow();
    expect(count(svg, /data-point=/g)).toBe(3 * 24);
    const ids = [...svg.matchAll(/<clipPath id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) expect(svg).toContain(`url(#${id})`);
  });

  it("is as large as its tiles and the whole legend", () => {
    const size = (pictures: CurvePicture[]) => {
      const svg = page(pictures);
      const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg)!.map(Number);
      const rows = [...svg.matchAll(/translate\(18 (\d+)\)/g)].map(([, top]) => Number(top));
      expect(Math.max(...rows)).toBeLessThan(height - 5);
      return [width, height];
    };
    const [oneWidth, oneHeight] = size([full]);
    const [width, height] = size(Array<CurvePicture>(12).fill(full));
    expect(width).toBeGreaterThan(3.5 * oneWidth);
    expect(height).toBeGreaterThan(2 * oneHeight);
  });

  it("explains marks that any of its curves has", () => {
    const banded = {
      ...madePicture({ law: { ...LAW, c: [], d: [], f: [] } }, { held: 0 }),
      band: full.band,
      bandName: "95 % band",
    };
    const broken = madePicture({}, { held: 0 });
    const legend = (pictures: CurvePicture[]) => page(pictures).split('data-mark="legend"').at(-1)!;
    for (const word of ["held out", "95 % band", ">break<"]) {
      expect(legend([banded, broken, madePicture(none)])).toContain(word);
    }
    expect(legend([broken, banded])).not.toContain("held out");
    expect(legend([madePicture(none)])).not.toContain(">fit<");
  });
});

describe("paged", () => {
  it("keeps the order and fills every page but the last", () => {
    const pages = paged([...Array(14).keys()], { columns: 4, rows: 3 });
    expect(pages.map((page) => page.length)).toEqual([12, 2]);
    expect(pages.flat()).toEqual([...Array(14).keys()]);
    expect(paged([], { columns: 4, rows: 3 })).toEqual([]);
  });
});
