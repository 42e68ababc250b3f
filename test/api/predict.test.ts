import { describe, expect, it } from "vitest";
import { predict, predictionsToArrow } from "../../src/api/predict.js";
import { InputError } from "../../src/core/errors.js";
import { Status } from "../../src/core/status.js";
import type { FitResult } from "../../src/core/types.js";
import { madeFailure, madeMeta, madeRow } from "../tables/madeFits.js";

const line = { nBreaks: 0, a: 1, b: -2, c0: -1, c: [], d: [], f: [] };
const fits: FitResult = {
  meta: madeMeta(),
  rows: [
    madeRow({ key: ["p", "1"], ...line, selected: false }),
    madeRow({ key: ["p", "1"], a: 0, b: 4, c0: 1, c: [0], d: [3], f: [1] }),
    madeFailure({ key: ["q", "2"], nBreaks: 0 }),
    madeFailure({ key: ["q", "2"], nBreaks: 1 }),
  ],
};

describe("predict", () => {
  it("evaluates the selected row of each curve, x in the order given, and keeps curves without a fit", () => {
    expect(predict(fits, [8, 2])).toEqual({
      keyNames: ["Domain", "Model"],
      rows: [
        { key: ["p", "1"], nBreaks: 1, x: 8, y: expect.closeTo(0.5, 12) as number },
        { key: ["p", "1"], nBreaks: 1, x: 2, y: expect.closeTo(2, 12) as number },
        { key: ["q", "2"], nBreaks: null, x: 8, y: null },
        { key: ["q", "2"], nBreaks: null, x: 2, y: null },
      ],
    });
  });

  it("evaluates one number of breaks, or all", () => {
    const values = (breaks: number | "all") =>
      predict(fits, [3], { breaks }).rows.map((row) => [row.key[0], row.nBreaks, row.y]);
    expect(values(0)).toEqual([
      ["p", 0, expect.closeTo(-5, 12)],
      ["q", 0, null],
    ]);
    expect(values("all")).toEqual([
      ["p", 0, expect.closeTo(-5, 12)],
      ["p", 1, expect.closeTo(4 / 3, 12)],
      ["q", 0, null],
      ["q", 1, null],
    ]);
  });

  it("keeps a curve that lacks the number of breaks asked for", () => {
    const short = { ...fits, rows: fits.rows.slice(0, 3) };
    expect(predict(short, [3], { breaks: 1 }).rows[1]).toEqual({
      key: ["q", "2"],
      nBreaks: 1,
      x: 3,
      y: null,
    });
  });

  it("has a value at 0 where the first exponent lets it", () => {
    const at0 = (c0: number) => {
      const rows = [madeRow({ nBreaks: 1, a: 0.25, b: 4, c0, c: [0.5], d: [3], f: [1], selected: true })];
      return predict({ ...fits, rows }, [0]).rows[0].y;
    };
    // 4·x^0.5 vanishes at 0, 4·x^0 is 4 before the break, 4·x^−0.5 has no end
    expect([-0.5, 0, 0.5].map(at0)).toEqual([0.25, 4.25, null]);
  });

  it("refuses x that are not positive, breaks that nobody has, and a choice that was not made", () => {
    for (const x of [-1, NaN, Infinity]) {
      expect(() => predict(fits, [1, x])).toThrow(
        new InputError(`cannot predict at x = ${x}: x must be a finite number, 0 or above`),
      );
    }
    expect(() => predict(fits, [1], { breaks: 3 })).toThrow(
      new InputError("no curve was fitted with 3 breaks: these fits have 0, 1; ask for one of those"),
    );
    const meta = madeMeta();
    const none: FitResult = {
      meta: { ...meta, options: { ...meta.options, select: "none" } },
      rows: fits.rows.map((row) => ({ ...row, selected: false })),
    };
    expect(() => predict(none, [1])).toThrow(
      "no number of breaks was selected in these fits: ask for one of those fitted (0, 1), or for all",
    );
    expect(predict(none, [1], { breaks: "all" }).rows).toHaveLength(4);
  });

  it("predicts nothing from no rows, and reports what overflows", () => {
    expect(predict({ ...fits, rows: [] }, [1]).rows).toEqual([]);
    const steep = madeRow({ ...line, c0: 20, b: 1, status: Status.AtBound });
    expect(predict({ ...fits, rows: [steep] }, [1e-300]).rows[0].y).toBe(Infinity);
  });
});

describe("predictionsToArrow", () => {
  it("has key columns, n_breaks, x and y, nulls where there is no fit", () => {
    const table = predictionsToArrow(predict(fits, [8]));
    expect(table.schema.fields.map(String)).toEqual([
      "Domain: Utf8",
      "Model: Utf8",
      "n_breaks: Int32",
      "x: Float64",
      "y: Float64",
    ]);
    expect(JSON.parse(JSON.stringify(table.toArray()))).toEqual([
      { Domain: "p", Model: "1", n_breaks: 1, x: 8, y: expect.closeTo(0.5, 12) as number },
      { Domain: "q", Model: "2", n_breaks: null, x: 8, y: null },
    ]);
  });

  it("keeps a key column named x apart from its own", () => {
    const named = { ...fits, meta: madeMeta({ keyNames: ["x", "status"] }) };
    const names = predictionsToArrow(predict(named, [8])).schema.fields.map((field) => field.name);
    expect(names).toEqual(["key.x", "status", "n_breaks", "x", "y"]);
  });

  it("has its columns without any row", () => {
    const table = predictionsToArrow({ keyNames: ["k"], rows: [] });
    expect([table.numRows, table.numCols]).toEqual([0, 4]);
  });
});
