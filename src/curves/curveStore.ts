import { sum } from "d3-array";
import { rises } from "../core/extrapolate/rising.js";
import type { Curve, CurveSet, Shard } from "../core/types.js";
import { collect } from "../formats/bytes.js";
import { areLone } from "./notes.js";

/** What a table of curves says of all of them. */
export type TableFacts = Omit<CurveSet, "curves">;

/** A table of curves that need not fit in memory: its curves come in order, as often as they are asked for. */
export interface CurveStore {
  readonly facts: TableFacts;
  /** curves that it holds: those of the shard, where it is one */
  readonly count: number;
  /** rows of these curves, test rows included */
  readonly points: number;
  /** which share of the table's curves it holds; null: all */
  readonly shard: Shard | null;
  /**
   * SHA-256 in hex over the names, keys and numbers of the whole table, in the order of its rows; equal for equal input,
   * whichever shard is held. Null for curves that were given by code.
   */
  readonly digest: string | null;
  /** curves that it holds whose training y rises with x (`rises`) */
  readonly rising: number;
  /** whether every row of the table, bad ones included, is a curve of its own; false for a table of one curve */
  readonly lone: boolean;
  curves(): AsyncIterable<Curve>;
  /** lets go of what was put aside on disk */
  close(): Promise<void>;
}

/** Curves that are in memory already. */
export function storeOf(set: CurveSet, digest: string | null = null): CurveStore {
  const { curves, ...facts } = set;
  return {
    facts,
    count: curves.length,
    points: sum(curves, ({ x }) => x.length),
    shard: null,
    digest,
    // counted when asked for: most callers do not
    get rising() {
      return curves.filter(rises).length;
    },
    get lone() {
      return areLone(curves);
    },
    async *curves() {
      await Promise.resolve();
      yield* curves;
    },
    close: () => Promise.resolve(),
  };
}

/** All curves of a store, in memory. */
export async function setOf(store: CurveStore): Promise<CurveSet> {
  return { ...store.facts, curves: await collect(store.curves()) };
}
