import fc from "fast-check";
import { expect, it } from "vitest";
import { FuzzGroup, fuzzTimeout } from "./cases.js";
import { loadedOrRefused } from "./loaded.js";
import { spoilt } from "./mutations.js";

const group = new FuzzGroup("JSON");
const utf8 = new TextEncoder();

const rows = [1, 2, 4, 8].flatMap((step) => [
  { run: "a", step, train: { loss: 1 / step }, "val/acc": null },
  { run: 'ö "b"', step, train: { loss: 2 / step, lr: 1e-4 }, betas: [0.9, 0.99] },
]);
const lines = rows.map((row) => JSON.stringify(row)).join("\n");
const columns = { x: [1, 2, 4], y: [3, 2, 1.5], w: ["a", "b", null] };

const GOOD = [
  lines,
  `\ufeff${lines}\r\n`.replaceAll('"lr":0.0001', '"lr":NaN'),
  JSON.stringify(rows),
  JSON.stringify({ best: null, log_history: rows, args: { lr: [1] } }, null, 2),
  JSON.stringify(columns),
  JSON.stringify({ columns: ["x", "y"], index: [0, 1], data: [[1, 2], [2, 1]] }), // prettier-ignore
];

const steps = { x: "step", y: "train.loss", curve: [] };
const plain = { x: "x", y: "y", curve: [] };
const requestFor = (text: string) => (text.includes("step") ? steps : plain);
const options = fc.constantFrom(
  {},
  { badRows: "skip" as const },
  { curve: ["run"], badRows: "skip" as const },
  { yAbove: null },
);

/** Values that stand where rows are wanted. */
const anyJson = fc.array(
  fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.record({ x: fc.double(), y: fc.jsonValue({ maxDepth: 1 }) })),
  {
    maxLength: 6,
  },
);

it(
  "reads spoilt and made-up JSON, or refuses it",
  async () => {
    for (const text of GOOD) {
      const request = requestFor(text);
      await group.each(0.7 / GOOD.length, fc.tuple(spoilt([utf8.encode(text)]), options), ([bytes, more]) =>
        loadedOrRefused(bytes, "spoilt.jsonl", { ...request, ...more }),
      );
    }
    await group.each(0.3, fc.tuple(anyJson, fc.boolean(), options), ([values, isList, more]) => {
      const text = isList ? JSON.stringify(values) : values.map((value) => JSON.stringify(value)).join("\n");
      return loadedOrRefused(utf8.encode(text), "made.json", { ...plain, ...more });
    });
  },
  fuzzTimeout,
);

it("the tables are good before they are spoilt", async () => {
  for (const text of GOOD) expect(await loadedOrRefused(utf8.encode(text), "good.json", requestFor(text))).toBe("read");
});
