import { describe, expect, it } from "vitest";
import { bnsl, type BnslParameters } from "../../src/core/forms/evaluate.js";
import { identifiedBreaks, matchBreaks } from "../../src/uncertainty/breakMatching.js";

const range = [1e3, 1e9] as const;
const reference: BnslParameters = {
  a: 0.1,
  b: 5,
  c0: 0.1,
  c: [0.3, -0.2, 0.4, 0.1],
  d: [1e4, 1e5, 1e6, 1e7],
  f: [0.2, 0.5, 0.05, 1],
};

describe("matchBreaks", () => {
  it("recovers every permutation of the same breaks, a little moved", () => {
    const moved = (i: number) => 1 + 0.3 * Math.sin(7 * i + 1);
    const orders = permutations([0, 1, 2, 3]);
    expect(orders).toHaveLength(24);
    for (const order of orders) {
      const law = {
        ...reference,
        c: order.map((i) => reference.c[i] * moved(i)),
        d: order.map((i) => reference.d[i] * moved(i + 4)),
        f: order.map((i) => reference.f[i] * moved(i + 8)),
      };
      const matched = matchBreaks(reference, law, range);
      expect(matched.d).toEqual(reference.d.map((d, i) => d * moved(i + 4)));
      expect(matched.c).toEqual(reference.c.map((c, i) => c * moved(i)));
      expect(matched.f).toEqual(reference.f.map((f, i) => f * moved(i + 8)));
      for (const x of [1e3, 3e5, 1e12]) expect(bnsl(x, matched) / bnsl(x, law)).toBeCloseTo(1, 13);
    }
  });

  it("is not sorting: two breaks that crossed keep their c", () => {
    const two = { ...reference, c: [0.4, -0.3], d: [9e5, 1.1e6], f: [0.1, 0.1] };
    const crossed = { ...two, c: [-0.3, 0.4], d: [9.5e5, 1.05e6] };
    expect(matchBreaks(two, crossed, range).c).toEqual([0.4, -0.3]);
  });

  it("goes by the places where those differ, whatever the c", () => {
    const two = { ...reference, c: [0.4, -0.3], d: [1e4, 1e8], f: [0.1, 0.1] };
    const swapped = { ...two, c: [-0.3, 0.4] };
    expect(matchBreaks(two, swapped, range)).toEqual(swapped);
    // a merged pair with wild exponents does not pull at the third
    const three = { ...reference, c: [0.3, 0.3, 0.3], d: [1e4, 1e6, 1e8], f: [0.1, 0.1, 0.1] };
    const wild = { ...three, c: [0.3, 20, -19.5], d: [9e7, 1e4, 1.2e4] };
    expect(matchBreaks(three, wild, range).d[2]).toBe(9e7);
  });

  it("tells breaks at one place by their sharpness", () => {
    const two = { ...reference, c: [0.3, 0.3], d: [1e6, 1e6], f: [0.05, 1] };
    const other = { ...two, f: [0.9, 0.06] };
    expect(matchBreaks(two, other, range).f).toEqual([0.06, 0.9]);
  });

  it("leaves ties and breaks far outside the data in the order they have", () => {
    const far = { ...reference, c: [0.3, 0.3], d: [1e300, 1e200], f: [0, 0] };
    expect(matchBreaks({ ...far, d: [1e6, 1e7] }, far, range)).toEqual(far);
    const one = { ...reference, c: [1], d: [1e5], f: [0.1] };
    expect(matchBreaks(one, { ...one, d: [1e99] }, range).d).toEqual([1e99]);
  });

  it("refuses laws of other numbers of breaks", () => {
    expect(() => matchBreaks(reference, { ...reference, c: [1], d: [1], f: [1] }, range)).toThrow(
      "a law of 1 breaks cannot be matched to one of 4",
    );
  });
});

describe("identifiedBreaks", () => {
  const law = { ...reference, c: [0.3, -0.2], d: [1e5, 1e7], f: [0.1, 0.1] };

  it("holds for breaks that stand apart inside the data", () => {
    expect(identifiedBreaks(law, range)).toEqual([true, true]);
    expect(identifiedBreaks({ ...law, c: [], d: [], f: [] }, range)).toEqual([]);
  });

  it("fails on and beyond the first and the last x", () => {
    expect(identifiedBreaks({ ...law, d: [1e3, 1e9] }, range)).toEqual([false, false]);
    expect(identifiedBreaks({ ...law, d: [1.001e3, 1.001e9] }, range)).toEqual([true, false]);
  });

  it("fails for both of a pair within 2 % of the range, also where one of them stands outside", () => {
    const step = Math.exp(0.02 * Math.log(1e6));
    expect(identifiedBreaks({ ...law, d: [1e5, 1e5 * step * 0.999] }, range)).toEqual([false, false]);
    expect(identifiedBreaks({ ...law, d: [1e5, 1e5 * step * 1.001] }, range)).toEqual([true, true]);
    expect(identifiedBreaks({ ...law, d: [9.9e8, 1.01e9] }, range)).toEqual([false, false]);
  });

  it("fails without a change of slope but rounding", () => {
    expect(identifiedBreaks({ ...law, c: [1e-8, -0.2] }, range)).toEqual([false, true]);
    expect(identifiedBreaks({ ...law, c: [1e-4, -0.2] }, range)).toEqual([true, true]);
    expect(identifiedBreaks({ ...law, c0: 0, c: [0, 0] }, range)).toEqual([false, false]);
  });
});

function permutations(of: readonly number[]): number[][] {
  if (of.length === 0) return [[]];
  return of.flatMap((first) => permutations(of.filter((one) => one !== first)).map((rest) => [first, ...rest]));
}
