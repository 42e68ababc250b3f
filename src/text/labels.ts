import { curveNamer, type Keyed } from "../core/rows/curveRows.js";
import { displayWidth, shortenMiddle, widest } from "../formats/terminalText.js";

/** Shares of a shortened label that are its begin, the most readable first. */
const beginnings = [0.5, 0.75, 0.25, 1, 0];

/**
 * Labels of at most `width` terminal cells, by name: cut in the middle, or elsewhere where names that differ would read
 * the same, or wider than `width` where no cut tells them apart.
 */
export function shortenApart(names: readonly string[], width: number): Map<string, string> {
  const different = [...new Set(names)];
  const longest = widest(different);
  for (let wider = width; wider < longest; wider = Math.ceil(1.25 * wider)) {
    for (const begin of beginnings) {
      const labels = apart(different, (name) => shortenAt(name, wider, begin));
      if (labels !== null) return labels;
    }
  }
  return new Map(different.map((name) => [name, name]));
}

/** Null as soon as two labels are the same. */
function apart(names: readonly string[], shorten: (name: string) => string): Map<string, string> | null {
  const labels = new Map<string, string>();
  const seen = new Set<string>();
  for (const name of names) {
    const label = shorten(name);
    if (seen.has(label)) return null;
    seen.add(label);
    labels.set(name, label);
  }
  return labels;
}

function shortenAt(name: string, width: number, begin: number): string {
  if (begin === 0.5 || displayWidth(name) <= width) return shortenMiddle(name, width);
  const characters = [...name];
  const head = takeCells(characters, Math.floor(begin * (width - 1)));
  const tail = takeCells(characters.reverse(), width - 1 - displayWidth(head.join(""))).reverse();
  return [...head, "…", ...tail].join("");
}

/** As many of the first characters as fill at most so many terminal cells. */
function takeCells(characters: readonly string[], cells: number): string[] {
  const taken: string[] = [];
  let left = cells;
  for (const character of characters) {
    left -= displayWidth(character);
    if (left < 0) break;
    taken.push(character);
  }
  return taken;
}

/**
 * Gathers what naming the curves of a table takes, row by row: a row for each key column that tells curves apart, and the
 * first. Names are those that `curveNamer` gives over all rows.
 */
export class NameWitnesses {
  private readonly rows: Keyed[] = [];
  private readonly telling = new Set<number>();

  add({ key }: Keyed): void {
    const first = this.rows.at(0);
    const told = first ? key.flatMap((value, j) => (value === first.key[j] || this.telling.has(j) ? [] : j)) : [];
    if (first && told.length === 0) return;
    told.forEach((j) => this.telling.add(j));
    this.rows.push({ key });
  }

  namer(): (row: Keyed) => string {
    return curveNamer(this.rows);
  }
}
