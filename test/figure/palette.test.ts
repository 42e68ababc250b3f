import { describe, expect, it } from "vitest";
import { DARK_PALETTE, LIGHT_PALETTE, PAGE_PALETTE, type Palette } from "../../src/figure/palette.js";

type Rgb = readonly [number, number, number];

/** Linear light of a colour #rrggbb, each 0…1. */
function linear(colour: string): Rgb {
  const part = (at: number): number => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [part(1), part(3), part(5)];
}

const times = (matrix: readonly Rgb[], [r, g, b]: Rgb): Rgb =>
  matrix.map((row) => row[0] * r + row[1] * g + row[2] * b) as unknown as Rgb;
const luminance = ([r, g, b]: Rgb): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;

/** WCAG 2.1. */
function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(linear(one)), luminance(linear(other))].sort((p, q) => p - q);
  return (light + 0.05) / (dark + 0.05);
}

/** What is left of linear light without one kind of cone (Machado, Oliveira and Fernandes 2009, severity 1). */
const sight: Record<string, readonly Rgb[]> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** CIE L*a*b* under D65. */
function lab(light: Rgb): Rgb {
  const clipped = light.map((part) => Math.max(0, Math.min(1, part))) as unknown as Rgb;
  const toXyz: readonly Rgb[] = [
    [0.4124, 0.3576, 0.1805],
    [0.2126, 0.7152, 0.0722],
    [0.0193, 0.1192, 0.9505],
  ];
  const [x, y, z] = times(toXyz, clipped).map((part, i) => {
    const share = part / [0.95047, 1, 1.08883][i];
    return share > 0.008856 ? Math.cbrt(share) : 7.787 * share + 16 / 116;
  });
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function difference(one: string, other: string, matrix: readonly Rgb[]): number {
  const [p, q] = [one, other].map((colour) => lab(times(matrix, linear(colour))));
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

const palettes: [string, Palette][] = [
  ["light", LIGHT_PALETTE],
  ["dark", DARK_PALETTE],
];

describe.each(palettes)("the %s palette", (_, palette) => {
  it.each(["ink", "muted", "break", "segment"] as const)("has words in %s that can be read", (part) => {
    expect(contrast(palette[part], palette.paper)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(["train", "test", "law", "break", "segment", "asymptote"] as const)(
    "has marks in %s that stand out",
    (part) => {
      expect(contrast(palette[part], palette.paper)).toBeGreaterThanOrEqual(3);
    },
  );

  it("has a grid that stays behind the marks", () => {
    expect(contrast(palette.grid, palette.paper)).toBeLessThan(1.6);
  });

  // Shapes differ besides: discs, open diamonds, a line, lines straight up.
  it.each(Object.entries(sight))("keeps train, test, law and break apart under %s", (__, matrix) => {
    const parts = [palette.train, palette.test, palette.law, palette.break];
    const pairs = parts.flatMap((one, i) => parts.slice(i + 1).map((other) => difference(one, other, matrix)));
    expect(Math.min(...pairs)).toBeGreaterThan(10);
  });
});

describe("the measure of these tests", () => {
  it("is that of the standards, and red and green are alike without their cones", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 6);
    expect(difference("#ffffff", "#000000", sight.normal)).toBeCloseTo(100, 1);
    const [red, green] = ["#d04030", "#706030"];
    expect(difference(red, green, sight.normal)).toBeGreaterThan(40);
    expect(difference(red, green, sight.protanopia)).toBeLessThan(5);
  });
});

describe("the page's palette", () => {
  it("names a custom property for every part", () => {
    expect(Object.keys(PAGE_PALETTE)).toEqual(Object.keys(LIGHT_PALETTE));
    for (const [part, value] of Object.entries(PAGE_PALETTE)) expect(value).toBe(`var(--figure-${part})`);
  });
});
