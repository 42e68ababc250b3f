import fc from "fast-check";
import { expect, it } from "vitest";
import { decodeArrow } from "../../src/formats/arrow.js";
import { FuzzGroup, fuzzTimeout, refusal } from "./cases.js";
import { loadedOrRefused } from "./loaded.js";
import { arrowFiles } from "./madeTables.js";
import { spoilt } from "./mutations.js";

const group = new FuzzGroup("Arrow");
const columns = { curve: ["curve"], x: "x", y: "y" };
const guessed = fc.constantFrom({}, columns, { ...columns, badRows: "skip" as const });

it(
  "reads a spoilt Arrow file or stream, or refuses it",
  async () => {
    await group.each(0.7, fc.tuple(spoilt(arrowFiles()), guessed), ([bytes, options]) =>
      loadedOrRefused(bytes, "spoilt.arrow", options),
    );
    await group.each(0.3, spoilt(arrowFiles()), async (bytes) => {
      try {
        const table = await decodeArrow(bytes, "spoilt.arrow");
        // every cell can be looked at
        for (const column of table.schema.fields) table.getChild(String(column.name))?.toArray();
        return "decoded";
      } catch (error) {
        return refusal(error, "spoilt.arrow");
      }
    });
  },
  fuzzTimeout,
);

it("the files are good before they are spoilt", async () => {
  for (const bytes of arrowFiles()) {
    expect(await loadedOrRefused(bytes, "good.arrow", { ...columns, badRows: "skip" })).toBe("read");
  }
});
