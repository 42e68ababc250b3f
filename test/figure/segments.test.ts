import { describe, expect, it } from "vitest";
import { bnsl, type BnslParameters } from "../../src/core/forms/evaluate.js";
import { segmentsOf } from "../../src/figure/segments.js";

const sharp: BnslParameters = {
  a: 0.3,
  b: 2,
  c0: 0.2,
  c: [0.5, -0.9, 0.4],
  d: [1e2, 1e4, 1e7],
  f: [0.01, 0.01, 0.01],
};
const laws: [string, BnslParameters][] = [
  ["three breaks", sharp],
  ["breaks in no order", { ...sharp, c: [0.4, 0.5, -0.9], d: [1e7, 1e2, 1e4] }],
  ["b below 0", { ...sharp, b: -2 }],
  ["no break", { ...sharp, c: [], d: [], f: [] }],
];
const EVERYWHERE = [1, 1e9] as const;

/** The geometric middle of a segment, decades away from its breaks. */
const middle = ({ from, to }: { from: number; to: number }) => Math.sqrt(from * to);

describe.each(laws)("segmentsOf %s", (_, law) => {
  const segments = segmentsOf(law, EVERYWHERE);

  it("has one more segment than breaks, end to end over the range", () => {
    expect(segments).toHaveLength(law.d.length + 1);
    expect(segments.map(({ index }) => index)).toEqual(segments.map((_, i) => i));
    expect(segments[0].from).toBe(1);
    expect(segments.at(-1)!.to).toBe(1e9);
    for (const [i, { from }] of segments.slice(1).entries()) expect(from).toBe(segments[i].to);
  });

  it("is the law itself far from its breaks", () => {
    for (const segment of segments) {
      const x = middle(segment);
      expect(Math.abs(segment.value(x) / bnsl(x, law) - 1)).toBeLessThan(1e-6);
    }
  });

  it("meets its neighbour at the break between them, with another slope", () => {
    for (const [i, { to, value, slope }] of segments.slice(0, -1).entries()) {
      expect(segments[i + 1].value(to)).toBeCloseTo(value(to), 12);
      expect(Math.abs(segments[i + 1].slope - slope)).toBeGreaterThan(0.1);
    }
  });

  it("is level where exponents cancel but for rounding, and no sooner", () => {
    const last = (c: number) => segmentsOf({ a: 0.1, b: 2, c0: 0.1 + 0.2, c: [c], d: [10], f: [1] }, [1, 100])[1].slope;
    expect(0.1 + 0.2 - 0.3).not.toBe(0);
    expect(last(-0.3)).toBe(0);
    expect(last(-0.3 + 1e-12)).toBeCloseTo(-1e-12, 15);
  });

  it("has the slope that differences give, of the segment and of the law", () => {
    for (const segment of segments) {
      const x = middle(segment);
      for (const value of [segment.value, (at: number) => bnsl(at, law)]) {
        const rise = Math.log(Math.abs(value(1.001 * x) - law.a) / Math.abs(value(x / 1.001) - law.a));
        expect(rise / (2 * Math.log(1.001))).toBeCloseTo(segment.slope, 6);
      }
    }
  });
});

describe("segmentsOf", () => {
  it("leaves out what lies outside of the range, and cuts the rest to it", () => {
    const segments = segmentsOf(sharp, [1e3, 1e6]);
    expect(segments.map(({ index, from, to }) => [index, from, to])).toEqual([
      [1, 1e3, 1e4],
      [2, 1e4, 1e6],
    ]);
    expect(segmentsOf(sharp, [1e8, 1e9]).map(({ index }) => index)).toEqual([3]);
  });

  it("is far from a smooth law at its break", () => {
    const smooth = { ...sharp, f: [1, 1, 1] };
    const [before] = segmentsOf(smooth, EVERYWHERE);
    expect(Math.abs(before.value(1e2) / bnsl(1e2, smooth) - 1)).toBeGreaterThan(0.05);
    expect(Math.abs(before.value(1e2) / bnsl(1e2, sharp) - 1)).toBeLessThan(0.01);
  });

  it("does not overflow where x / d does", () => {
    const far = { ...sharp, a: 0, c: [0.5], d: [1e-300], f: [0.01] };
    const [, { value }] = segmentsOf(far, [1e-301, 1e15]);
    expect(value(1e12) / bnsl(1e12, far)).toBeCloseTo(1, 6);
  });
});
