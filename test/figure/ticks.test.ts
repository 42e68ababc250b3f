import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { axisOf } from "../../src/figure/panel.js";
import { labelWidth, ticksOf, type Tick, type TickLabel } from "../../src/figure/ticks.js";

const written = ({ base, exponent }: TickLabel): string => (exponent === null ? base : `${base}^${exponent}`);

/** What a person reads: 2.5×10 and −3 for 0.0025. */
function readBack({ base, exponent }: TickLabel): number {
  const text = base.replaceAll("−", "-");
  if (exponent === null) return Number(text);
  const mantissa = text.endsWith("×10") ? text.slice(0, -3) : text.replace("10", "1");
  return Number(`${mantissa}e${exponent.replace("−", "-")}`);
}

const ticks = (log: boolean, domain: readonly [number, number], wanted: number): Tick[] =>
  ticksOf(axisOf(log, domain, [0, 500]), wanted);
const labels = (log: boolean, domain: readonly [number, number], wanted: number): string[] =>
  ticks(log, domain, wanted).flatMap(({ label }) => (label ? [written(label)] : []));

/** What is wrong with the marks of an axis, in words; nothing for good ones. */
function faults(log: boolean, domain: readonly [number, number], wanted: number): string[] {
  const all = ticks(log, domain, wanted);
  const shown = all.filter(({ label }) => label !== null);
  const sorted = shown.map(({ value }) => value).sort((p, q) => p - q);
  const gap = Math.min(...sorted.slice(1).map((value, i) => value - sorted[i]));
  const told: [string, boolean][] = [
    ["outside", all.some(({ value }) => !(value >= domain[0] && value <= domain[1]))],
    ["fewer than two labels", shown.length < 2],
    ["too many labels", shown.length > 3 * wanted],
    ["too many marks", all.length > 150],
    ["misread", shown.some(({ value, label }) => !(Math.abs(readBack(label!) - value) <= 0.01 * gap))],
    ["the same label twice", new Set(shown.map(({ label }) => written(label!))).size < shown.length],
  ];
  return told.flatMap(([fault, found]) => (found ? [`${fault}: ${shown.map(({ value }) => value).join()}`] : []));
}

function holds(log: boolean, domain: readonly [number, number], wanted: number): void {
  const found = faults(log, domain, wanted);
  if (found.length > 0) throw new Error(`${domain.join("…")}, ${wanted} wanted: ${found.join("; ")}`);
}

const wanted = fc.integer({ min: 2, max: 20 });
const decade = fc.double({ min: -300, max: 300, noNaN: true });
/** Spans from a millionth of a decade to thirty. */
const decades = fc.oneof(
  fc.double({ min: 0.1, max: 30, noNaN: true }),
  fc.double({ min: -6, max: 0, noNaN: true }).map((exponent) => 10 ** exponent),
);

describe("ticksOf", () => {
  it("marks every logarithmic axis inside its domain, with labels that can be read back", () => {
    fc.assert(
      fc.property(decade, decades, wanted, (lo, span, count) => {
        const [from, to] = [10 ** lo, 10 ** Math.min(300, lo + span)];
        fc.pre(to > from * (1 + 1e-6));
        holds(true, [from, to], count);
      }),
      { numRuns: 500 },
    );
  });

  it("marks every linear axis so, with negative ends and tiny spans too", () => {
    const size = fc.double({ min: -290, max: 290, noNaN: true }).map((exponent) => 10 ** exponent);
    const place = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(size, place, wanted, (span, at, count) => holds(false, [at * span, (at + 1) * span], count)),
      { numRuns: 500 },
    );
    holds(false, [-3e-4, 5e-4], 5);
    holds(false, [-1e300, 1e300], 5);
  });

  it("has at least two labels where few powers of ten are wanted", () => {
    for (let lo = 0; lo < 1; lo += 0.05) {
      for (let span = 1; span < 9; span += 0.1) {
        expect(faults(true, [10 ** lo, 10 ** (lo + span)], 2)).toEqual([]);
      }
    }
  });

  it.each<[string, boolean, [number, number], number, string[]]>([
    ["powers over many decades", true, [1, 1e8], 4, ["10^0", "10^2", "10^4", "10^6", "10^8"]],
    ["1, 2 and 5 over few", true, [0.9, 110], 6, ["1", "10", "100", "2", "20", "5", "50"]],
    ["round numbers over less than one", true, [2.05, 3.05], 4, ["2.2", "2.4", "2.6", "2.8", "3"]],
    ["negative numbers with a minus sign", false, [-5.2, -1], 4, ["−1", "−2", "−3", "−4", "−5"]],
    ["digits that tell neighbours apart", false, [10000, 10000.03], 3, ["10000", "10000.01", "10000.02", "10000.03"]],
  ])("writes %s", (_, log, domain, count, expected) => {
    expect(labels(log, domain, count).sort()).toEqual([...expected].sort());
  });

  it("has no solid bar of marks where a label stands for very many decades", () => {
    expect(ticks(true, [1e-200, 1e100], 4).every(({ label }) => label !== null)).toBe(true);
    expect(ticks(true, [1, 1e20], 4).some(({ label }) => label === null)).toBe(true);
  });

  it("ends for an axis without any length", () => {
    expect(ticks(false, [3, 3], 5).length).toBeLessThanOrEqual(1);
  });
});

describe("labelWidth", () => {
  it("counts the exponent, smaller than its base", () => {
    const base = labelWidth({ base: "10", exponent: null }, 10);
    const all = labelWidth({ base: "10", exponent: "12" }, 10);
    expect(all).toBeGreaterThan(1.5 * base);
    expect(all).toBeLessThan(2 * base);
  });
});

describe("axisOf", () => {
  it.each([
    [true, [1e-300, 1e300]],
    [true, [3, 3.0001]],
    [false, [-7, 12]],
  ] as const)("leads to pixels and back (log: %s, %j)", (log, domain) => {
    const axis = axisOf(log, domain, [40, 640]);
    expect(axis.at(domain[0])).toBeCloseTo(40, 9);
    expect(axis.at(domain[1])).toBeCloseTo(640, 9);
    for (const pixel of [40, 77, 300.5, 640]) expect(axis.at(axis.invert(pixel))).toBeCloseTo(pixel, 6);
  });

  it("has equal ratios at equal distances only where it is logarithmic", () => {
    const halves = (log: boolean) => axisOf(log, [1, 100], [0, 1]).at(10);
    expect(halves(true)).toBeCloseTo(0.5, 12);
    expect(halves(false)).toBeCloseTo(1 / 11, 12);
  });
});
