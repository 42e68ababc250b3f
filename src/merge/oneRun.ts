import { isDeepStrictEqual } from "node:util";
import { InputError } from "../core/errors.js";
import type { FitOptions } from "../core/types.js";
import type { ShardTable } from "./shardTable.js";

/** @throws InputError that names two files and what differs, where shards are not of one run over one table */
export function checkOneRun([first, ...others]: readonly ShardTable[]): void {
  for (const other of others) {
    const differs = differenceOf(first, other);
    if (differs === null) continue;
    throw new InputError(
      `${other.name} does not belong to ${first.name}: ${differs}. Give the shards of one run; ` +
        `where inputs or options have changed since, make the older shards again`,
    );
  }
}

function differenceOf(one: ShardTable, other: ShardTable): string | null {
  const parts: [string, unknown, unknown][] = [
    ["the version of bnsl", one.meta.version, other.meta.version],
    ["the number of shards", one.shard.of, other.shard.of],
    ["the number of curves in the whole table", one.shard.curves, other.shard.curves],
    ["the digest of the curves", one.digest, other.digest],
    ...(["keyNames", "xName", "yName", "weightName", "weightKind", "trainName"] as const).map(
      (name): [string, unknown, unknown] => [name, one.meta[name], other.meta[name]],
    ),
    ...optionNames(one.meta.options, other.meta.options).map((name): [string, unknown, unknown] => [
      `the option ${name}`,
      one.meta.options[name],
      other.meta.options[name],
    ]),
  ];
  const differing = parts.find(([, here, there]) => !isDeepStrictEqual(here, there));
  if (differing === undefined) return null;
  const [what, here, there] = differing;
  return `${what} is ${told(there)} there and ${told(here)} here`;
}

/** Options that a later version adds decide numbers as well. */
function optionNames(one: FitOptions, other: FitOptions): (keyof FitOptions)[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])] as (keyof FitOptions)[];
}

function told(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "not told");
}
