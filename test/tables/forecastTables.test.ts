import { tableFromIPC } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { resolveBacktest, resolveForecast } from "../../src/forecast/request.js";
import { backtestToArrow, forecastsToArrow } from "../../src/tables/forecasts.js";
import { tableBytes } from "../../src/tables/write.js";
import { madeForecast, madeScore } from "./madeForecasts.js";

const made = {
  version: "1.2.3",
  command: null,
  keyNames: ["Task", "level"],
  xName: "N",
  yName: "loss",
  sources: ["made up"],
  engine: "cpu",
  adapter: null,
  notes: [],
  seconds: 1,
};

describe("a table of forecasts", () => {
  const rows = [
    madeForecast({ key: ["a", "b"] }),
    madeForecast({ key: ["a", "b"], quantity: "reach", x: null, target: 0.1, estimate: Infinity, hi: Infinity }),
    madeForecast({ key: ["c", "d"], status: "no-fit", quantity: null, level: null, estimate: null, of: null }),
  ];

  it("comes back from Arrow cell for cell, with how it was made", async () => {
    const options = resolveForecast({ at: ["10x", 5, "test"] });
    const back = tableFromIPC(await tableBytes(forecastsToArrow(rows, { ...made, options }), "arrow"));
    expect(back.schema.fields.slice(0, 2).map(({ name }) => name)).toEqual(["Task", "key.level"]);
    expect([...back.getChild("estimate")!]).toEqual([0.25, Infinity, null]);
    expect([...back.getChild("status")!]).toEqual(["ok", "ok", "no-fit"]);
    const meta = JSON.parse(back.schema.metadata.get("bnsl.forecast")!) as { options: unknown };
    expect(meta.options).toEqual(options);
  });
});

describe("a table of a backtest", () => {
  it("has a row per score, its horizon with or without an end", async () => {
    const rows = [madeScore(), madeScore({ from: 10, to: Infinity, group: null }), madeScore({ group: "LM" })];
    const options = resolveBacktest();
    const back = tableFromIPC(await tableBytes(backtestToArrow(rows, { ...made, options }), "arrow"));
    expect([...back.getChild("to")!]).toEqual([null, Infinity, null]);
    expect([...back.getChild("group")!]).toEqual([null, null, "LM"]);
    expect([...back.getChild("held_95")!]).toEqual([0.95, 0.95, 0.95]);
  });
});
