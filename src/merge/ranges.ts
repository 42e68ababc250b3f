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
