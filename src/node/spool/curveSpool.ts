import type { CurveStore } from "../../curves/curveStore.js";
import { DuplicateCounts } from "../../curves/curves.js";
import {
  areNearlyLone,
  CURVES_LOOKED_AT,
  idleKeys,
  type LoadOptions,
  mayGuessAgain,
  readTable,
  tableFacts,
  withoutBlankKeys,
} from "../../curves/load.js";
import { rises } from "../../core/extrapolate/rising.js";
import type { CurveSource } from "../../formats/source.js";
import type { Curve, Origin } from "../../core/types.js";
import { removeOldSpools, SpoolStreams } from "./spoolFile.js";
import { SpooledTable, type Share } from "./spooledTable.js";

/** How curves are held. */
export interface SpoolOptions {
  /** keeps the curves at places index − 1, index − 1 + of, … alone; null or left out: all */
  readonly shard?: Share | null;
  /** where rows go that do not fit in memory; left out: a fresh folder for temporary files */
  readonly folder?: string;
  /** most rows that are held in memory; left out: 500,000 */
  readonly memoryRows?: number;
}

const MEMORY_ROWS = 500_000;
const BYTES_PER_ROW = 32;
const ALL: Share = { index: 1, of: 1 };

/**
 * Reads one or more sources as one table of curves, as `loadCurves` does, without holding them: rows beyond `memoryRows`
 * wait on disk until their curves are asked for. What stays in memory grows by less than 100 bytes a curve.
 *
 * `facts.notes` on guessed columns, lone rows and skipped rows, and `lone`, are of the whole table; the note on
 * duplicates, `rising`, `count` and `points` are of the shard.
 *
 * @throws InputError naming file, line or row, column and value, and what to do; also for a disk that takes no more rows
 */
export async function openCurves(
  sources: readonly CurveSource[],
  options: LoadOptions,
  spool: SpoolOptions = {},
): Promise<CurveStore> {
  return withoutBlankKeys(sources, options, (options) => openOnce(sources, options, spool));
}

async function openOnce(
  sources: readonly CurveSource[],
  options: LoadOptions,
  spool: SpoolOptions,
): Promise<CurveStore> {
  const { shard = null, folder, memoryRows = MEMORY_ROWS } = spool;
  if (folder !== undefined) removeOldSpools(folder);
  const streams = new SpoolStreams(memoryRows * BYTES_PER_ROW, folder);
  const table = new SpooledTable(streams, shard ?? ALL);
  try {
    let origins: readonly Origin[] = [];
    for await (const { columns, rows, origins: read } of readTable(sources, options)) {
      origins = read;
      await table.add(columns, rows);
    }
    const isNearlyLone = areNearlyLone(table.curvesOfAll, table.rowsOfAll);
    const mayReadAgain = mayGuessAgain(sources, options);
    // a shard knows too few of the keys to tell which of them are idle, as all shards have to in the same way
    if (shard === null && mayReadAgain && isNearlyLone) {
      const notKeys = await idleKeysOf(table);
      if (notKeys.length > 0) {
        await streams.close();
        return await openOnce(sources, { ...options, notKeys }, spool);
      }
    }
    const { duplicates, rising } = await surveyOf(table.curves());
    const isGuessed = options.curve === undefined && options.notKeys === undefined;
    // a guess that failed and that nothing read here can mend
    const lone = table.isLone || (isGuessed && isNearlyLone && !mayReadAgain);
    const counts = { lone, skipped: table.skipped, duplicates };
    return {
      // a table without rows, and so without columns, is an error of readTable's
      facts: tableFacts(table.columns!, counts, origins, table.badRows),
      count: table.count,
      points: table.points,
      shard: shard === null ? null : { index: shard.index, of: shard.of, curves: table.curvesOfAll },
      digest: table.digest(),
      rising,
      lone,
      curves: () => table.curves(),
      close: () => streams.close(),
    };
  } catch (error) {
    await streams.close();
    throw error;
  }
}

/** `idleKeys` of all curves: where nearly every row is one, each of them is short. */
async function idleKeysOf(table: SpooledTable): Promise<string[]> {
  const curves: Curve[] = [];
  for await (const curve of table.curves()) if (curves.push(curve) === CURVES_LOOKED_AT) break;
  return idleKeys(table.columns!.key, curves);
}

/** What can be told of whole curves alone. */
async function surveyOf(
  curves: AsyncIterable<Curve>,
): Promise<{ readonly duplicates: DuplicateCounts; readonly rising: number }> {
  const duplicates = new DuplicateCounts();
  let rising = 0;
  for await (const curve of curves) {
    duplicates.add(curve);
    if (rises(curve)) rising++;
  }
  return { duplicates, rising };
}
