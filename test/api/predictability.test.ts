import { describe, expect, it } from "vitest";
import { InputError, predictability, type FitResult } from "../../src/index.js";
import { madeMeta, madeRow } from "../tables/madeFits.js";

const cell = { stops: [2], sharpness: [0.2], noise: [0.001], simulations: 4 };
const run = { engine: "cpu", threads: 1 } as const;

describe("predictability", () => {
  it("studies a law of its own, with the number of breaks known and chosen, and gives rows and a table", async () => {
    const notes: string[] = [];
    const law = { a: 0, b: 1, c0: 0, c: [0.5], d: [1e4], f: [0.2] };
    const { rows, table } = await predictability({
      ...cell,
      ...run,
      law,
      onNote: (line) => notes.push(line),
    });
    expect(rows.map(({ knowledge }) => knowledge)).toEqual(["known", "aicc"]);
    expect(table.numRows).toBe(2);
    expect(rows[0]).toMatchObject({ stop: 2, sharpness: 0.2, noise: 0.001, simulations: 4, failed: 0 });
    // so little noise leaves little error in the break's location
    expect(rows[0].locationError).toBeLessThan(0.1);
    expect(notes.join()).toContain("cpu");
  });

  it("says that it takes a law where it is given fits, and refuses a law without breaks", async () => {
    const fits: FitResult = { meta: madeMeta(), rows: [madeRow()] };
    const wrong = predictability(fits as object);
    await expect(wrong).rejects.toThrow(InputError);
    await expect(wrong).rejects.toThrow("predictability takes no fits but a law: give { law: { a, b, c0, c, d, f } }");
    const law = { a: 0, b: 1, c0: 0.1, c: [], d: [], f: [] };
    await expect(predictability({ ...cell, law })).rejects.toThrow("the law has no break");
    await expect(predictability({ columns: { x: "N" } } as object)).rejects.toThrow('there is no option "columns"');
  });
});
