import { expect, it } from "vitest";
import { FuzzGroup, fuzzTimeout } from "./cases.js";
import { loadedOrRefused } from "./loaded.js";
import { parquetFiles } from "./madeTables.js";
import { spoilt } from "./mutations.js";

// a trap of the decoder costs a new thread, so that these are few
const group = new FuzzGroup("Parquet");
const columns = { curve: ["curve"], x: "x", y: "y" };

it(
  "reads a spoilt Parquet file, or refuses it; the next good one is read",
  async () => {
    await group.each(1, spoilt(parquetFiles()), (bytes) =>
      loadedOrRefused(bytes, "spoilt.parquet", { ...columns, badRows: "skip" }),
    );
    for (const bytes of parquetFiles()) {
      expect(await loadedOrRefused(bytes, "good.parquet", columns)).toBe("read");
    }
  },
  fuzzTimeout,
);
