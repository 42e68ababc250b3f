import { InputError } from "../core/errors.js";
import type { CurveStore } from "../curves/curveStore.js";

/**
 * Refuses keys that were guessed and tell every row apart (a run's number, a seed): nothing could be fitted, and nobody
 * means that.
 *
 * @param asked the flag --curve, as it was given
 */
export async function refuseLoneRows(store: CurveStore, asked: readonly string[] | undefined): Promise<void> {
  if (asked !== undefined || !store.lone) return;
  const { keyNames, sources } = store.facts;
  const shared = await sharedKeys(store);
  const such = shared.length > 0 ? `, such as --curve ${shared.map(quoted).join(",")}` : "";
  throw new InputError(
    `${sources.join(", ")}: ${store.points > store.count ? "nearly " : ""}every row would be a curve of its own by ${keyNames.join(", ")} (guessed); name what tells ` +
      `curves apart${such}, or give --curve "" where all rows are one curve`,
  );
}

/** Curves that tell which key columns repeat their values. */
const CURVES_LOOKED_AT = 10_000;

async function sharedKeys(store: CurveStore): Promise<string[]> {
  const values = store.facts.keyNames.map(() => new Set<string>());
  let looked = 0;
  for await (const { key } of store.curves()) {
    values.forEach((seen, j) => seen.add(key[j]));
    if (++looked === CURVES_LOOKED_AT) break;
  }
  const shared = store.facts.keyNames.filter((_, j) => values[j].size < looked);
  if (shared.length < values.length) return shared;
  // together they tell every row apart: the one that has the most values goes
  const most = Math.max(...values.map(({ size }) => size));
  return shared.filter((_, j) => j !== values.findLastIndex(({ size }) => size === most));
}

function quoted(name: string): string {
  return /^[\w.-]+$/.test(name) ? name : JSON.stringify(name);
}
