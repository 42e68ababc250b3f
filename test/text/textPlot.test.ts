import { describe, expect, it } from "vitest";
import { bnsl, type BnslParameters } from "../../src/core/forms/evaluate.js";
import { displayWidth } from "../../src/formats/terminalText.js";
import { textPlot, type TextPlotRequest } from "../../src/text/textPlot.js";

const law: BnslParameters = { a: 0, b: 10, c0: 1, c: [], d: [], f: [] };
const x = [1, 10, 100, 1000];

function plot(parts: Partial<TextPlotRequest> = {}): string[] {
  const points = { x, y: x.map((at) => bnsl(at, law)), train: [1, 1, 1, 0] };
  const names = { xName: "steps", yName: "loss" };
  return textPlot({ ...points, ...names, law, width: 40, height: 12, ascii: false, ...parts });
}

/** The cells between the axes. */
const inside = (lines: readonly string[]) => lines.filter((line) => /[│┤|]|^ *\S* \+[^-]/.test(line));
const places = (lines: readonly string[], mark: string) =>
  inside(lines).flatMap((line, j) => [...line].flatMap((character, i) => (character === mark ? [[i, j]] : [])));

describe("textPlot", () => {
  it("shows training and test points apart, on the line that the law is", () => {
    const lines = plot();
    expect(places(lines, "●")).toHaveLength(3);
    const [test] = places(lines, "○");
    expect(places(lines, "○")).toHaveLength(1);
    // a power law is straight on logarithmic axes: equal ratios of x and y are equal steps
    const all = [...places(lines, "●"), test].sort((p, q) => p[0] - q[0]);
    const steps = all.slice(1).map(([i, j], k) => [i - all[k][0], j - all[k][1]]);
    for (const [right, down] of steps) {
      expect(right).toBeGreaterThanOrEqual(12);
      expect(right).toBeLessThanOrEqual(14);
      expect(down).toBeGreaterThanOrEqual(3);
      expect(down).toBeLessThanOrEqual(4);
    }
  });

  it("shows points that were set aside over others, and says so", () => {
    const beside = { x: [...x, 100], y: [...x, 100].map((at) => bnsl(at, law)), train: [1, 1, 1, 0, 2] };
    const lines = plot(beside);
    expect(places(lines, "×")).toHaveLength(1);
    expect(places(lines, "●")).toHaveLength(2);
    expect(lines.at(-1)).toContain("× set aside");
    expect(plot(beside).join("\n")).not.toContain("both");
    expect(plot({ ...beside, ascii: true }).at(-1)).toContain("* set aside");
    expect(plot().at(-1)).not.toContain("set aside");
  });

  it("draws the law in every column, one unbroken line downwards", () => {
    const steep = { ...law, d: [30], c: [2], f: [0.1] };
    const rows = inside(plot({ x: [], y: [], train: [], law: steep })).map((line) =>
      [...line].slice([...line].findIndex((character) => /[│┤]/.test(character)) + 1),
    );
    const columns = Array.from({ length: 40 }, (_, i) =>
      rows.flatMap((row, j) => (/[\u2801-\u28ff]/.test(row[i] ?? "") ? [j] : [])),
    );
    columns.forEach((drawn, i) => {
      expect(drawn.length, `column ${i}`).toBeGreaterThan(0);
      if (i === 0) return;
      const gap = drawn[0] - columns[i - 1].at(-1)!;
      expect([0, 1], `columns ${i - 1} and ${i}`).toContain(gap);
    });
    expect(columns[39].at(-1)).toBeGreaterThan(columns[0][0] + 8);
  });

  it("marks breaks inside its range, and no others", () => {
    const broken = { ...law, c: [0.5, 0.5], d: [50, 1e9], f: [0.5, 0.5] };
    const lines = plot({ law: broken });
    expect(lines.filter((line) => line.includes("▲"))).toHaveLength(2); // the axis, and the legend
    expect([...lines.find((line) => line.includes("└"))!].filter((mark) => mark === "▲")).toHaveLength(1);
    expect(plot().join("\n")).not.toMatch(/[▲┊]/);
  });

  it("has decades and the names of the columns on its axes", () => {
    const text = plot({ x: [1e6, 1e7, 1e8, 1e10], xName: "tokens\u001b[31m", yName: "größe 層" }).join("\n");
    expect(text).toContain("10⁶");
    expect(text).toContain("10¹⁰");
    expect(text).toContain("größe 層");
    expect(text).toContain(String.raw`tokens\x1b[31m`);
    expect(text).not.toContain("\u001b");
  });

  it("is as wide and high as asked for", () => {
    const lines = plot({ width: 33, height: 9 });
    expect(inside(lines)).toHaveLength(9);
    const axis = lines.find((line) => line.includes("└"))!;
    expect(displayWidth(axis.slice(axis.indexOf("└")))).toBe(34);
  });

  it("keeps to ASCII where asked for", () => {
    const broken = { ...law, c: [0.5], d: [50], f: [0.5] };
    const text = plot({ law: broken, ascii: true, x: [1e6, 1e7, 1e8, 1e10] }).join("\n");
    expect(text).toMatch(/^[\x20-\x7e\n]*$/);
    expect(text).toContain("1e6");
    expect(text).toContain("o training rows   x test rows");
    expect(plot({ law: broken }).join("\n")).not.toMatch(/^[\x20-\x7e\n]*$/);
  });

  it("has y linear where a y is not above 0", () => {
    const text = plot({ y: [-2, -1, 0, 1], law: null }).join("\n");
    expect(text).toContain("−2");
    expect(text).not.toContain("law");
  });

  it("tells a cell with both kinds of points", () => {
    const text = plot({ x: [1, 1, 10], y: [1, 1, 2], train: [1, 0, 1], law: null }).join("\n");
    expect(text).toContain("◉ both");
    expect(plot().join("\n")).not.toContain("◉");
  });

  it("survives one point, a constant, a law that leaves the range of doubles, and nothing", () => {
    expect(plot({ x: [5], y: [3], train: [1], law: null }).join("\n")).toContain("●");
    expect(plot({ x: [1, 2], y: [3, 3], train: [1, 1], law: null }).join("\n")).toContain("●");
    const wild = { a: 0, b: 1e300, c0: -300, c: [], d: [], f: [] };
    expect(plot({ law: wild }).join("\n")).toContain("●");
    expect(plot({ x: [], y: [], train: [], law: null })).toEqual([]);
  });

  it("covers the breaks where there are no points", () => {
    const broken = { ...law, c: [0.5, 1], d: [1e3, 1e6], f: [0.5, 0.5] };
    const lines = plot({ x: [], y: [], train: [], law: broken });
    expect([...lines.find((line) => line.includes("└"))!].filter((mark) => mark === "▲")).toHaveLength(2);
    expect(lines.join("\n")).not.toContain("rows");
  });
});
