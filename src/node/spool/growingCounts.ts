/** A count for each place, 0 at first; grows as far as it is added to. */
export class GrowingCounts {
  #counts = new Uint32Array(0);

  add(place: number): void {
    if (place >= this.#counts.length) {
      const wider = new Uint32Array(Math.max(1024, 2 * (place + 1)));
      wider.set(this.#counts);
      this.#counts = wider;
    }
    this.#counts[place]++;
  }

  at(place: number): number {
    return this.#counts[place] ?? 0;
  }
}
