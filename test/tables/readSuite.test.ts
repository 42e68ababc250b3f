import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { scoreSuite } from "../../src/suite/suite.js";
import type { SuiteCell, SuiteRequest } from "../../src/suite/suiteResult.js";
import { breakTestsToArrow } from "../../src/tables/breakTests.js";
import { readSuite, suiteToArrow } from "../../src/tables/suite.js";
import { describeSuite } from "../../src/tables/suiteMeta.js";
import { tableBytes, type TableFormat } from "../../src/tables/write.js";
import { failureReason } from "../../src/text/suiteText.js";
import { madeForms, madeSuite } from "../suite/madeSuite.js";
import { madeSuiteMeta } from "./madeSuiteMeta.js";
import { madeTest, madeUncertaintyMeta } from "./madeUncertainty.js";

const formats: TableFormat[] = ["arrow", "arrows", "parquet", "csv", "jsonl"];
const request: SuiteRequest = {
  forms: madeForms,
  groups: { both: ["V", "L"], "V alone": ["V"] },
  compare: [
    ["a", "b"],
    ["b", "c"],
  ],
  resamples: 50,
  seed: 3,
};
const { set, fits } = madeSuite();
const suite = scoreSuite(set, fits, request);
const meta = describeSuite(set, suite, {
  ...madeSuiteMeta({ resamples: 50, seed: 3, groups: request.groups! }),
});
/** What a table cannot say: on how many of several test rows a form's ŷ cannot be used. */
const told = (cell: SuiteCell): SuiteCell => ({
  ...cell,
  unusableTestRows: cell.unusableTestRows === 2 ? null : cell.unusableTestRows,
});
const cells = suite.cells.flat().map(told);

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "bnsl-suite-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, content: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const text = async (format: TableFormat, scored = suite) =>
  Buffer.from(await tableBytes(suiteToArrow(scored, meta), format)).toString();

describe("readSuite", () => {
  it("names the file whose domain is no key column", async () => {
    const changed = suiteToArrow(suite, { ...meta, domainName: "Domaio" });
    const path = put("domain.arrow", await tableBytes(changed, "arrow"));
    await expect(readSuite(path)).rejects.toThrow(
      `${path}: its domain Domaio is none of its key columns; give the table as \`bnsl suite\` wrote it`,
    );
  });

  it.each(["arrow", "arrows", "parquet"] as const)("gives the suite that was written to %s", async (format) => {
    const back = await readSuite(put(`suite.${format}`, await tableBytes(suiteToArrow(suite, meta), format)));
    expect(back.forms).toEqual(madeForms);
    expect(back.cells).toEqual(cells);
    expect(back.sections).toEqual(suite.sections);
    expect(back.meta).toEqual(meta);
  });

  it.each(["csv", "jsonl"] as const)("gives cells, and sections under plain assumptions, from %s", async (format) => {
    const back = await readSuite(put(`suite.${format}`, await text(format)));
    expect(back.cells).toEqual(cells);
    expect(back.meta).toBeNull();
    expect(back.sections).toEqual(scoreSuite(set, fits, { forms: madeForms }).sections);
  });

  it("compares the last form with the others where older metadata do not say", async () => {
    const older = { ...meta, compare: undefined };
    const back = await readSuite(put("old.arrow", await tableBytes(suiteToArrow(suite, older), "arrow")));
    const asked = { ...request, compare: [["c", "a"] as const, ["c", "b"] as const] };
    expect(back.sections).toEqual(scoreSuite(set, fits, asked).sections);
    expect(back.sections).not.toEqual(suite.sections);
  });

  it("does without domains where none were asked for", async () => {
    const scored = scoreSuite(set, fits, { forms: madeForms, domain: "", resamples: 50 });
    const run = describeSuite(set, scored, madeSuiteMeta({ resamples: 50 }));
    const back = await readSuite(put("none.arrow", await tableBytes(suiteToArrow(scored, run), "arrow")));
    expect(back.sections.map(({ kind }) => kind)).toEqual(["all"]);
    expect(back.sections).toEqual(scored.sections);
  });

  it("takes the rows of a curve in any order", async () => {
    const [header, ...lines] = (await text("csv")).trimEnd().split("\n");
    const forms = lines.slice(0, 3); // they name the forms: those of the first curve stay
    const back = await readSuite(put("mixed.csv", [header, ...forms, ...lines.slice(3).reverse()].join("\n")));
    const byKey = (p: SuiteCell, q: SuiteCell) =>
      `${p.key.join()} ${p.form}`.localeCompare(`${q.key.join()} ${q.form}`);
    expect([...back.cells].sort(byKey)).toEqual([...cells].sort(byKey));
  });

  it("keeps parameters that JSON has no number for", async () => {
    const params = { p: -0, q: Infinity, r: -Infinity, s: NaN, t: 0.1 + 0.2 };
    const odd = { ...suite, cells: suite.cells.map((row) => row.map((cell) => ({ ...cell, params }))) };
    for (const format of formats) {
      const path = put(`odd.${format}`, await tableBytes(suiteToArrow(odd, meta), format));
      expect((await readSuite(path)).cells.map((cell) => cell.params)).toEqual(cells.map(() => params));
    }
  });

  it("leaves open on how many test rows a form failed, and says so", async () => {
    const back = await readSuite(put("failed.csv", await text("csv")));
    const failed = back.cells.filter((cell) => cell.unusableTestRows === null);
    expect(failed.map(failureReason)).toEqual(["ŷ ≤ 0 or not finite on some of 2 test rows"]);
  });
});

