import { describe, expect, it } from "vitest";
import { ranges, rerunCommand, shardsNamed } from "../../src/merge/merge.js";
import type { ShardTable } from "../../src/merge/shardTable.js";
import { DIGEST, madeShard } from "./madeShards.js";

function shardMadeBy(command: string | null): ShardTable {
  const { meta } = madeShard(30, 3, 12, { command });
  return { name: "x", meta, shard: meta.shard!, digest: DIGEST, async *curves() {} };
}

describe("rerunCommand", () => {
  it.each([
    ["bnsl fit c.csv --seed 3 --shard 3/12 -o s/3.arrow", "bnsl fit c.csv --seed 3 --shard 11/12 -o s/11.arrow"],
    ["bnsl fit c.csv --shard=3/12 --output=s/003.arrow", "bnsl fit c.csv --shard=11/12 --output=s/011.arrow"],
    [
      "bnsl fit 'my 3 curves.csv' --shard 3/12 -o s3/f-3.arrow --checkpoint kept/3",
      "bnsl fit 'my 3 curves.csv' --shard 11/12 -o s3/f-11.arrow --checkpoint kept/11",
    ],
    ["bnsl fit c.csv --shard 3/12 -os/3.arrow", "bnsl fit c.csv --shard 11/12 -os/11.arrow"],
    ["bnsl fit c.csv --shard 3/12 -o s/3-of-3.arrow", "bnsl fit c.csv --shard 11/12 -o FILE"],
    ["bnsl fit c.csv --shard 3/12 -o s/some.arrow", "bnsl fit c.csv --shard 11/12 -o FILE"],
    ["bnsl fit 'it'\\''s.csv' --shard 3/12", "bnsl fit 'it'\\''s.csv' --shard 11/12"],
  ])("%s", (command, expected) => {
    expect(rerunCommand(shardMadeBy(command), 11)).toBe(expected);
  });

  it.each([[null], ["bnsl fit c.csv -o s/3.arrow"]])("is null for %s", (command) => {
    expect(rerunCommand(shardMadeBy(command), 11)).toBeNull();
  });
});

describe("ranges", () => {
  it("joins neighbours", () => {
    expect(ranges([1, 2, 3, 5, 8, 9])).toBe("1–3, 5, 8–9");
    expect(shardsNamed([4])).toBe("shard 4");
    expect(shardsNamed([1, 2])).toBe("shards 1–2");
  });
});
