import { describe, expect, it } from "vitest";
import { backtest, forecast, InputError } from "../../src/index.js";
import { geometric } from "../support/curves.js";

const x = geometric(1e3, 1e6, 20);
const y = x.map((v, i) => 0.1 + 6 * v ** -0.3 * (1 + 0.01 * Math.sin(7 * i)));
const run = { engine: "cpu", threads: 1, starts: 16 } as const;

describe("forecast", () => {
  it("gives rows and a table from arrays", async () => {
    const { rows, table } = await forecast({ x, y }, { ...run, at: ["10x"], level: [0.8] });
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ status: "ok", x: 1e7, level: 0.8, of: "run" });
    expect(Math.abs(Math.log(rows[0].estimate! / (0.1 + 6 * 1e7 ** -0.3)))).toBeLessThan(0.2);
    expect(table.numRows).toBe(1);
    const again = await forecast({ x, y }, { ...run, at: ["10x"], level: [0.8] });
    expect(again.rows).toEqual(rows);
  });

  it("says what it cannot do", async () => {
    expect(() => forecast({ x, y }, { ...run, level: [95] })).toThrow(InputError);
    expect(() => forecast({ x, y }, { ...run, at: ["far"] as never })).toThrow('at is ["far"]: it must be a list');
    await expect(forecast({ x, y: y.map((v) => v - 0.2) }, run)).rejects.toThrow(InputError);
  });
});

describe("backtest", () => {
  it("gives scores of each forecaster", async () => {
    const { rows, table } = await backtest({ x, y }, { ...run, against: ["slope"] });
    expect(new Set(rows.map(({ forecaster }) => forecaster))).toEqual(new Set(["bnsl", "slope"]));
    expect(table.numRows).toBe(rows.length);
    expect(() => backtest({ x, y }, { ...run, against: ["arima"] as never })).toThrow(InputError);
  });
});
