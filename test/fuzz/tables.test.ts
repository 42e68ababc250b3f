import fc from "fast-check";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { breakTestsToArrow, readBreakTests } from "../../src/tables/breakTests.js";
import { intervalsToArrow, readIntervals } from "../../src/tables/intervals.js";
import { readFits } from "../../src/tables/read.js";
import { readSuite, suiteToArrow } from "../../src/tables/suite.js";
import { summaryTable } from "../../src/text/summary.js";
import { tableBytes } from "../../src/tables/write.js";
import { scoreSuite } from "../../src/suite/suite.js";
import { madeResult } from "../tables/madeFits.js";
import { madeSuiteMeta } from "../tables/madeSuiteMeta.js";
import { madeIntervals, madeTest, madeUncertaintyMeta } from "../tables/madeUncertainty.js";
import { madeForms, madeSuite } from "../suite/madeSuite.js";
import { BREAK_TEST_DEFAULTS } from "../../src/uncertainty/breakTestRequest.js";
import { FuzzGroup, fuzzTimeout, refusal } from "./cases.js";
import { spoilt } from "./mutations.js";

const group = new FuzzGroup("tables of results");
const formats = ["arrow", "arrows", "csv", "jsonl"] as const;

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "bnsl-fuzz-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What wrote a table, and what reads it. */
function kinds() {
  const { set, fits } = madeSuite();
  const suite = scoreSuite(set, fits, { forms: madeForms, resamples: 20, seed: 1 });
  const meta = madeUncertaintyMeta();
  return {
    fits: [madeResult(), readFits],
    intervals: [intervalsToArrow(madeIntervals(1), meta), readIntervals],
    breakTests: [
      breakTestsToArrow([madeTest()], madeUncertaintyMeta({ options: BREAK_TEST_DEFAULTS })),
      readBreakTests,
    ],
    suite: [suiteToArrow(suite, madeSuiteMeta()), readSuite],
  } as const;
}

it(
  "reads a spoilt table of results, or refuses it",
  async () => {
    for (const [kind, [table, read]] of Object.entries(kinds())) {
      const files = await Promise.all(formats.map((format) => tableBytes(table, format)));
      for (const [i, bytes] of files.entries()) {
        const path = join(folder, `spoilt-${kind}.${formats[i]}`);
        await group.each(1 / 16, spoilt([bytes]), async (changed) => {
          writeFileSync(path, changed);
          try {
            await read(path);
            return "read";
          } catch (error) {
            return refusal(error, path);
          }
        });
      }
    }
  },
  fuzzTimeout,
);

it("whatever fits it reads can be printed", async () => {
  const bytes = await tableBytes(madeResult(), "csv");
  const path = join(folder, "printed.csv");
  await fc.assert(
    fc.asyncProperty(spoilt([bytes]), async (changed) => {
      writeFileSync(path, changed);
      const fits = await readFits(path).catch(() => null);
      if (fits !== null) expect(summaryTable(fits, { sort: "worst", color: false, width: 80 })).not.toBe("");
    }),
    { numRuns: 200, seed: 7 },
  );
});
