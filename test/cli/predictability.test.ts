import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { EXAMPLE_LAW } from "../../src/uncertainty/predictabilityRequest.js";
import { fakePredictability, type AskedStudy } from "./fakePredictability.js";
import { bnsl, curvesCsv, folderWith } from "./harness.js";

const folder = folderWith({ "curves.csv": curvesCsv([9, 9]) });
afterAll(() => folder.remove());

async function asked(...args: string[]): Promise<AskedStudy> {
  const seen: AskedStudy[] = [];
  const { code, err } = await bnsl(["predictability", ...args], { predictability: fakePredictability(seen) });
  expect(err).not.toContain("error");
  expect(code).toBe(0);
  return seen[0];
}

describe("bnsl predictability", () => {
  it("studies a made-up law where none is given, and says so", async () => {
    const { err, out, code } = await bnsl(["predictability"]);
    expect(code).toBe(0);
    expect(err).toContain("law: a made-up one");
    expect(out).toContain("f 0.05, noise 0.01");
    const { truths, request } = await asked();
    expect(truths[0].law).toEqual(EXAMPLE_LAW);
    expect(request.stops[0]).toBe(0.1);
    expect(request.sharpness).toEqual([0.05, 0.2, 0.5]);
  });

  it("reads every flag", async () => {
    const { request, truths, run } = await asked(
      ...["--law", "a=0.1,b=2,c0=0.1,c1=0.3,d1=1e6,f1=0.2,c2=-0.2,d2=1e8,f2=1", "--stop", "0.1..10:3"],
      ...["--sharpness", "0.05,0.5", "--noise", "0.02", "--repeats", "1,4", "--points-per-decade", "20"],
      ...["--from", "100", "--simulations", "50", "--horizon", "20", "--seed", "9", "--engine", "cpu"],
    );
    expect(truths[0].law).toEqual({
      a: 0.1,
      b: 2,
      c0: 0.1,
      c: [0.3, -0.2],
      d: [1e6, 1e8],
      f: [0.2, 1],
    });
    expect(request).toEqual({
      stops: [0.1, 1, 10],
      sharpness: [0.05, 0.5],
      noise: [0.02],
      repeats: [1, 4],
      pointsPerDecade: 20,
      from: 100,
      simulations: 50,
      horizon: 20,
      seed: 9,
    });
    expect(run.engine).toBe("cpu");
  });

  it("takes the own sharpness of a law that is given", async () => {
    const { request } = await asked("--law", "a=0,b=1,c0=0.1,c1=0.3,d1=1e6,f1=0.2");
    expect(request.sharpness).toBe("own");
    expect(request.noise).toEqual([0.01, 0.05]);
  });

  it("studies the laws of fits with their own noise", async () => {
    const fits = folder.path("fits.arrow");
    expect((await bnsl(["fit", folder.path("curves.csv"), "--breaks", "1", "-o", fits, "--quiet"])).code).toBe(0);
    const { truths, request } = await asked(fits, "--curve", "c1", "--from", "0.01");
    expect(truths.map(({ key }) => key)).toEqual([["c1"]]);
    expect(request.noise).toBe("own");
    const none = await bnsl(["predictability", fits, "--curve", "c7"]);
    expect(none.code).toBe(2);
    expect(none.err).toContain('no curve is called "c7"');
  });

  it("writes the table and prints JSON lines", async () => {
    const path = folder.path("table.csv");
    const { out, err } = await bnsl(["predictability", "--stop", "1,2", "-o", path, "--json"]);
    expect(err).toContain(`wrote 4 rows to ${path}`);
    expect(readFileSync(path, "utf8").split("\n")[0]).toMatch(/^n_breaks,knowledge,stop,sharpness/);
    const lines = out.trim().split("\n");
    expect(lines.map((line) => (JSON.parse(line) as { stop: number }).stop)).toEqual([1, 1, 2, 2]);
  });

  const wrong: [string[], string][] = [
    [["fits.arrow", "--law", "a=0,b=1,c0=0.1,c1=0.3,d1=1e6,f1=0.2"], "both fits.arrow and --law name laws"],
    [["--curve", "c0"], "--curve c0: it names a curve of a table of fits"],
    [["--law", "a=0,b=1,c0=0.1,d1=1e6,f1=0.2"], "c1 is missing; write --law"],
    [["--law", "a=0,b=1,c0=0.1,c1=1,d1=1e6,f1=0.2,g=1"], "g is no parameter of a law with 1 break (it names 1 d)"],
    [["--law", "a=0,a=1"], "write each parameter once as NAME=VALUE"],
    [["--law", "a=0,b=1,c0=0.1"], "the law has no break"],
    [["--stop", "0.1..10"], "--stop 0.1..10: give 0.5,1,2, or a log grid such as 0.1..10:9"],
    [["--stop", "0,1"], '--stop 0,1: "0" is not positive and finite'],
    [["--stop", "1,30"], "--stop 30: the data must end at or before horizon 10"],
    [["--noise", "x"], "--noise x: give 0.01,0.05 for 1 and 5 %, or own"],
    [["--noise", "own"], 'noise is "own", but the law has left none'],
    [["--from", "9e5"], "there are 0 points"],
    [["--engine", "cpu", "--adapter", "x"], "--adapter chooses among GPU adapters"],
    [["-o", "table.txt"], "table.txt"],
  ];
  it.each(wrong)("%j is refused", async (args, message) => {
    const { code, err } = await bnsl(["predictability", ...args]);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});
