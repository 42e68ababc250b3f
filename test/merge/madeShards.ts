import type { FitMeta, FitOptions, FitResult, FitRow, Shard } from "../../src/core/types.js";
import { madeFailure, madeRow } from "../tables/madeFits.js";

export const DIGEST = "ab".repeat(32);

const options: FitOptions = {
  breaks: [0, 1],
  starts: "auto",
  seed: 7,
  objective: "log",
  huber: null,
  signB: "auto",
  bounds: { b: [0, Infinity] },
  fixed: {},
  ties: {},
  select: "bic",
  protocol: "default",
  domain: null,
  errors: "auto",
  robust: "auto",
  segmentX: 3,
};

/** The fits of made-up curves "curve 0", "curve 1", … with 0 and 1 breaks, every fifth without a fit, as one run has them. */
export function madeWhole(curves: number, parts: Partial<FitMeta> = {}): FitResult {
  const meta: FitMeta = {
    version: "0.1.0",
    command: "bnsl fit curves.csv -o whole.arrow",
    options,
    engine: "cpu",
    adapter: null,
    keyNames: ["dataset", "n_train"],
    xName: "size",
    yName: "loss",
    weightName: null,
    weightKind: "weight",
    trainName: "train",
    sources: ["curves.csv"],
    digest: DIGEST,
    shard: null,
    seconds: 2,
    ...parts,
  };
  return { meta, rows: Array.from({ length: curves }, (_, i) => curveRows(i, meta.options.breaks)).flat() };
}

/** Share `index` of `of` of the same, as a run with --shard has it. */
export function madeShard(curves: number, index: number, of: number, parts: Partial<FitMeta> = {}): FitResult {
  const shard: Shard = { index, of, curves };
  const command = `bnsl fit curves.csv --seed 7 --shard ${index}/${of} -o shards/0${index}.arrow`;
  const { meta, rows } = madeWhole(curves, { command, shard, ...parts });
  return { meta, rows: rows.filter((_, i) => Math.floor(i / meta.options.breaks.length) % of === index - 1) };
}

function curveRows(place: number, breaks: readonly number[]): FitRow[] {
  const key = [`curve ${place}`, String(place % 3)];
  if (place % 5 === 4) return breaks.map((nBreaks) => madeFailure({ key, nBreaks }));
  return breaks.map((nBreaks) => {
    const list = (value: number): number[] => Array.from({ length: nBreaks }, (_, k) => value + k);
    const lists = { c: list(0.1 + place), d: list(30.5), f: list(1 / 3) };
    return madeRow({ key, nBreaks, selected: nBreaks === breaks[0], a: place / 7, ...lists });
  });
}
