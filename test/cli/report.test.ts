import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageFile } from "../../src/node/packageFiles.js";
import { unpackPage } from "../../src/report/unpack.js";
import type { PageData } from "../../src/report/pageData.js";
import { reportPage } from "../../src/api/reportPage.js";
import { readFits } from "../../src/tables/read.js";
import { InputError } from "../../src/core/errors.js";
import { madeRace } from "../tables/madeRace.js";
import { bnsl, curvesCsv, folderWith } from "./harness.js";

let folder: ReturnType<typeof folderWith>;
let data: string;
let fits: string;
let page: string;

beforeAll(async () => {
  // a checkout that was not built has no bundle; one that was is not touched, others may be reading it
  if (!existsSync(packageFile("dist/report/client.js"))) {
    execFileSync(process.execPath, [fileURLToPath(new URL("../../scripts/bundle-page.js", import.meta.url))]);
  }
  const csv = curvesCsv([8, 9, 2]);
  folder = folderWith({ "curves.csv": csv, "other.csv": csv.replaceAll("c0", "d0"), "notes.txt": "none" });
  [data, fits, page] = ["curves.csv", "fits.arrow", "report.html"].map((name) => folder.path(name));
  await bnsl(["fit", data, "--breaks", "0,1", "-o", fits, "--quiet"]);
});
afterAll(() => folder.remove());

describe("bnsl report", () => {
  it("writes one page of the fits and their curves, and says what it wrote", async () => {
    const run = await bnsl(["report", fits, "--data", data, "-o", page]);
    expect(run).toMatchObject({ code: 0, out: "" });
    expect(run.err.trimEnd().split("\n").at(-1)).toMatch(/^wrote .*report\.html: 3 curves, \d+ kB$/);
    const shown = await dataOf(readFileSync(page, "utf8"));
    expect(shown.curves.map(({ key }) => key)).toEqual([["c0"], ["c1"], ["c2"]]);
    expect(shown.rows).toHaveLength(6);
    expect(shown.command).toMatch(/^bnsl report .*fits\.arrow --data .*curves\.csv -o .*report\.html$/);
    expect(readFileSync(page, "utf8")).toContain("<title>Fits of curves.csv</title>");
  });

  it("takes the tables that the fits name where none is given, and a title", async () => {
    const run = await bnsl(["report", fits, "--title", "<My> fits", "-o", page, "--quiet"]);
    expect(run).toEqual({ code: 0, out: "", err: "" });
    expect(readFileSync(page, "utf8")).toContain("<title>&lt;My&gt; fits</title>");
  });

  it("writes to standard output for -", async () => {
    const run = await bnsl(["report", fits, "--data", data, "-o", "-"]);
    expect(run.code).toBe(0);
    expect(run.out).toMatch(/^<!doctype html>[^]*<\/html>\n$/);
    expect(run.err).toMatch(/wrote the page: 3 curves/);
  });

  it("embeds intervals, break tests and an audit of these fits", async () => {
    const tables = ["intervals", "tests", "audit"].map((name) => folder.path(`${name}.arrow`));
    for (const [i, command] of ["bootstrap", "test-breaks", "audit"].entries()) {
      const run = await bnsl([command, data, "--fits", fits, "-o", tables[i], "--quiet"]);
      expect(run.code).toBeLessThan(2);
    }
    const flags = ["--intervals", tables[0], "--breaks-test", tables[1], "--audit", tables[2]];
    const run = await bnsl(["report", fits, "--data", data, ...flags, "-o", page]);
    expect(run.err).not.toContain("error");
    const shown = await dataOf(readFileSync(page, "utf8"));
    for (const table of [shown.intervals, shown.breakTests, shown.audit]) {
      expect(table?.rows.length).toBeGreaterThan(0);
      expect(table?.meta?.keyNames).toEqual(["curve"]);
    }
  });

  it("embeds a race of fitters, whatever its curves", async () => {
    const race = folder.path("race.json");
    writeFileSync(race, JSON.stringify(madeRace()));
    await bnsl(["report", fits, "--data", data, "--fitters", race, "-o", page, "--quiet"]);
    expect((await dataOf(readFileSync(page, "utf8"))).fitters).toEqual(madeRace());
  });

  it.each<[string, () => string[], RegExp]>([
    [
      "a race that is none",
      () => [fits, "--data", data, "--fitters", folder.path("notes.txt"), "-o", page],
      /notes\.txt is not JSON .*give the \.json that `npm run bench:peers -- --save` wrote/,
    ],
    ["no output", () => [fits], /required option .-o, --output <file>. not specified/],
    [
      "another ending",
      () => [fits, "-o", folder.path("report.pdf")],
      /report\.pdf: a report is an HTML page: give a name that ends in \.html/,
    ],
    ["no such folder", () => [fits, "-o", folder.path("none/report.html")], /there is no folder .*none; make it first/],
    ["no fits", () => [data, "-o", page], /curves\.csv is no table of fits|is no table of fits/],
    ["no file of fits", () => [folder.path("none.arrow"), "-o", page], /none\.arrow: no such file/],
    [
      "other curves",
      () => [fits, "--data", folder.path("other.csv"), "-o", page],
      /fits\.arrow: fits of curve c0, which is not in .*other\.csv/,
    ],
    [
      "fits as intervals",
      () => [fits, "--data", data, "--intervals", fits, "-o", page],
      /fits\.arrow is no table of intervals/,
    ],
    ["text as a suite", () => [fits, "--data", data, "--suite", folder.path("notes.txt"), "-o", page], /notes\.txt/],
    [
      "two tables from standard input",
      () => ["-", "--intervals", "-", "-o", page],
      /standard input holds one table: name files for all inputs but one -/,
    ],
  ])("refuses %s", async (_, words, message) => {
    const run = await bnsl(["report", ...words()]);
    expect(run).toMatchObject({ code: 2, out: "" });
    expect(run.err).toMatch(/^error: /);
    expect(run.err).toMatch(message);
  });

  it("asks for the data where the table that was fitted is gone", async () => {
    const csv = folder.path("moved.csv");
    writeFileSync(csv, curvesCsv([8]));
    const moved = folder.path("moved.arrow");
    await bnsl(["fit", csv, "-o", moved, "--quiet"]);
    writeFileSync(csv, curvesCsv([9]));
    const run = await bnsl(["report", moved, "-o", page]);
    expect(run.code).toBe(2);
    expect(run.err).toMatch(/^error: .*give the table that was fitted with --data\n$/);
  });
});

describe("reportPage", () => {
  it("makes the same page from code", async () => {
    const html = await reportPage(data, await readFits(fits), { title: "Mine" });
    expect(html).toContain("<title>Mine</title>");
    const shown = await dataOf(html);
    expect(shown).toMatchObject({ command: null, intervals: null });
    expect(shown.curves.map(({ key }) => key)).toEqual([["c0"], ["c1"], ["c2"]]);
  });

  it("refuses fits of other curves, by key and by value", async () => {
    const known = await readFits(fits);
    await expect(reportPage(folder.path("other.csv"), known)).rejects.toThrow(InputError);
    const changed = folder.path("changed.csv");
    writeFileSync(changed, readFileSync(data, "utf8").replace("c1,1,2.25", "c1,1,2.75"));
    await expect(reportPage(changed, known)).rejects.toThrow(/does not belong to these curves .* curve c1/);
  });
});

function dataOf(html: string): Promise<PageData> {
  return unpackPage(/id="data">([^<]*)<\/script>/.exec(html)![1]);
}
