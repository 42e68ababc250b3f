import { curveName } from "../core/rows/curveRows.js";
import type { Shard } from "../core/types.js";
import { shardsNamed } from "./ranges.js";
import type { ShardTable } from "./shardTable.js";

/** What keeps shards from being the whole, a line each; `again` are the shards that have to be made, ascending. */
export interface Census {
  readonly lines: readonly string[];
  readonly again: readonly number[];
}

/**
 * Counts shards, curves and rows: each shard once, in each its share of the curves, for each curve a row for every number of
 * breaks, no curve twice. Nothing missing or doubled: no lines.
 *
 * What is held is the name of each curve.
 *
 * @param shards of one run (`checkOneRun`), at least one
 */
export async function censusOf(shards: readonly ShardTable[]): Promise<Census> {
  const { of } = shards[0].shard;
  const held = new Map<number, ShardTable[]>();
  for (const shard of shards) held.set(shard.shard.index, [...(held.get(shard.shard.index) ?? []), shard]);
  const missing = Array.from({ length: of }, (_, i) => i + 1).filter((index) => !held.has(index));
  const twice = [...held.values()].filter((tables) => tables.length > 1);
  const lines = [
    ...(missing.length === 0 ? [] : [`missing: ${shardsNamed(missing)} of ${of}`]),
    ...twice.map((tables) => `doubled: shard ${tables[0].shard.index} is in ${names(tables)}`),
  ];
  const again = new Set(missing);
  const seen = new Map<string, ShardTable>();
  for (const tables of held.values()) {
    const faults = await faultsOf(tables[0], seen);
    if (faults.length > 0) again.add(tables[0].shard.index);
    lines.push(...faults);
  }
  return { lines, again: [...again].sort((p, q) => p - q) };
}

/** Curves that a shard has when it is whole. */
export function shareSize({ index, of, curves }: Shard): number {
  return Math.max(0, Math.ceil((curves - (index - 1)) / of));
}

/** Curves told one by one for each shard; the others are counted. */
const MOST_TOLD = 5;

async function faultsOf(table: ShardTable, seen: Map<string, ShardTable>): Promise<string[]> {
  const wanted = [...table.meta.options.breaks].sort((p, q) => p - q);
  const faults: string[] = [];
  let count = 0;
  let last = "";
  for await (const rows of table.curves()) {
    count++;
    last = curveName(rows[0]);
    const id = JSON.stringify(rows[0].key);
    const other = seen.get(id);
    if (other) faults.push(`doubled: curve ${last} is in ${names([...new Set([other, table])])}`);
    else seen.set(id, table);
    const breaks = rows.map(({ nBreaks }) => nBreaks);
    if (breaks.join() === wanted.join()) continue;
    faults.push(`${table.name}: curve ${last} has rows for ${breaks.join(", ")} breaks, not for ${wanted.join(", ")}`);
  }
  const more = faults.length - MOST_TOLD;
  if (more > 0) faults.splice(MOST_TOLD, more, `${table.name}: and ${more} more such curves`);
  return [...shortage(table, count, last), ...faults];
}

function shortage({ name, shard }: ShardTable, count: number, last: string): string[] {
  const size = shareSize(shard);
  if (count === size) return [];
  const what = `${name}: shard ${shard.index} of ${shard.of} has ${count} of its ${size} curves`;
  if (count > size) return [`${what}: ${count - size} too many`];
  return [`missing: ${what}${count === 0 ? "" : `, those after ${last} are not there`}`];
}

function names(tables: readonly ShardTable[]): string {
  return tables.length === 1 ? `${tables[0].name} twice` : tables.map(({ name }) => name).join(" and in ");
}
