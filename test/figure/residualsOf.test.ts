import { describe, expect, it } from "vitest";
import { bnsl } from "../../src/core/forms/evaluate.js";
import { residualDomain, residualName, residualsOf } from "../../src/figure/layout.js";
import { LAW, madePicture } from "./madePicture.js";

describe("residualsOf", () => {
  const picture = madePicture();
  const values = (objective: "log" | "log1p" | "linear") =>
    residualsOf({ ...picture, objective }).map(({ value }) => value);

  it("undoes each objective: y from ŷ and what is left", () => {
    for (const [i, x] of Array.from(picture.x).entries()) {
      const [y, law] = [picture.y[i], bnsl(x, LAW)];
      expect(law * Math.exp(values("log")[i] / 100)).toBeCloseTo(y, 12);
      expect((law + 1) * Math.exp(values("log1p")[i] / 100) - 1).toBeCloseTo(y, 12);
      expect(law + values("linear")[i]).toBeCloseTo(y, 12);
    }
    expect(values("log")[3]).not.toBeCloseTo(values("log1p")[3], 3);
  });

  it("has every point, with what it is to the fit; none without a law", () => {
    const [first, second, ...rest] = Array.from(picture.train);
    const found = residualsOf({ ...picture, train: Uint8Array.from([first, 2, ...rest]) });
    expect(second).toBe(1);
    expect(found[1].part).toBe("aside");
    expect(found.map(({ x }) => x)).toEqual(Array.from(picture.x));
    expect(residualsOf(picture).map(({ part }) => Number(part === "train"))).toEqual(Array.from(picture.train));
    expect(residualsOf({ ...picture, law: null })).toEqual([]);
  });

  it("is called by its objective", () => {
    expect(residualName({ objective: "log", yName: "Loss" })).toBe("residual, %");
    expect(residualName({ objective: "log1p", yName: "Loss" })).toBe("of 1 + Loss, %");
    expect(residualName({ objective: "linear", yName: "Loss" })).toBe("residual");
  });
});

describe("residualDomain", () => {
  const of = (fitted: number[], held: number[]) =>
    residualDomain([
      ...fitted.map((value) => ({ x: 1, value, part: "train" as const })),
      ...held.map((value) => ({ x: 1, value, part: "test" as const })),
    ]);

  it.each<[string, number[], number[], number, number]>([
    ["all fitted points", [1, -2], [], 2, 2.5],
    ["held-out ones near by", [1, -2], [5], 5, 6],
    ["not held-out ones far away", [1, -2], [50], 6, 7],
    ["held-out ones where every fitted one is exact", [0, 0], [-50], 50, 60],
    ["something where all are exact", [0], [], 1, 2],
    ["what is finite", [1, NaN], [Infinity, -2], 2, 2.5],
  ])("holds %s", (_, fitted, held, least, most) => {
    const [lo, hi] = of(fitted, held);
    expect(lo).toBe(-hi);
    expect(hi).toBeGreaterThanOrEqual(least);
    expect(hi).toBeLessThanOrEqual(most);
  });
});
