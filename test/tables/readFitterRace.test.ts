import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { solvedCount, timeToShare } from "../../src/core/statistics/successProfile.js";
import { isSampled, timesOf } from "../../src/report/client/fitters.js";
import { readFitterRace } from "../../src/tables/race.js";
import { folderWith } from "../cli/harness.js";
import { madeRace } from "./madeRace.js";

const race = madeRace();
const [ours, scipy] = race.fitters;
const bad: Record<string, unknown> = {
  "list.json": [],
  "none.json": { ...race, fitters: [] },
  "words.json": { ...race, fitters: [{ ...ours, runs: [{ solveSeconds: [["soon"]], seconds: 1 }] }] },
  "short.json": { ...race, fitters: [{ ...scipy, runs: [{ solveSeconds: [[1, 2]], seconds: 1 }] }] },
  "early.json": { ...race, fitters: [{ ...scipy, runs: [{ solveSeconds: [[-1, 1, 1, 1]], seconds: 1 }] }] },
};
const folder = folderWith({
  "race.json": JSON.stringify(race),
  "race.csv": "fitter,seconds\nSciPy,1\n",
  ...Object.fromEntries(Object.entries(bad).map(([name, value]) => [name, JSON.stringify(value)])),
});
afterAll(() => folder.remove());

describe("readFitterRace", () => {
  it("reads what was written", async () => {
    expect(await readFitterRace(folder.path("race.json"))).toEqual(race);
  });

  it("reads every race that this repository keeps", async () => {
    const results = fileURLToPath(new URL("../../bench/results/", import.meta.url));
    const kept = readdirSync(results).filter((name) => /^peers-.*\.json$/.test(name));
    expect(kept.length).toBeGreaterThan(0);
    for (const name of kept) {
      const { curves, fitters } = await readFitterRace(results + name);
      const [{ runs }] = fitters.filter((fitter) => !isSampled(fitter));
      expect(timesOf(runs[0])).toHaveLength(curves);
      expect(solvedCount(timesOf(runs[0]))).toBeGreaterThan(0);
    }
  });

  it.each([
    ["race.csv", /race\.csv is not JSON .*bench:peers -- --save/],
    ["list.json", /list\.json is no race of fitters: all of it: /],
    ["none.json", /no race of fitters: fitters: .*give the \.json/],
    ["words.json", /fitters\.0\.runs\.0\.solveSeconds\.0\.0: .*number/],
    ["early.json", /fitters\.0\.runs\.0\.solveSeconds\.0\.0: /],
    ["short.json", /SciPy has solve times of 2 curves, but 4 were raced/],
  ])("refuses %s and says what to give", async (name, message) => {
    await expect(readFitterRace(folder.path(name))).rejects.toThrow(message);
  });
});

describe("timesOf", () => {
  it("is infinite for curves that were never solved", () => {
    const times = timesOf(scipy.runs[0]);
    expect(times).toEqual([1, 10, Infinity, Infinity]);
    expect([timeToShare(times, 0.5), timeToShare(times, 0.9)]).toEqual([10, Infinity]);
  });
});
