import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readFits } from "../../src/tables/read.js";
import { bnsl, curvesCsv, folderWith } from "./harness.js";

let folder: ReturnType<typeof folderWith>;
let csv: string;
let fits: string;

beforeAll(async () => {
  folder = folderWith({ "curves.csv": curvesCsv([8, 9, 10]) });
  csv = folder.path("curves.csv");
  fits = folder.path("fits.arrow");
  await bnsl(["fit", csv, "--breaks", "0", "-o", fits, "--quiet"]);
});
afterAll(() => folder.remove());

const keysOf = async (path: string) => (await readFits(path)).rows.map(({ key }) => key[0]);

describe("--only", () => {
  it("fits the curves asked for", async () => {
    const output = folder.path("some.arrow");
    const run = await bnsl(["fit", csv, "--breaks", "0", "--only", "c0", "--only", "*2", "-o", output, "--quiet"]);
    expect(run.code).toBe(0);
    expect(await keysOf(output)).toEqual(["c0", "c2"]);
  });

  it("picks curves in every command that reads fits or curves", async () => {
    const predicted = await bnsl(["predict", fits, "--at", "4", "--only", "c1", "--json"]);
    expect(predicted.out.trim().split("\n")).toHaveLength(1);
    expect(predicted.out).toContain('"curve":"c1"');
    expect((await bnsl(["show", fits, "--only", "c[12]", "--only", "c*"])).err).toContain("--only c[12]: no curve is");
    expect((await bnsl(["show", fits, "--only", "c1"])).out).toMatch(/^c1\n/);
    const page = folder.path("page.html");
    const report = await bnsl(["report", fits, "--only", "c1", "-o", page]);
    expect(report.err).toContain(": 1 curve, ");
    const plots = folder.path("plots");
    await bnsl(["plot", fits, "--only", "c1", "--to", "10x", "-o", `${plots}/`, "--no-embed-font"]);
    expect(readFileSync(`${plots}/1-c1.svg`, "utf8")).toContain("<svg");
    for (const command of ["bootstrap", "test-breaks", "audit"]) {
      const run = await bnsl([command, csv, "--fits", fits, "--only", "C1", "--json"]);
      expect(run.err, command).not.toContain("error:");
    }
  });

  it("converts the curves asked for, of a table of curves and of a result", async () => {
    const [some, result] = [folder.path("some.csv"), folder.path("result.arrow")];
    await bnsl(["convert", csv, "--only", "c0", "-o", some]);
    const lines = readFileSync(some, "utf8").trim().split("\n");
    expect(lines).toHaveLength(9);
    expect(lines.slice(1).every((line) => line.startsWith("c0,"))).toBe(true);
    await bnsl(["convert", fits, "--only", "c[0]", "--only", "c2", "-o", result]).then(({ code }) =>
      expect(code).toBe(2),
    );
    await bnsl(["convert", fits, "--only", "c0", "--only", "c2", "-o", result]);
    expect(await keysOf(result)).toEqual(["c0", "c2"]);
    expect((await bnsl(["convert", "-", "--only", "c0", "-o", some])).err).toContain("--only with -");
  });

  it("names the nearest curves where none is called so, and what it cannot go with", async () => {
    for (const words of [
      ["fit", csv, "--only", "d7"],
      ["predict", fits, "--at", "4", "--only", "d7"],
      ["bootstrap", csv, "--fits", fits, "--only", "d7"],
      ["convert", csv, "--only", "d7", "-o", folder.path("none.csv")],
    ]) {
      const run = await bnsl(words);
      expect(run.err, words[0]).toContain(
        "error: --only d7: no curve is called so, and none has this in its name; the curves",
      );
      expect(run.code).toBe(2);
    }
    const shard = await bnsl(["fit", csv, "--only", "c0", "--shard", "1/2", "-o", folder.path("shard.arrow")]);
    expect(shard.err).toContain("--shard and --only exclude each other");
  });
});

describe("--at", () => {
  it("takes multiples of the last x of each curve, repeated, and says so", async () => {
    const run = await bnsl(["predict", fits, "--at", "10x,4", "--at", "2..10x", "--only", "c0"]);
    const lines = run.out.trimEnd().split("\n");
    expect(lines[0].split(/ {2,}/)).toEqual(["curve", "n", "of last x", "x", "y"]);
    expect(lines.slice(1).map((line) => line.split(/ +/).slice(2, -1).join(" "))).toEqual([
      "10x 1280",
      "4",
      "2x 256",
      "5x 640",
      "10x 1280",
    ]);
  });

  it("is for intervals in bnsl fit", async () => {
    expect((await bnsl(["fit", csv, "--at", "10x"])).err).toContain("--at is for intervals: give --bootstrap 1000");
  });
});
