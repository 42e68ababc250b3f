import { describe, expect, it } from "vitest";
import { predictabilityColumns, predictabilityToArrow } from "../../src/tables/predictability.js";
import { predictabilityText } from "../../src/text/predictabilityText.js";
import { EXAMPLE_LAW, PREDICTABILITY_DEFAULTS } from "../../src/uncertainty/predictabilityRequest.js";
import { madePredictability } from "../tables/madePredictability.js";

const rows = [
  madePredictability({ key: ["vision"] }),
  madePredictability({ key: ["vision"], knowledge: "aicc", locationError: Infinity, taken: 0, failed: 3 }),
  madePredictability({ key: ["vision"], repeats: 4, medianError: null, upperError: null }),
  madePredictability({ key: ["vision"], repeats: 4, knowledge: "aicc" }),
];

describe("a study's table", () => {
  const table = predictabilityToArrow(rows, {
    version: "0.0.0",
    command: "bnsl predictability",
    options: { ...PREDICTABILITY_DEFAULTS, seed: 7 },
    keyNames: ["stop"],
    truths: [{ key: ["vision"], law: EXAMPLE_LAW, sigma: 0.01 }],
    engine: "cpu",
    adapter: null,
    notes: ["a note"],
    seconds: 1,
  });

  it("holds every field of a row, behind key columns whose names stay apart", () => {
    expect(table.schema.fields.map(({ name }) => name)).toEqual([
      "key.stop",
      ...predictabilityColumns.map(({ name }) => name),
    ]);
    expect(new Set(predictabilityColumns.map(({ name }) => name)).size).toBe(Object.keys(rows[0]).length - 1);
    rows.forEach((row, i) => {
      expect(table.get(i)!.toJSON()["key.stop"]).toBe(row.key[0]);
      for (const { name, cell } of predictabilityColumns) expect(table.get(i)!.toJSON()[name]).toBe(cell(row));
    });
  });

  it("says how it was made", () => {
    expect(table.schema.metadata.get("bnsl.seed")).toBe("7");
    expect(table.schema.metadata.has("bnsl.adapter")).toBe(false);
    const told = JSON.parse(table.schema.metadata.get("bnsl.predictability")!) as { truths: unknown[] };
    expect(told.truths).toHaveLength(1);
  });
});

describe("a study as text", () => {
  const text = predictabilityText(rows, 10, 160);

  it("has a line a cell: known breaks left of the bar, AICc's choice right of it, the more failures", () => {
    const lines = text.split("\n").filter((line) => / 34 .* \| /.test(line));
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^vision: f 0.05, noise 0.01 +2 +34 +0.0195 .* \| .* Infinity +1 +0 +3$/);
    expect(lines[1]).toMatch(/^vision: f 0.05, noise 0.01, 4 runs +2 +34 +– +– /);
  });

  it("says to where extrapolation is scored", () => {
    expect(text).toContain("from there to 10 times");
  });
});
