/** ` (did you mean "Loss"?)` where one of the names is a slip away from what was written, else nothing. */
export function didYouMean(written: string, names: readonly string[]): string {
  const near = names
    .map((name) => ({ name, slips: slips(written.toLowerCase(), name.toLowerCase()) }))
    .filter(({ slips }) => slips <= Math.max(1, Math.floor(written.length / 3)))
    .sort((p, q) => p.slips - q.slips);
  return near.length === 0 ? "" : ` (did you mean "${near[0].name}"?)`;
}

/** The `most` things nearest to what was written, by the nearest of each one's names; ties keep their order. */
export function nearestNames<T>(
  written: string,
  things: readonly T[],
  namesOf: (thing: T) => readonly string[],
  most: number,
): T[] {
  const word = written.toLowerCase();
  return things
    .map((thing) => ({
      thing,
      slips: Math.min(...namesOf(thing).map((name) => slips(word, name.toLowerCase()))),
    }))
    .sort((p, q) => p.slips - q.slips)
    .slice(0, most)
    .map(({ thing }) => thing);
}

/** Levenshtein distance: letters to put in, take out or change. */
function slips(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const change = above[j - 1] + (from[i - 1] === to[j - 1] ? 0 : 1);
      row.push(Math.min(change, above[j] + 1, row[j - 1] + 1));
    }
    above = row;
  }
  return above[to.length];
}
