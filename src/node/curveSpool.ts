import type { Columns } from "../load/columnMeaning.js";
import { CurveGrouper } from "../load/curves.js";
import { storeOf, type CurveStore } from "../load/curveStore.js";
import type { BadRow } from "../load/faults.js";
import { toCurveSet } from "../load/load.js";
import type { CurveSource } from "../load/source.js";
import { readTable, type LoadOptions } from "../load/table.js";
import { TableDigest } from "./tableDigest.js";

/** How curves are held. */
export interface SpoolOptions {
  /** keeps the curves at places index − 1, index − 1 + of, … alone; null or left out: all */
  readonly shard?: { readonly index: number; readonly of: number } | null;
  /** where rows go that do not fit in memory; left out: a fresh folder for temporary files */
  readonly folder?: string;
  /** most rows that are held in memory */
  readonly memoryRows?: number;
}

/**
 * Reads one or more sources as one table of curves, as `loadCurves` does.
 * @throws InputError naming file, line or row, column and value, and what to do
 */
export async function openCurves(
  sources: readonly CurveSource[],
  options: LoadOptions,
  how: SpoolOptions = {},
): Promise<CurveStore> {
  const grouper = new CurveGrouper();
  const digest = new TableDigest();
  let columns: Columns | undefined;
  let firstSkipped: BadRow | null = null;
  for await (const table of readTable(sources, options)) {
    columns = table.columns;
    firstSkipped ??= table.rows.firstBad;
    digest.add(columns, table.rows);
    grouper.add(table.rows);
  }
  const names = sources.map((source) => source.name);
  const all = grouper.curves();
  const { shard = null } = how;
  const own = shard === null ? all : all.filter((_, place) => place % shard.of === shard.index - 1);
  const set = { ...toCurveSet(columns!, all, names, firstSkipped), curves: own };
  const held = storeOf(set, digest.hex());
  return shard === null ? held : { ...held, shard: { ...shard, curves: all.length } };
}
