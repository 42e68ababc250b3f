/**
 * How the starts of one problem are spent: all run a few iterations, a share of them runs on, a share of those to
 * their end. Most starts show early that they lead nowhere.
 */
export interface Schedule {
  /** starts drawn at random or from the minima with fewer breaks */
  readonly firstStarts: number;
  /** starts drawn from the minima that the first round found */
  readonly secondStarts: number;
  readonly halvings: readonly Halving[];
  /** candidates of each round that go to the f64 polish */
  readonly candidates: number;
}

/** The best `keep` (share of the round's starts, at least `least`) run on by `iterations`. */
export interface Halving {
  readonly keep: number;
  readonly least: number;
  readonly iterations: number;
}

/**
 * Measured on the benchmark (bench/minima.ts): choosing among starts before they have run loses minima that no number
 * of starts brings back, choosing after 8 iterations loses none.
 */
const HALVINGS: readonly Halving[] = [
  { keep: 1, least: 48, iterations: 8 },
  { keep: 0.33, least: 32, iterations: 16 },
  { keep: 0.1, least: 24, iterations: 96 },
];

/** Starts per (curve, n) under `--starts auto`: with these, every known minimum of the benchmark is found. */
const AUTO_STARTS = [64, 1024, 1024, 2048, 4096];
const CANDIDATES = [1, 4, 8, 12, 12];

/** @param share of the starts that are drawn: a holdout's refits only rank numbers of breaks, and make do with half */
export function scheduleFor(breaks: number, starts: number | "auto", share = 1): Schedule {
  const total = Math.max(1, Math.round(share * (starts === "auto" ? AUTO_STARTS[breaks] : starts)));
  const second = breaks === 0 ? 0 : Math.floor(total / 2);
  return {
    firstStarts: total - second,
    secondStarts: second,
    halvings: HALVINGS,
    candidates: CANDIDATES[breaks],
  };
}
