import { describe, expect, it } from "vitest";
import { bnsl, type BnslParameters } from "../../src/core/forms/evaluate.js";
import { directionOf, quantitiesOf, reach, toReported } from "../../src/uncertainty/quantities.js";

const law: BnslParameters = { a: 0.1, b: 3, c0: 0.05, c: [-0.2, 0.4], d: [1e8, 1e6], f: [0.3, 0.1] };
const range = [1e3, 1e9] as const;
const falling = { positive: true, direction: "falling" } as const;
const nothing = { at: [], band: 0, target: null };

describe("quantitiesOf", () => {
  it("lists the parameters, the slopes, and what was asked for", () => {
    const names = quantitiesOf(2, { at: [1e10], band: 2, target: 0.3 }, range, falling).map(
      ({ quantity, index, x }) => `${quantity}${index ?? ""}${x === null ? "" : ` at ${x}`}`,
    );
    expect(names).toEqual([
      "a",
      "b",
      "c0",
      "c1",
      "d1",
      "f1",
      "c2",
      "d2",
      "f2",
      "slope0",
      "slope1",
      "slope2",
      "prediction at 10000000000",
      "reach",
      "band at 1000",
      "band at 10000000000",
    ]);
    expect(quantitiesOf(0, nothing, range, falling)).toHaveLength(4);
  });

  it("reads each from a law, and works on logarithms where it says so", () => {
    const specs = quantitiesOf(2, { at: [1e10], band: 0, target: 0.2 }, range, falling);
    const reported = Object.fromEntries(
      specs.map((spec) => [`${spec.quantity}${spec.index ?? ""}`, spec.reported(law)]),
    );
    expect(reported).toMatchObject({ a: 0.1, b: 3, c0: 0.05, c1: -0.2, d1: 1e8, f2: 0.1 });
    expect(reported.prediction).toBe(bnsl(1e10, law));
    expect(reported.reach).toBe(reach(law, 0.2, 1e3));
    for (const spec of specs) {
      const log = ["d", "f", "prediction", "reach"].includes(spec.quantity);
      expect(spec.scale).toBe(log ? "log" : "linear");
      expect(spec.value(law)).toBe(log ? Math.log(spec.reported(law)) : spec.reported(law));
      expect(toReported(spec, spec.value(law))).toBeCloseTo(spec.reported(law), log ? 4 : 15);
    }
  });

  it("takes slopes from the left, in whatever order the breaks are listed", () => {
    const slopes = quantitiesOf(2, nothing, range, falling).filter(({ quantity }) => quantity === "slope");
    // the break at 1e6 comes first
    [-0.05, -0.45, -0.25].forEach((slope, i) => expect(slopes[i].value(law)).toBeCloseTo(slope, 15));
    // it is the slope of ln(y − a) between the breaks
    const between = Math.log((bnsl(1.1e7, law) - 0.1) / (bnsl(1e7, law) - 0.1)) / Math.log(1.1);
    expect(between).toBeCloseTo(-0.45, 2);
  });

  it("predicts on the plain scale where y may be below 0, and puts what is not above 0 at −Infinity of the other", () => {
    const below: BnslParameters = { a: -1, b: 1, c0: 1, c: [], d: [], f: [] };
    const [linear] = quantitiesOf(0, { ...nothing, at: [10] }, range, { ...falling, positive: false }).slice(-1);
    expect([linear.scale, linear.value(below)]).toEqual(["linear", bnsl(10, below)]);
    const [log] = quantitiesOf(0, { ...nothing, at: [10] }, range, falling).slice(-1);
    expect([log.value(below), toReported(log, log.value(below))]).toEqual([-Infinity, 0]);
    const [a] = quantitiesOf(0, nothing, range, falling);
    expect([a.scale, a.value({ ...below, a: 0 })]).toEqual(["linear", 0]);
  });

  it("draws the band on a log grid over the curve and all of at, its ends as they are given", () => {
    const xs = (at: number[], band: number) =>
      quantitiesOf(0, { ...nothing, at, band }, range, falling)
        .filter(({ quantity }) => quantity === "band")
        .map(({ x }) => x!);
    expect(xs([], 4)).toEqual([1e3, expect.closeTo(1e5, 5), expect.closeTo(1e7, 3), 1e9]);
    expect(xs([1e12, 5], 2)).toEqual([1e3, 1e12]);
    expect([xs([], 1), xs([], 0)]).toEqual([[1e3], []]);
  });

  it("never reaches: Infinity, on both scales", () => {
    const [never] = quantitiesOf(2, { ...nothing, target: 0.05 }, range, falling).slice(-1);
    expect([never.value(law), never.reported(law)]).toEqual([Infinity, Infinity]);
  });

  it("looks for a target in the direction that it is told", () => {
    const growing: BnslParameters = { a: 0, b: 1, c0: -0.5, c: [], d: [], f: [] };
    const spec = (direction: "falling" | "rising") =>
      quantitiesOf(0, { ...nothing, target: 1e4 }, range, { positive: true, direction }).slice(-1)[0];
    expect(spec("rising").reported(growing)).toBeCloseTo(1e8, 3);
    expect(spec("falling").reported(growing)).toBe(1e3);
  });
});

describe("toReported", () => {
  it("gives a bound back as it was, so that an interval that begins there holds it", () => {
    const f1 = quantitiesOf(2, nothing, range, falling).find(({ quantity }) => quantity === "f")!;
    for (const bound of [0.01, 10, 1e3, 1e12, 2.621e9, 1e-9]) {
      const at: BnslParameters = { ...law, f: [bound, 0.1] };
      expect(toReported(f1, f1.value(at))).toBe(bound);
    }
    expect([toReported(f1, Infinity), toReported(f1, -Infinity)]).toEqual([Infinity, 0]);
  });
});

describe("places and targets", () => {
  it("are at multiples of the last x, each target with its own x", () => {
    const specs = quantitiesOf(0, { at: ["10x", 5], band: 0, target: [0.3, 0.2, 0.3] }, range, falling);
    const asked = specs.filter(({ quantity }) => quantity === "prediction" || quantity === "reach");
    expect(asked.map(({ x, timesLast, target }) => [x, timesLast, target])).toEqual([
      [10 * range[1], 10, null],
      [5, null, null],
      [null, null, 0.3],
      [null, null, 0.2],
    ]);
  });
});

describe("directionOf", () => {
  it("goes by the ends of the data, and by the sign of b where they are equal", () => {
    expect(directionOf(law, range, null)).toBe("falling");
    expect(directionOf({ ...law, b: -3 }, range, null)).toBe("rising");
    expect(directionOf({ a: 0, b: 1, c0: -0.5, c: [], d: [], f: [] }, range, null)).toBe("rising");
    const flat = { ...law, c0: 0, c: [0, 0] };
    const directions = [flat, { ...flat, b: -1 }].map((level) => directionOf(level, range, null));
    expect(directions).toEqual(["falling", "rising"]);
  });

  it("of a level law is where the target lies, so that it is never reached", () => {
    for (const c0 of [0, 1e-17, -1e-17]) {
      const level: BnslParameters = { a: 0, b: 2.5, c0, c: [], d: [], f: [] };
      for (const target of [1, 3]) {
        expect(reach(level, target, range[0], directionOf(level, range, target))).toBe(Infinity);
      }
    }
  });
});
