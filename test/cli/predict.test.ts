import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bnsl, curvesCsv, folderWith } from "./harness.js";

let folder: ReturnType<typeof folderWith>;
let fits: string;

beforeAll(async () => {
  folder = folderWith({ "curves.csv": curvesCsv([8, 2]), "text.txt": "no fits here\n" });
  fits = folder.path("fits.arrow");
  await bnsl(["fit", folder.path("curves.csv"), "--breaks", "0,1", "-o", fits, "--quiet"]);
});
afterAll(() => folder.remove());

describe("bnsl predict", () => {
  it("prints the selected fit of each curve at each x", async () => {
    const run = await bnsl(["predict", fits, "--at", "4,16"]);
    expect(run).toMatchObject({ code: 0, err: "" });
    const lines = run.out.trimEnd().split("\n");
    expect(lines.map((line) => line.split(/ +/))).toEqual([
      ["curve", "n", "x", "y"],
      ["c0", "0", "4", "1.25"],
      ["c0", "0", "16", "0.75"],
      ["c1", "–", "4", "–"],
      ["c1", "–", "16", "–"],
    ]);
  });

  it("prints JSON lines with --json, beside a file too", async () => {
    const lines = '{"curve":"c0","n_breaks":0,"x":4,"y":1.25}\n{"curve":"c1","n_breaks":null,"x":4,"y":null}\n';
    const words = ["predict", fits, "--at", "4", "--json"];
    expect(await bnsl(words)).toEqual({ code: 0, out: lines, err: "" });
    const output = folder.path("predictions.jsonl");
    expect((await bnsl([...words, "-o", output])).out).toBe(lines);
    expect(readFileSync(output, "utf8")).toBe(lines);
  });

  it("writes a log grid for every number of breaks", async () => {
    const output = folder.path("predictions.csv");
    expect(await bnsl(["predict", fits, "--at", "1e2..1e4:3", "--breaks", "all", "-o", output])).toEqual({
      code: 0,
      out: "",
      err: "",
    });
    const rows = readFileSync(output, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => line.split(","));
    expect(rows[0]).toEqual(["curve", "n_breaks", "x", "y"]);
    expect(rows.slice(1).map(([key, n]) => `${key} ${n}`)).toEqual(
      ["c0 0", "c0 1", "c1 0", "c1 1"].flatMap((label) => [label, label, label]),
    );
    const grid = rows.slice(1, 4).map(([, , x, y]) => [Number(x), Number(y)]);
    for (const [i, x] of [100, 1000, 10000].entries()) {
      expect(grid[i][0]).toBeCloseTo(x, 8);
      expect(grid[i][1]).toBeCloseTo(0.25 + 2 / Math.sqrt(x), 12);
    }
  });

  it.each([
    [["--at", "-1"], '--at -1: "-1" is not positive and finite, as every x must be'],
    [["--at", "1e9..1e8:3"], "--at 1e9..1e8:3: a log grid is LOW..HIGH:COUNT with LOW < HIGH"],
    [["--at", "ten"], "--at ten: give values of x such as 1e9,1e10, or a log grid such as 1e9..1e12:7"],
    [["--at", "1", "--breaks", "both"], "--breaks both: give selected, all, or one number of breaks"],
    [["--at", "1", "--breaks", "4"], "no curve was fitted with 4 breaks"],
    [["--at", "1", "-o", "a.doc"], "a.doc: unknown ending .doc"],
  ])("%j is exit code 2", async (words, message) => {
    const run = await bnsl(["predict", fits, ...words]);
    expect(run).toMatchObject({ code: 2, out: "" });
    expect(run.err).toMatch(/^error: /);
    expect(run.err).toContain(message);
  });

  it.each(["none.arrow", "text.txt"])("names a file that holds no fits: %s", async (name) => {
    const run = await bnsl(["predict", folder.path(name), "--at", "1"]);
    expect(run.code).toBe(2);
    expect(run.err).toContain(name);
  });
});
