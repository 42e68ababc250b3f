import { describe, expect, it } from "vitest";
import { InputError } from "../../src/core/errors.js";
import { bnsl } from "../../src/core/forms/evaluate.js";
import { fit, plotCurves, toPng } from "../../src/index.js";
import { geometric } from "../support/curves.js";

const x = geometric(1e3, 1e6, 16);
const law = { a: 0.2, b: 30, c0: 0.4, c: [], d: [], f: [] };
const curves = {
  x: [...x, ...x],
  y: [...x.map((v) => bnsl(v, law)), ...x.map((v) => 2 * bnsl(v, law))],
  curve: [...x.map(() => "one"), ...x.map(() => "two")],
};
const marks = (svg: string): number => svg.match(/data-point=/g)?.length ?? 0;

describe("plotCurves", async () => {
  const fits = await fit(curves, { breaks: [0], starts: 16, engine: "cpu", threads: 1 });

  it("draws every curve of the fits, with all of its points", async () => {
    const plots = await plotCurves(curves, fits);
    expect(plots.map(({ key }) => key)).toEqual([["one"], ["two"]]);
    expect(plots.map(({ svg }) => marks(svg))).toEqual([16, 16]);
    expect(plots[1].svg).toContain(">two</text>");
  });

  it("takes what is drawn, how large and with which font", async () => {
    const call = { view: { residuals: false }, size: { width: 900, height: 500 }, embedFont: false };
    const [{ svg }] = await plotCurves(curves, fits, call);
    expect(svg).toMatch(/^<svg [^>]*viewBox="0 0 900 500"/);
    expect(svg).not.toContain('data-mark="residuals"');
    expect(svg).not.toContain("@font-face");
    const [whole] = await plotCurves(curves, fits);
    expect(whole.svg).toContain('data-mark="residuals"');
    expect(whole.svg).toContain("@font-face");
  });

  it("refuses fits of other curves and of other values", async () => {
    const named = { ...curves, curve: curves.curve.map((name) => name.replace("two", "three")) };
    await expect(plotCurves(named, fits)).rejects.toThrow(InputError);
    await expect(plotCurves(named, fits)).rejects.toThrow("the fits: fits of curve two, which is not in");
    const shifted = { ...curves, y: curves.y.map((y) => 1.01 * y) };
    await expect(plotCurves(shifted, fits)).rejects.toThrow("the fits does not belong to these curves");
  });

  it("become a PNG of so many pixels", async () => {
    const [{ svg }] = await plotCurves(curves, fits);
    const png = Buffer.from(await toPng(svg, 1));
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([720, 540]);
  });
});
