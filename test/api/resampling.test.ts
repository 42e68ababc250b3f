import { tmpdir } from "node:os";
import { join } from "node:path";
import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  audit,
  bootstrap,
  fit,
  InputError,
  testBreaks,
  type CurveArrays,
  type CurveDraws,
  type Fits,
} from "../../src/index.js";
import { writeFits } from "../../src/tables/write.js";

/** Two power laws with a floor, off by a fixed pattern; a third curve has too few points to be fitted. */
const curves: CurveArrays = (() => {
  const rows = ["p", "q"].flatMap((name, k) =>
    Array.from({ length: 16 }, (_, i) => {
      const noise = 1 + 0.01 * (((i * i * 7 + k) % 11) / 5 - 1);
      return { name, x: 2 ** i, y: (0.2 + 0.1 * k + 2 * 2 ** (-0.5 * i)) * noise };
    }),
  );
  rows.push({ name: "few", x: 1, y: 2 }, { name: "few", x: 2, y: 1 });
  return { x: rows.map(({ x }) => x), y: rows.map(({ y }) => y), curve: rows.map(({ name }) => name) };
})();

const run = { engine: "cpu", threads: 1 } as const;
const path = join(tmpdir(), `bnsl-resampling-${process.pid}.arrow`);
let fits: Fits;

beforeAll(async () => {
  fits = await fit(curves, { ...run, breaks: [0], starts: 32 });
  await writeFits(fits, path);
});
afterAll(() => rmSync(path, { force: true }));

describe("bootstrap", () => {
  it("gives rows of every curve, the same as a table, and the draws as they come", async () => {
    const draws: CurveDraws[] = [];
    const notes: string[] = [];
    const { rows, table } = await bootstrap(curves, fits, {
      ...run,
      resamples: 50,
      seed: 3,
      band: 2,
      at: [1e6],
      onDraws: (each) => draws.push(each),
      onNote: (line) => notes.push(line),
    });
    expect([...new Set(rows.map(({ key }) => key[0]))]).toEqual(["p", "q", "few"]);
    expect(rows.filter(({ key }) => key[0] === "few")).toMatchObject([{ status: "no-fit", quantity: null }]);
    expect([...table.getChild("estimate")!]).toEqual(rows.map(({ estimate }) => estimate));
    expect(draws.map(({ key, resample }) => [key[0], resample.length])).toEqual([
      ["p", 50],
      ["q", 50],
    ]);
    const meta = JSON.parse(table.schema.metadata.get("bnsl.intervals")!) as Record<string, unknown>;
    expect(meta).toMatchObject({ command: null, engine: "cpu", options: { seed: 3, resamples: 50 } });
    expect(notes.join()).toContain("engine: cpu");
    const a = rows.find(({ key, quantity }) => key[0] === "p" && quantity === "a")!;
    expect(a.estimate).toBe(fits.rows[0].a);
    expect(a.lo!).toBeLessThan(a.estimate!);
    expect(a.hi!).toBeGreaterThan(a.estimate!);
  });

  it("gives the same from a file of fits, and other numbers from another seed", async () => {
    const request = { ...run, resamples: 40, band: 0 };
    const here = await bootstrap(curves, fits, request);
    const there = await bootstrap(curves, path, request);
    expect(there.rows).toEqual(here.rows);
    expect((await bootstrap(curves, fits, { ...request, seed: 1 })).rows).not.toEqual(here.rows);
  });
});

describe("testBreaks and audit", () => {
  it("give a row per curve, and say that Holm's adjustment leaves no chance", async () => {
    const notes: string[] = [];
    const request = { ...run, resamples: 19, starts: 2, onNote: (line: string) => notes.push(line) };
    const { rows, table } = await testBreaks(curves, fits, request);
    expect(rows.map(({ key }) => key[0])).toEqual(["p", "q", "few"]);
    expect([...table.getChild("p_value")!]).toEqual(rows.map(({ pValue }) => pValue));
    expect(rows[2]).toMatchObject({ status: "no-fit", pValue: null, supported: null });
    expect(notes.join()).toContain("Holm's adjustment over 2 curves");
  });

  it("count what the intervals hold", async () => {
    const request = { ...run, simulations: 3, resamples: 39, methods: ["percentile"] } as const;
    const { rows, table } = await audit(curves, fits, request);
    expect(table.numRows).toBe(rows.length);
    const a = rows.filter(({ quantity }) => quantity === "a");
    expect(a.map(({ key, truth }) => [key[0], truth])).toEqual([
      ["p", fits.rows[0].a],
      ["q", fits.rows[1].a],
    ]);
    for (const row of a) expect(row.covered).toBeLessThanOrEqual(row.intervals);
  });
});

describe("what is refused", () => {
  const other = { ...curves, y: Array.from(curves.y, (y, i) => (i === 20 ? 1.001 * y : y)) };
  it.each([
    ["an unknown option", () => bootstrap(curves, fits, { ...run, samples: 3 } as object), 'no option "samples"'],
    ["an option of another call", () => audit(curves, fits, { ...run, alpha: 0.1 } as object), 'no option "alpha"'],
    ["an engine that is not there", () => testBreaks(curves, fits, { engine: "tpu" as "cpu" }), 'engine is "tpu"'],
    ["no thread", () => bootstrap(curves, fits, { ...run, threads: 0 }), "threads is 0"],
    ["too many clusters", () => bootstrap(curves, fits, { ...run, cluster: 17 }), "curve p has 16 different x"],
    ["the same of an audit", () => audit(curves, fits, { ...run, cluster: 17 }), "cluster is 17"],
    [
      "other curves",
      () => bootstrap(other, fits, run),
      "the table of fits does not belong to these curves (arrays): curve q",
    ],
    ["the same from a file", () => audit(other, path, run), `${path} does not belong to these curves`],
    ["a file that is not there", () => bootstrap(curves, "none.arrow", run), "none.arrow: no such file"],
    ["no fits", () => bootstrap(curves, null as never, run), "fits is null: give what fit() returned"],
    [
      "breaks that were not fitted",
      () => testBreaks(curves, fits, { ...run, breaks: 2 }),
      "no curve was fitted with 2 breaks",
    ],
  ])("%s", async (_, call, message) => {
    const error: unknown = await call().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message).toContain(message);
  });
});
