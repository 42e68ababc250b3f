import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import type { FitRun, Io } from "../../src/cli/io.js";
import type { CurveSet } from "../../src/core/types.js";
import { FORECASTERS } from "../../src/forecast/types.js";
import type { BacktestOptions, ForecastOptions } from "../../src/forecast/request.js";
import { madeForecast, madeScore } from "../tables/madeForecasts.js";
import { bnsl, curvesCsv, folderWith } from "./harness.js";

const folder = folderWith({ "curves.csv": curvesCsv([9, 9]) });
afterAll(() => folder.remove());
const curves = folder.path("curves.csv");

interface Asked<Options> {
  readonly set: CurveSet;
  readonly options: Options;
  readonly run: FitRun;
}

function fakeForecast(seen: Asked<ForecastOptions>[] = []): Io["forecast"] {
  return (set, options, run) => {
    seen.push({ set, options, run });
    run.onNote?.("engine: made up");
    run.onEngine?.({ engine: "cpu", adapter: null });
    const [first, ...others] = set.curves;
    return Promise.resolve([
      ...options.level.map((level) => madeForecast({ key: first.key, level })),
      ...others.map(({ key }) => madeForecast({ key, status: "too-few-x", quantity: null, level: null })),
    ]);
  };
}

function fakeBacktest(seen: Asked<BacktestOptions>[] = []): Io["backtest"] {
  return (set, options, run) => {
    seen.push({ set, options, run });
    return Promise.resolve([madeScore(), madeScore({ forecaster: "m4", from: 1.5, to: Infinity, held95Error: null })]);
  };
}

async function asked(...args: string[]): Promise<ForecastOptions> {
  const seen: Asked<ForecastOptions>[] = [];
  const { err } = await bnsl(["forecast", curves, ...args], { forecast: fakeForecast(seen) });
  expect(err).not.toContain("error");
  return seen[0].options;
}

describe("bnsl forecast", () => {
  it("looks two, five and ten times as far where nothing is asked for", async () => {
    expect(await asked()).toEqual({
      at: ["2x", "5x", "10x"],
      target: [],
      level: [0.5, 0.8, 0.95],
      of: "run",
      within: 1000,
      domain: null,
      starts: "auto",
      seed: 0,
    });
    expect((await asked("--target", "0.3")).at).toEqual([]);
  });

  it("reads every flag", async () => {
    const options = await asked(
      ...["--at", "1e9,10x,test,2..8x:3", "--target", "0.3,0.2", "--level", "0.9", "--of", "curve", "--within", "50"],
      ...["--domain", "curve", "--starts", "64", "--seed", "7"],
    );
    expect(options).toEqual({
      at: [1e9, "10x", "test", "2x", "4x", "8x"],
      target: [0.3, 0.2],
      level: [0.9],
      of: "curve",
      within: 50,
      domain: "curve",
      starts: 64,
      seed: 7,
    });
  });

  it.each([
    [["--at", "10y"], "--at 10y: give values of x"],
    [["--at", "5..2x"], "--at 5..2x: give values of x"],
    [["--at", "0x"], "--at 0x: give values of x"],
    [["--level", "95"], "--level [95]: it must be a list of shares between 0 and 1"],
    [["--target", "-1"], "--target -1: "],
    [["--of", "seed"], "Allowed choices are run, curve"],
    [["--domain", "nobody"], 'the domain "nobody" is no key column'],
  ])("refuses %j", async (args, message) => {
    const { code, err } = await bnsl(["forecast", curves, ...args]);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });

  it("prints a line for each x, names curves without a forecast, and ends with 1 for them", async () => {
    const { code, out, err } = await bnsl(["forecast", curves], { forecast: fakeForecast() });
    expect(out).toMatch(/^curve +what +estimate +50 % +80 % +95 %$/m);
    expect(out).toMatch(/y at 4e6 +0\.25 +0\.2 to 0\.3 +0\.2 to 0\.3 +0\.2 to 0\.3/);
    expect(out).toContain("Calibrated by backtests of 12 curves; of the 1 curve shown, 1 has backtests of its own.");
    expect(err).toMatch(/no forecast for 1 curve:\n.*fewer than 7 distinct training x/);
    expect(code).toBe(1);
  });

  it("writes a table that says how it was made", async () => {
    const file = folder.path("forecast.csv");
    const { err } = await bnsl(["forecast", curves, "-o", file, "--quiet"], { forecast: fakeForecast() });
    expect(err).toContain("no forecast for 1 curve");
    const [head, first] = readFileSync(file, "utf8").split("\n");
    expect(head).toBe("curve,quantity,x,target,level,estimate,lo,hi,of,y,origins,curves,status");
    expect(first).toContain(",y,4000000,,0.5,0.25,0.2,0.3,run,,4,12,ok");
  });
});

describe("bnsl backtest", () => {
  it("compares with every other form where none is named", async () => {
    const seen: Asked<BacktestOptions>[] = [];
    const { code, out } = await bnsl(["backtest", curves], { backtest: fakeBacktest(seen) });
    expect(code).toBe(0);
    expect(seen[0].options).toEqual({ ahead: 4, against: FORECASTERS.slice(1), domain: null, starts: "auto", seed: 0 });
    expect(out).toMatch(/^origins: all +bnsl +20 +50\.0 +80\.0 +90\.0 +95\.0 +2\.0 +2\.50/m);
    expect(out).toMatch(/^origins: x times over 1\.5 +m4 .* – /m);
  });

  it("prints Markdown, and takes a ratio and names", async () => {
    const seen: Asked<BacktestOptions>[] = [];
    const flags = ["--ahead", "10x", "--against", "m4,slope", "--markdown"];
    const { out } = await bnsl(["backtest", curves, ...flags], { backtest: fakeBacktest(seen) });
    expect(seen[0].options).toMatchObject({ ahead: 10, against: ["m4", "slope"] });
    expect(out).toContain("### origins: all\n\n| forecasts | curves |");
    const none = await bnsl(["backtest", curves, "--against", ""], { backtest: fakeBacktest(seen) });
    expect(none.code).toBe(0);
    expect(seen[1].options.against).toEqual([]);
  });

  it.each([
    [["--against", "m9"], "it must be a list of m1, m2, m3, m4, slope"],
    [["--ahead", "1"], "--ahead 1: it must be a ratio of x above 1"],
  ])("refuses %j", async (args, message) => {
    const { code, err } = await bnsl(["backtest", curves, ...args]);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });
});
