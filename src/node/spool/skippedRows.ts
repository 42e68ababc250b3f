import type { SkippedCounts } from "../../curves/curveNotes.js";

const HAS_BAD = 1;
const HAS_GOOD = 2;

/** Counts bad rows and the curves that they are of, in a byte a curve. */
export class SkippedRows {
  #rows = 0;
  /** by the curve's place */
  #kinds = new Uint8Array(1024);

  addGood(place: number): void {
    this.#mark(place, HAS_GOOD);
  }

  addBad(place: number): void {
    this.#rows++;
    this.#mark(place, HAS_BAD);
  }

  counts(): Omit<SkippedCounts, "curves"> {
    let touched = 0;
    let empty = 0;
    for (const kind of this.#kinds) {
      if ((kind & HAS_BAD) > 0) touched++;
      if (kind === HAS_BAD) empty++;
    }
    return { rows: this.#rows, touched, empty };
  }

  #mark(place: number, kind: number): void {
    if (place >= this.#kinds.length) {
      const wider = new Uint8Array(2 * (place + 1));
      wider.set(this.#kinds);
      this.#kinds = wider;
    }
    this.#kinds[place] |= kind;
  }
}
