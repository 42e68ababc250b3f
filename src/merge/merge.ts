import type { RecordBatch } from "apache-arrow";
import { group, sum } from "d3-array";
import { isDeepStrictEqual } from "node:util";
import { InputError } from "../core/errors.js";
import { curveId, curveName } from "../core/rows/curveRows.js";
import type { FitMeta, FitOptions, FitRow, Shard } from "../core/types.js";
import { fitsToArrow } from "../tables/arrow.js";
import type { ShardTable } from "./shardTable.js";

/** What a merged table says of its making, beside what every table of fits says. */
interface MergedMeta extends FitMeta {
  readonly merged: {
    /** the command that made shard 1; null: from code */
    readonly command: string | null;
    readonly shards: number;
    /** engine and adapter of each kind of shard, where they were not the same for all */
    readonly engines?: readonly EngineShare[];
  };
}

interface EngineShare {
  readonly engine: string;
  readonly adapter: string | null;
  /** ascending */
  readonly shards: readonly number[];
}

/**
 * How the whole was made: as shard 1 was, in as many seconds as all took together.
 *
 * @param shards each of the run once
 */
export function mergedMeta(shards: readonly ShardTable[], command: string | null): MergedMeta {
  const { meta } = inOrder(shards)[0];
  const engines = engineShares(shards);
  return {
    ...meta,
    command,
    shard: null,
    seconds: sum(shards, ({ meta }) => meta.seconds),
    merged: { command: meta.command, shards: shards.length, ...(engines.length > 1 ? { engines } : {}) },
  };
}

/** Engines that were used, in the order of the first shard of each. */
export function engineShares(shards: readonly ShardTable[]): EngineShare[] {
  const alike = group(inOrder(shards), ({ meta }) => JSON.stringify([meta.engine, meta.adapter]));
  return [...alike.values()].map((same) => {
    const { engine, adapter } = same[0].meta;
    return { engine, adapter, shards: same.map(({ shard }) => shard.index) };
  });
}

/** Rows of one record batch of the whole. */
const BATCH_ROWS = 4096;

/**
 * The rows of all shards in the order of the table that was fitted: the first curve of each shard, then the second, …
 * One record batch a shard is held, or the shard where its file may not stay open.
 */
export async function* mergedBatches(shards: readonly ShardTable[], meta: FitMeta): AsyncGenerator<RecordBatch> {
  let rows: FitRow[] = [];
  for await (const curve of curvesInTurn(inOrder(shards))) {
    rows.push(...curve);
    if (rows.length < BATCH_ROWS) continue;
    yield* fitsToArrow({ meta, rows }).batches;
    rows = [];
  }
  if (rows.length > 0) yield* fitsToArrow({ meta, rows }).batches;
}

async function* curvesInTurn(shards: readonly ShardTable[]): AsyncGenerator<readonly FitRow[]> {
  const { curves: all } = shards[0].shard;
  const readers = shards.map((shard) => shard.curves());
  for (let place = 0; place < all; place++) {
    const next = await readers[place % readers.length].next();
    if (next.done === true) throw changed(shards[place % shards.length]);
    yield next.value;
  }
  // a reader lets go of its file at its end
  for (const [i, reader] of readers.entries()) {
    if ((await reader.next()).done !== true) throw changed(shards[i]);
  }
}

/** Its curves were counted before. */
function changed({ name }: ShardTable): InputError {
  return new InputError(`${name} has changed while it was read: merge again`);
}

function inOrder(shards: readonly ShardTable[]): ShardTable[] {
  return [...shards].sort((p, q) => p.shard.index - q.shard.index);
}

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
  const held = group(shards, ({ shard }) => shard.index);
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
    const id = curveId(rows[0].key);
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
  // options that a later version adds decide numbers as well
  const options = [...new Set([one, other].flatMap(({ meta }) => Object.keys(meta.options)))] as (keyof FitOptions)[];
  const parts: [what: string, of: (shard: ShardTable) => unknown][] = [
    ["the version of bnsl", ({ meta }) => meta.version],
    ["the number of shards", ({ shard }) => shard.of],
    ["the number of curves in the whole table", ({ shard }) => shard.curves],
    ["the digest of the curves", ({ digest }) => digest],
    ...NAMES.map((name): (typeof parts)[number] => [name, ({ meta }) => meta[name]]),
    ...options.map((name): (typeof parts)[number] => [`the option ${name}`, ({ meta }) => meta.options[name]]),
  ];
  const differing = parts.find(([, of]) => !isDeepStrictEqual(of(one), of(other)));
  if (differing === undefined) return null;
  const [what, of] = differing;
  return `${what} is ${told(of(other))} there and ${told(of(one))} here`;
}

const NAMES = [
  "keyNames",
  "xName",
  "yName",
  "yColumns",
  "weightName",
  "weightKind",
  "trainName",
  "clusterName",
] as const;

function told(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "not told");
}

/** Ascending whole numbers in few words: "3, 5–7, 9". */
export function ranges(ascending: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const value of ascending) {
    const run = runs.at(-1);
    if (run?.[1] === value - 1) run[1] = value;
    else runs.push([value, value]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(", ");
}

/** "shard 3", "shards 3, 5–7" */
export function shardsNamed(ascending: readonly number[]): string {
  return `shard${ascending.length === 1 ? "" : "s"} ${ranges(ascending)}`;
}

/**
 * The command that makes shard `index`, after the command that made another one of the run; null where none of that form was
 * kept. An output or checkpoint folder that is named by the other's number is named by this one's, any other is left to fill
 * in.
 */
export function rerunCommand({ meta, shard }: ShardTable, index: number): string | null {
  const words = meta.command?.match(/(?:'(?:[^']|'\\'')*'|[^\s'])+/g) ?? [];
  let known = false;
  const command = words.map((word, i) => {
    // --output=FILE and -oFILE are one word
    const named = /^(--shard=|--output=|--checkpoint=|-o(?=.))(.*)$/.exec(word);
    const flag = named?.[1].replace("=", "") ?? words[i - 1];
    const value = named?.[2] ?? word;
    const renewed = renew(flag);
    known ||= flag === "--shard";
    return named ? `${named[1]}${renewed}` : renewed;

    function renew(of: string | undefined): string {
      if (of === "--shard") return `${index}/${shard.of}`;
      if (of !== "-o" && of !== "--output" && of !== "--checkpoint") return value;
      return renumber(value, shard.index, index) ?? "FILE";
    }
  });
  return known ? command.join(" ") : null;
}

/** "shards/007.arrow" → "shards/012.arrow"; null where the last part of the path does not hold the number just once. */
function renumber(path: string, from: number, to: number): string | null {
  const cut = path.lastIndexOf("/") + 1;
  const digits = [...path.slice(cut).matchAll(/\d+/g)].filter(([run]) => Number(run) === from);
  if (digits.length !== 1) return null;
  const { 0: run, index } = digits[0];
  return path.slice(0, cut + index) + String(to).padStart(run.length, "0") + path.slice(cut + index + run.length);
}
