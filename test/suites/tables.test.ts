import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { lawValue, type Truth } from "../../bench/suites/law.js";
import { suiteTables } from "../../bench/suites/tables.js";

const committed = (name: string) => readFileSync(new URL(`../../bench/suites/${name}`, import.meta.url), "utf8");
const rows = (name: string) => parse<Record<string, string>>(committed(name), { columns: true });
const keyOf = (row: Record<string, string>) => [row.Domain, row.Task, row.Model].join("|");

describe("the committed suite", () => {
  it("is what the generator writes, byte for byte", () => {
    for (const [name, text] of Object.entries(suiteTables())) {
      expect(text === committed(name), `${name} is not what "npm run suite" writes`).toBe(true);
    }
    expect(suiteTables(1)["default.csv"] === committed("default.csv")).toBe(false);
  });

  it("is small", () => {
    expect(committed("default.csv").length + committed("default.truth.csv").length).toBeLessThan(700_000);
  });

  it("has noise of the stored size about the stored laws", () => {
    const truths = new Map(rows("default.truth.csv").map((row) => [keyOf(row), readTruth(row)]));
    const scaled = rows("default.csv").map((row) => {
      const truth = truths.get(keyOf(row))!;
      return (Math.log(Number(row.Loss)) - Math.log(lawValue(truth, Number(row["Seen Examples"])))) / truth.sigma;
    });
    expect(Math.max(...scaled.map(Math.abs))).toBeLessThan(5.5);
    expect(Math.abs(mean(scaled))).toBeLessThan(0.05);
    expect(mean(scaled.map((z) => z * z))).toBeGreaterThan(0.94);
    expect(mean(scaled.map((z) => z * z))).toBeLessThan(1.06);
  });

  it("has every language-model row four times, and rows that are not in the order of x", () => {
    const table = rows("default.csv");
    const copies = new Map<string, number>();
    for (const row of table.filter(({ Domain }) => Domain === "LM")) {
      const text = JSON.stringify(row);
      copies.set(text, (copies.get(text) ?? 0) + 1);
    }
    expect(new Set(copies.values())).toEqual(new Set([4]));
    const backwards = new Set<string>();
    table.forEach((row, i) => {
      const before = table[i - 1];
      if (before && keyOf(before) === keyOf(row) && Number(before["Seen Examples"]) > Number(row["Seen Examples"])) {
        backwards.add(keyOf(row));
      }
    });
    expect(backwards.size).toBe(72 + 5);
  });
});

function readTruth(row: Record<string, string>): Truth {
  const breaks = [1, 2].slice(0, Number(row.n_breaks)).map((i) => {
    return { c: Number(row[`c${i}`]), d: Number(row[`d${i}`]), f: Number(row[`f${i}`]) };
  });
  return { a: Number(row.a), b: Number(row.b), c0: Number(row.c0), breaks, sigma: Number(row.sigma) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
