import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { loadCurves } from "../../src/curves/load.js";
import { byteSource } from "./sources.js";

const folder = new URL("../../../shared/data/rnsl/", import.meta.url);
const there = existsSync(folder);

/** The benchmark's files, or tables of its shape where they are not there. */
function part(file: string, curves: readonly (readonly [domain: string, model: string, rows: number])[]) {
  if (there) return byteSource(file, readFileSync(new URL(file, folder)), 1 << 16);
  const lines = curves.flatMap(([domain, model, rows], k) =>
    Array.from({ length: rows }, (_, i) => `${domain},task ${k},${model},${(rows - i) * 1e5}.0,0.${i + 1},${i % 2}`),
  );
  const text = ["Domain,Task,Model,Seen Examples,Loss,Training", ...lines].join("\n");
  return byteSource(file, new TextEncoder().encode(text), 1 << 16);
}

const vision = part(
  "benchmark.vision.csv",
  Array.from({ length: 72 }, (_, k) => ["IC", "MiX/B/16", there ? 0 : k + 3]),
);
const language = part("benchmark.lang.csv", [
  ...Array.from({ length: 5 }, () => ["NMT", '"6 Enc, 6 Dec"', 10] as const),
  ...Array.from({ length: 5 }, () => ["LM", "1.07e+09", 40] as const),
  ...Array.from({ length: 10 }, () => ["BB", "262M", 43] as const),
]);

describe(there ? "the benchmark" : "tables in the shape of the benchmark", () => {
  test("two files are 92 curves without a flag", async () => {
    const set = await loadCurves([vision, language], {});
    const rows = set.curves.reduce((sum, curve) => sum + curve.x.length, 0);
    const madeUp = Array.from({ length: 72 }, (_, k) => k + 3).reduce((sum, n) => sum + n, 680);
    expect(rows).toBe(there ? 20_282 : madeUp);
    const domains = set.curves.map((curve) => curve.key[0]);
    const count = (domain: string) => domains.filter((name) => name === domain).length;
    expect([set.curves.length, count("IC"), count("NMT"), count("LM"), count("BB")]).toEqual([92, 72, 5, 5, 10]);
    // that rows stand twice is true of the one, and not of the other
    expect(set.notes.filter((note) => !note.includes("exact duplicate"))).toEqual([
      "columns: curve = Domain, Task, Model; x = Seen Examples; y = Loss; train = Training (guessed)",
    ]);
  });

  test("number-like model names and quoted commas stay as written", async () => {
    const models = (await loadCurves([language], {})).curves.map((curve) => curve.key[2]);
    expect(models).toContain("1.07e+09");
    expect(models).toContain("6 Enc, 6 Dec");
  });
});
