import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engineShares, mergedBatches, mergedMeta, shareSize } from "../../src/merge/merge.js";
import { readShard, type ShardTable } from "../../src/merge/shardTable.js";
import { fitsToArrow } from "../../src/tables/arrow.js";
import { readFits } from "../../src/tables/read.js";
import { writeBatches, writeFits } from "../../src/tables/write.js";
import { madeShard, madeWhole } from "./madeShards.js";

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "bnsl-merge-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function shardsOf(curves: number, of: number, ending: string): Promise<ShardTable[]> {
  const shards: ShardTable[] = [];
  for (let index = 1; index <= of; index++) {
    const path = join(folder, `${curves}-${index}-of-${of}${ending}`);
    await writeFits(madeShard(curves, index, of), path);
    // every second one as it is where there are too many to stay open
    shards.push(await readShard(path, index % 2 === 0));
  }
  return shards;
}

describe("mergedBatches", () => {
  it.each([
    [23, 1, ".arrow"],
    [23, 4, ".arrow"],
    [24, 4, ".arrows"],
    [23, 4, ".parquet"],
    [3, 5, ".arrow"],
    [0, 2, ".arrow"],
    [5000, 3, ".arrow"],
  ])("%i curves in %i shards (%s): the rows of one run, in its order", async (curves, of, ending) => {
    const shards = await shardsOf(curves, of, ending);
    const meta = mergedMeta(shards, "bnsl merge");
    const path = join(folder, `whole-${curves}-${of}${ending}`);
    const whole = madeWhole(curves);
    if (curves === 0) {
      expect(await writeBatches(mergedBatches(shards, meta), path, { schema: fitsToArrow(whole).schema })).toBe(0);
      return;
    }
    // shards come in any order
    expect(await writeBatches(mergedBatches([...shards].reverse(), meta), path)).toBe(whole.rows.length);
    const merged = await readFits(path);
    expect(merged.rows).toEqual(whole.rows);
    expect(merged.meta).toEqual(meta);
  });
});

describe("mergedMeta", () => {
  it("is that of shard 1 as a whole, seconds added up, with the commands of merge and of shard 1", async () => {
    const shards = await shardsOf(7, 3, ".arrow");
    const { merged, ...meta } = mergedMeta([...shards].reverse(), "bnsl merge a b c");
    expect(meta).toEqual({ ...madeWhole(7).meta, command: "bnsl merge a b c", shard: null, seconds: 6 });
    expect(merged).toEqual({ command: shards[0].meta.command, shards: 3 });
  });

  it("tells engines that differ, and which shards are of each", async () => {
    const shards = await shardsOf(9, 3, ".arrow");
    const gpu = { ...shards[1], meta: { ...shards[1].meta, engine: "gpu", adapter: "Made-up GPU" } };
    const mixed = [shards[0], gpu, shards[2]];
    const engines = [
      { engine: "cpu", adapter: null, shards: [1, 3] },
      { engine: "gpu", adapter: "Made-up GPU", shards: [2] },
    ];
    expect(engineShares(mixed)).toEqual(engines);
    expect(mergedMeta(mixed, null).merged.engines).toEqual(engines);
    expect(mergedMeta(shards, null).merged.engines).toBeUndefined();
  });
});

describe("shareSize", () => {
  it.each([
    [0, 3],
    [1, 3],
    [2, 3],
    [9, 3],
    [10, 3],
    [7, 1],
    [2, 8],
  ])("counts the places of %i curves that are of each of %i shards", (curves, of) => {
    for (let index = 1; index <= of; index++) {
      const places = Array.from({ length: curves }, (_, p) => p).filter((p) => p % of === index - 1);
      expect(shareSize({ index, of, curves })).toBe(places.length);
    }
  });
});
