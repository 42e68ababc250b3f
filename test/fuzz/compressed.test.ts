import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { loadCurves } from "../../src/curves/load.js";
import { openSource } from "../../src/node/files.js";
import { FuzzGroup, fuzzTimeout, refusal } from "./cases.js";
import { loadedOrRefused } from "./loaded.js";
import { compressedArrowFiles } from "./madeTables.js";
import { spoilt } from "./mutations.js";

const group = new FuzzGroup("compressed files");
const columns = { curve: ["curve"], x: "x", y: "y", badRows: "skip" as const };

const text = `curve,x,y\n${Array.from({ length: 60 }, (_, i) => `run ${i >> 4},${1 + (i & 15)},${1 / (1 + i)}`).join("\n")}\n`;
const members = [text.slice(0, 300), text.slice(300)].map((part) => gzipSync(part));

async function gunzippedOrRefused(bytes: Uint8Array): Promise<string> {
  try {
    const half = bytes.length >> 1;
    const pipe = Readable.from([bytes.subarray(0, half), bytes.subarray(half)].filter(({ length }) => length > 0));
    const { curves } = await loadCurves([openSource("-", pipe)], columns);
    return curves.length > 0 ? "read" : "refused";
  } catch (error) {
    return refusal(error, "stdin");
  }
}

it(
  "reads spoilt files that are compressed, or refuses them",
  async () => {
    await group.each(0.6, spoilt(compressedArrowFiles()), (bytes) => loadedOrRefused(bytes, "spoilt.feather", columns));
    const good = [gzipSync(text), Buffer.concat(members)];
    await group.each(0.4, spoilt(good), gunzippedOrRefused);
  },
  fuzzTimeout,
);

it("the files are good before they are spoilt", async () => {
  for (const bytes of compressedArrowFiles())
    expect(await loadedOrRefused(bytes, "good.feather", columns)).toBe("read");
  for (const bytes of [gzipSync(text), Buffer.concat(members)]) expect(await gunzippedOrRefused(bytes)).toBe("read");
});