describe("readSuite refuses", () => {
  const spoilt = async (from: string | RegExp, to: string) => {
    const csv = await text("csv");
    expect(csv.replace(from, to)).not.toBe(csv);
    return readSuite(put("spoilt.csv", csv.replace(from, to)));
  };

  it.each<[string, string | RegExp, string, RegExp]>([
    ["a status that is none", "converged-gradient", "done", /line 2, column status_name: "done" is none of converged-/],
    ["parameters that are no JSON", '"{', '"[', /line 2, column params: \[.* is no JSON object of numbers/],
    ["parameters that are no numbers", '""c"":0.3', '""c"":true, ""d"":0.3', /line 2, column params: /],
    ["a form that is there twice", /^V,m1,b,/m, "V,m1,a,", /line 3: a second row of a for curve V \/ m1/],
    ["a curve that lacks a form", /^V,m2,c,.*\n/m, "", /curve V \/ m2 has no row of c; give the whole table/],
    [
      "a rank that is not the errors'",
      /^(V,m1,a,.*),1,true,/m,
      "$1,2,true,",
      /line 2, column rank: 2, but 1 by the test/,
    ],
    [
      "a winner that is none",
      /^(V,m1,b,.*),2,false,/m,
      "$1,2,true,",
      /line 3, column best: true, but false by the test/,
    ],
    ["other test rows", /^(V,m1,b,.*,4),2,/m, "$1,3,", /line 3, column n_test: 3, but 2 in another row/],
  ])("%s", async (_, from, to, message) => {
    await expect(spoilt(from, to)).rejects.toThrow(message);
  });

  it("a form that the metadata do not name", async () => {
    const path = put("form.arrow", await tableBytes(suiteToArrow(suite, { ...meta, forms: ["a", "b"] }), "arrow"));
    await expect(readSuite(path)).rejects.toThrow(/row 3, column form: c is none of the forms of this suite: a, b/);
  });

  it("other tables, and a table without rows", async () => {
    const tests = breakTestsToArrow([madeTest()], madeUncertaintyMeta());
    await expect(readSuite(put("t.csv", await tableBytes(tests, "csv")))).rejects.toThrow(
      "It looks like a table of break tests. Give a file that `bnsl suite` wrote.",
    );
    const header = (await text("csv")).split("\n")[0];
    await expect(readSuite(put("h.csv", `${header}\n`))).rejects.toThrow("h.csv has no rows: give a suite");
    await expect(readSuite(put("e.jsonl", ""))).rejects.toThrow("e.jsonl has no rows");
  });
});
