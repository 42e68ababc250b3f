import type { RecordBatch } from "apache-arrow";
import { InputError } from "../core/errors.js";
import type { FitMeta, FitRow } from "../core/types.js";
import { fitsToArrow } from "../tables/arrow.js";
import type { ShardTable } from "./shardTable.js";

/** What a merged table says of its making, beside what every table of fits says. */
export interface MergedMeta extends FitMeta {
  readonly merged: {
    /** the command that made shard 1; null: from code */
    readonly command: string | null;
    readonly shards: number;
    /** engine and adapter of each kind of shard, where they were not the same for all */
    readonly engines?: readonly EngineShare[];
  };
}

export interface EngineShare {
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
    seconds: shards.reduce((sum, shard) => sum + shard.meta.seconds, 0),
    merged: {
      command: meta.command,
      shards: shards.length,
      ...(engines.length > 1 ? { engines } : {}),
    },
  };
}

/** Engines that were used, in the order of the first shard of each. */
export function engineShares(shards: readonly ShardTable[]): EngineShare[] {
  const shares = new Map<string, EngineShare & { shards: number[] }>();
  for (const { meta, shard } of inOrder(shards)) {
    const id = JSON.stringify([meta.engine, meta.adapter]);
    const share = shares.get(id) ?? { engine: meta.engine, adapter: meta.adapter, shards: [] };
    share.shards.push(shard.index);
    shares.set(id, share);
  }
  return [...shares.values()];
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
