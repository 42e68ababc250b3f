import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CurveRows } from "../../src/core/rows/curveRows.js";
import { FirstCurves, sortOrders } from "../../src/text/sortCurves.js";
import { madeFailure, madeRow } from "../tables/madeFits.js";

/** A curve with these errors; without a training error it has no fit. */
function curve(name: string, train: number | null, test: number | null): CurveRows {
  const parts = { key: [name], rmsleTrain: train, rmsleTest: test };
  const row = train === null ? madeFailure({ key: [name] }) : madeRow(parts);
  return { rows: [row], selected: train === null ? null : row, shown: [row] };
}

const error = fc.option(fc.constantFrom(0, 0.1, 0.2, 0.3));
const curves = fc
  .array(fc.tuple(fc.constantFrom("m-9", "m-10", "b"), error, error))
  .map((all) => all.map(([name, train, test]) => curve(name, train, test)));

describe("FirstCurves", () => {
  it("holds the first few of the order that all have, and counts all", () => {
    fc.assert(
      fc.property(curves, fc.constantFrom(...sortOrders), fc.integer({ min: 1, max: 5 }), (all, order, most) => {
        const [few, whole] = [new FirstCurves(order, most), new FirstCurves(order, Infinity)];
        all.forEach((one) => [few, whole].forEach((first) => first.add(one)));
        expect(whole.curves()).toHaveLength(all.length);
        expect(few.count).toBe(all.length);
        few.curves().forEach((one, i) => expect(one).toBe(whole.curves()[i]));
        expect(few.curves()).toHaveLength(Math.min(most, all.length));
      }),
    );
  });
});
