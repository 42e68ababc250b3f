import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { covers, sealOf, windowFile, windowFileNamed, withoutOverlaps } from "../../../src/node/checkpoint/manifest.js";

const place = { first: 3, curves: 2 };
const seal = sealOf("run", place, Buffer.from("rows"));
const file = (first: number, curves: number) => windowFile(first, curves, seal);

describe("names of windows", () => {
  it("say what is in them, sort by place, and are read back", () => {
    expect(file(128, 64).name).toBe(`fits-000000128-64.${seal}.arrow`);
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (first, curves) => {
        expect(windowFileNamed(file(first, curves).name)).toEqual(file(first, curves));
      }),
    );
  });

  it.each([
    "fits.arrow",
    "fits-1-2.arrow",
    `fits-000000128-64.${seal}.arrow.part`,
    `../fits-000000128-64.${seal}.arrow`,
  ])("are not %s", (name) => expect(windowFileNamed(name)).toBeNull());

  it("carry a seal of the run and of every bit", () => {
    expect(seal).not.toBe(sealOf("another run", place, Buffer.from("rows")));
    expect(seal).not.toBe(sealOf("run", place, Buffer.from("rovs")));
    expect(seal).not.toBe(sealOf("run", { ...place, first: 4 }, Buffer.from("rows")));
    expect(seal).not.toBe(sealOf("run", { ...place, curves: 3 }, Buffer.from("rows")));
    expect(seal).toBe(sealOf("run", place, Buffer.from("rows")));
  });
});

describe("windows that were cut differently", () => {
  it("give way to the larger one, so that no curve stands twice", () => {
    const kept = withoutOverlaps([file(128, 64), file(0, 64), file(0, 128), file(64, 64)]);
    expect(kept.map(({ first, curves }) => [first, curves])).toEqual([
      [0, 128],
      [128, 64],
    ]);
  });

  it("cover a window together, and not where one is missing", () => {
    const files = (...cut: [number, number][]) => new Map(cut.map(([first, curves]) => [first, file(first, curves)]));
    expect(covers(files([0, 64], [64, 64]), 0, 128)).toBe(true);
    expect(covers(files([0, 64], [96, 32]), 0, 128)).toBe(false);
    expect(covers(files([0, 0]), 0, 128)).toBe(false);
    // the next window would take the place of the larger one, and its other rows with it
    expect(covers(files([0, 256]), 0, 128)).toBe(false);
    expect(covers(files(), 5, 0)).toBe(true);
  });
});
