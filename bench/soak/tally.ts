/** Counts of what was done and what came of it, by their words, in the order of their first. */
export class Tally {
  readonly #counts = new Map<string, number>();
  readonly #failures: string[] = [];

  count(what: string, by = 1): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + by);
  }

  /** What must not happen. */
  fail(what: string): void {
    this.#failures.push(what);
    console.log(`  FAILED: ${what}`);
  }

  of(what: string): number {
    return this.#counts.get(what) ?? 0;
  }

  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }

  get failures(): readonly string[] {
    return this.#failures;
  }
}
