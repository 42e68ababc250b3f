import { describe, expect, it } from "vitest";
import { driftOf } from "../../bench/soak/drift.js";
import { madeSet, madeSpecs } from "../../bench/soak/madeTables.js";
import { rowErrors } from "../../bench/soak/rowErrors.js";
import { soakText, type Sample, type SoakResult } from "../../bench/soak/soakReport.js";
import { Draws, Purpose } from "../../bench/suites/draws.js";
import { madeRow } from "../tables/madeFits.js";

const hours = Array.from({ length: 240 }, (_, i) => i / 240);

describe("a drift", () => {
  it("is the slope of a line, with no doubt where there is no noise", () => {
    const drift = driftOf(
      hours,
      hours.map((hour) => 5 + 3 * hour),
    );
    expect(drift.perHour).toBeCloseTo(3, 9);
    expect(drift.low).toBeCloseTo(3, 9);
    expect(drift.high).toBeCloseTo(3, 9);
    expect(drift.largest).toBeCloseTo(5 + 3 * hours[239], 9);
  });

  it("has an interval that holds the slope about 95 times of 100, and 0 where there is none", () => {
    const held = (slope: number) =>
      Array.from({ length: 400 }, (_, i) => {
        const draws = new Draws(7, i, Purpose.Noise);
        const { low, high } = driftOf(
          hours,
          hours.map((hour) => slope * hour + draws.normal()),
        );
        return low! <= slope && slope <= high!;
      }).filter(Boolean).length;
    // 380 ± 4.4 by the binomial law
    expect(held(0)).toBeGreaterThan(360);
    expect(held(0)).toBeLessThan(396);
    expect(held(2)).toBe(held(0));
  });

  it("is not told of a stretch or two", () => {
    expect(driftOf([0, 0.5], [1, 2])).toEqual({
      first: 1,
      last: 2,
      largest: 2,
      perHour: null,
      low: null,
      high: null,
    });
  });
});

describe("rows of a disturbed run", () => {
  const rows = [madeRow({ key: ["a"], nBreaks: 0 }), madeRow({ key: ["b"], nBreaks: 0 })];

  it("are right where every bit is", () => {
    expect(rowErrors(structuredClone(rows), rows)).toEqual({ rows: 2, wrong: 0, first: null });
  });

  it.each([
    ["the last bit of a number", { rmsleTrain: rows[1].rmsleTrain! * (1 + Number.EPSILON) }, "rmsleTrain"],
    ["the sign of 0", { objective: -0 }, "objective"],
    ["another key", { key: ["c"] }, "key"],
  ])("are wrong by %s", (_, other, name) => {
    const reference = [rows[0], { ...rows[1], objective: 0 }];
    const found = [rows[0], { ...reference[1], ...other }];
    const { wrong, first } = rowErrors(found, reference);
    expect(wrong).toBe(1);
    expect(first).toContain("row 1 (b; n = 0): ");
    expect(first).toContain(name);
  });

  it("are wrong where one is missing, too many, or out of its place", () => {
    expect(rowErrors(rows.slice(0, 1), rows)).toMatchObject({ wrong: 1, first: "1 rows instead of 2" });
    expect(rowErrors([...rows, rows[0]], rows)).toMatchObject({ rows: 3, wrong: 1 });
    expect(rowErrors(rows.toReversed(), rows).wrong).toBe(2);
  });
});

describe("made-up tables", () => {
  it("are the same for the same numbers, above 0, and another's for another seed", () => {
    for (const spec of madeSpecs(["cpu"])) {
      const set = madeSet(spec, 3);
      expect(set).toEqual(madeSet(spec, 3));
      expect(set.curves).toHaveLength(spec.curves);
      expect(set.curves.every(({ y }) => y.every((each) => each > 0))).toBe(true);
      expect(madeSet(spec, 4).curves).not.toEqual(set.curves);
      expect(new Set(set.curves.map(({ key }) => key.join())).size).toBe(spec.curves);
    }
  });
});

describe("what a soak says", () => {
  const held = {
    heap: 1,
    external: 1,
    devices: 0,
    buffers: 0,
    threads: 0,
    files: 20,
    children: 0,
    temporary: 0,
  };
  const samples = hours.map((hour): Sample => ({ hours: hour, resident: 300 + 40 * hour, ...held }));
  const result: SoakResult = {
    environment: {} as SoakResult["environment"],
    minutes: 60,
    seed: 1,
    note: "",
    samples,
    counts: { "wrong rows": 0, "rows compared": 12345 },
    failures: [],
  };

  it("tells counts and what moves over time, the warm-up left out", () => {
    const text = soakText(result);
    expect(text).toMatch(/^rows compared +12,345$/m);
    expect(text).toMatch(/^resident memory, MB +31\d +33\d +340 +40 +40 to 40$/m);
    expect(text).toMatch(/^open files +20 +20 +20 +0 +0 to 0$/m);
    expect(text).toContain("No failure.");
  });

  it("lists what failed", () => {
    expect(soakText({ ...result, failures: ["a row", "a run"] })).toMatch(/2 failures:\na row\na run$/);
  });
});
