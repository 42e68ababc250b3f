import { describe, expect, it } from "vitest";
import { LEGEND_SIZE, legendLines, sharedLegendLines, SYMBOL_WIDTH } from "../../src/figure/Legend.js";
import { fitText, textWidth } from "../../src/figure/Words.js";
import { DEFAULT_VIEW, type CurvePicture, type FigureView } from "../../src/figure/picture.js";
import { LAW, madeBand, madePicture } from "./madePicture.js";

const full = madePicture({
  ...madeBand(LAW, madePicture().x, 1.2),
  breakIntervals: [{ lo: 500, hi: 2000, identified: 1 }, null],
});
const words = (picture: CurvePicture, view: Partial<FigureView> = {}, width = 2000) =>
  legendLines(picture, { ...DEFAULT_VIEW, ...view }, width)
    .flat()
    .map((item) => item.words);
/** The band has as many nodes as the points reach, the frame a seventh more. */
const BAND = words(full).find((each) => each.startsWith("95 % band"))!;
const without = { law: null, breakIntervals: [] };
/** A break left of all points, one right of them, and an asymptote below. */
const far = madePicture({
  law: { ...LAW, a: 1e-30, d: [1e-3, 1e30] },
  x: full.x,
  y: full.y,
  breakIntervals: [null, null],
});

describe("legendLines", () => {
  it.each([238, 300, 638, 1500])("fits into %d pixels, nothing over another, nothing left out", (width) => {
    for (const picture of [full, far]) {
      const lines = legendLines(picture, DEFAULT_VIEW, width);
      for (const line of lines) {
        const ends = line.map(
          ({ left, symbol, words }) => left + (symbol === "note" ? 0 : SYMBOL_WIDTH) + textWidth(words, LEGEND_SIZE),
        );
        expect(ends.at(-1)).toBeLessThanOrEqual(width);
        for (const [i, { left }] of line.slice(1).entries()) expect(left).toBeGreaterThan(ends[i]);
      }
      expect(lines.flat().map((item) => item.words)).toEqual(words(picture));
    }
    expect(legendLines(full, DEFAULT_VIEW, 238).length).toBeGreaterThan(1);
  });

  it("explains what is there, and only that", () => {
    expect(words(full)).toEqual([
      "training",
      "held out",
      "fit",
      "extrapolated",
      BAND,
      "break with interval",
      "break",
      "power law, where the curve follows it",
      "asymptote 0.2",
    ]);
    expect(words(madePicture({}, { held: 0 }))).not.toContain("held out");
    expect(words(madePicture())).toContain("break");
    expect(words(madePicture()).join()).not.toContain("band");
  });

  it.each<[keyof FigureView, string]>([
    ["testPoints", "held out"],
    ["band", BAND],
    ["breaks", "break with interval"],
    ["segments", "power law, where the curve follows it"],
    ["asymptote", "asymptote 0.2"],
  ])("leaves out what is switched off: %s", (part, word) => {
    expect(words(full)).toContain(word);
    expect(words(full, { [part]: false })).toEqual(
      words(full).filter((each) => each !== word && !(part === "breaks" && each === "break")),
    );
  });

  it("tells what lies outside of the frame", () => {
    const told = words(far);
    expect(told).toContain("break at 0.001: left of the frame");
    expect(told).toContain("break at 1e30: right of the frame");
    expect(told).toContain("asymptote 1e-30: below the frame");
    expect(told).not.toContain("asymptote 1e-30");
    expect(words(full).join()).not.toContain("of the frame");
    const shared = sharedLegendLines([far], DEFAULT_VIEW, 2000).flat();
    expect(shared.map((item) => item.words).join()).not.toContain("the frame");
    expect(words(far, { to: 2e30 }).join()).not.toContain("right of");
    const rising = { a: 100, b: -99, c0: 0.001, c: [], d: [], f: [] };
    expect(words(madePicture({ law: rising }))).toContain("asymptote 100: above the frame");
  });

  it("calls a an asymptote only where the law tends to it", () => {
    const named = (c0: number, c: number) =>
      words(madePicture({ law: { ...LAW, c0, c: [0, c] } }))
        .find((each) => / 0\.2(:|$)/.test(each))
        ?.replace(/:.*/, "");
    expect(named(0.1, 0.2)).toBe("asymptote 0.2");
    expect(named(0.1, -0.3)).toBe("constant a 0.2");
  });

  it("explains no power law where a smooth law follows none", () => {
    // exponents of 2 and −0.2 that the law, all of one wide break, has nowhere among the points
    const smooth = { a: 0.1, b: 1e-3, c0: -2, c: [2.2], d: [3e4], f: [8] };
    const picture = madePicture({ law: smooth, x: [3e4, 6e4, 1.2e5], breakIntervals: [] }, { held: 0 });
    expect(words(picture).join()).not.toContain("power law");
    const sharper = madePicture({ law: { ...smooth, f: [0.05] }, x: [3e4, 6e4, 1.2e5] }, { held: 0 });
    expect(words(sharper)).toContain("power law, where the curve follows it");
  });

  it("says where the band ends if the frame goes on, and nothing where it does not", () => {
    const last = full.band.at(-1)!.x;
    expect(BAND).toMatch(/^95 % band \(to x = [\d.e+]+\)$/);
    expect(Number(/= (.*)\)/.exec(BAND)![1]) / last).toBeCloseTo(1, 2);
    expect(words(full, { to: last })).toContain("95 % band");
  });

  it("tells breaks that refits do not locate, and intervals open at one end, from the others", () => {
    const told = (...breakIntervals: CurvePicture["breakIntervals"]) =>
      words(madePicture({ ...madeBand(LAW, madePicture().x, 1.2), breakIntervals }));
    const lost = { lo: 0, hi: Infinity, identified: 0.1 };
    const open = { lo: 500, hi: Infinity, identified: 0.8 };
    expect(told(lost, lost)).toContain("break, not located");
    expect(told(lost, lost).join()).not.toContain("interval");
    expect(told(open, lost)).toContain("break with interval, fading where open");
  });

  it("says where there is no fit", () => {
    expect(words(madePicture(without))).toEqual(["training", "held out", "no fit"]);
    expect(words(full)).not.toContain("no fit");
  });
});

describe("fitText", () => {
  it("cuts the middle so that both ends stay, to no more than the width", () => {
    const long = "the first of many words and the very last one";
    const cut = fitText(long, 11, 120);
    expect(cut).toMatch(/^the f.*….* one$/);
    expect(textWidth(cut, 11)).toBeLessThanOrEqual(120);
    expect(fitText(long, 11, 1000)).toBe(long);
    expect(fitText("", 11, 1)).toBe("");
    expect(fitText("🦊".repeat(40), 11, 50)).toMatch(/^🦊+…🦊+$/u);
  });
});
