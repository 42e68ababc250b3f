import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { given } from "../../src/core/given.js";
import { resolveOptions } from "../../src/core/options.js";
import type { FitOptions } from "../../src/core/types.js";
import { asFitted } from "../../src/curves/asFitted.js";
import { loadCurves } from "../../src/curves/load.js";
import { openSource } from "../../src/node/files.js";
import { packageFile } from "../../src/node/packageFiles.js";
import { fitCurveSet } from "../../src/node/run.js";
import { readFits } from "../../src/tables/read.js";
import { pairFits, type PairedFit } from "../../src/uncertainty/matchFits.js";

/** Curves with their selected fits. */
export interface FittedPairs {
  /** the files that the curves are of */
  readonly data: readonly string[];
  readonly options: FitOptions;
  /** those with a selected fit alone */
  readonly pairs: readonly PairedFit[];
}

/** What a benchmark over fitted curves is asked for. */
export interface FittedRequest {
  /** none: the real curves beside the project where they are, else the default suite */
  readonly data: readonly string[];
  /** a table that `bnsl fit` wrote of them; left out: they are fitted now */
  readonly fits?: string | undefined;
  readonly adapter?: string | undefined;
  /** evenly spaced over all; 0: all */
  readonly curves: number;
}

/** Reads curves and their fits, or fits them. */
export async function fittedPairs({ data, fits, adapter, curves }: FittedRequest): Promise<FittedPairs> {
  const files = data.length > 0 ? data : defaultData();
  const sources = files.map((file) => openSource(file));
  const known = fits === undefined ? null : await readFits(fits);
  const set = await loadCurves(sources, known ? asFitted(known, {}) : {});
  const picked = known ? set : { ...set, curves: spaced(set.curves, curves) };
  const run = { engine: "auto" as const, ...given({ adapter }) };
  const result = known ?? (await fitCurveSet(picked, resolveOptions({}), run));
  const pairs = pairFits(picked, result, "selected", fits).filter(({ row }) => row !== null);
  return { data: files, options: result.meta.options, pairs: known ? spaced(pairs, curves) : pairs };
}

/** `count` of the values, evenly spaced; all where there are no more, or count is 0. */
export function spaced<T>(values: readonly T[], count: number): readonly T[] {
  if (count === 0 || count >= values.length) return values;
  return Array.from({ length: count }, (_, i) => values[Math.floor((i * values.length) / count)]);
}

function defaultData(): string[] {
  const real = ["benchmark.vision.csv", "benchmark.lang.csv"].map((name) =>
    fileURLToPath(new URL(`../../../shared/data/rnsl/${name}`, import.meta.url)),
  );
  return real.every((file) => existsSync(file)) ? real : [packageFile("bench/suites/default.csv")];
}
