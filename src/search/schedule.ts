/**
 * How the starts of one problem are spent. Every start is drawn and scored; a share of them runs a few iterations, a
 * share of those runs on, the rest to their end: most starts show early that they lead nowhere.
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

const HALVINGS: readonly Halving[] = [
  { keep: 0.25, least: 48, iterations: 8 },
  { keep: 0.12, least: 32, iterations: 16 },
  { keep: 0.06, least: 24, iterations: 128 },
];

/** Starts per (curve, n) under `--starts auto`: measured to be enough on the benchmark, see docs/ARCHITECTURE.md. */
const AUTO_STARTS = [64, 1024, 4096, 8192, 8192];
const CANDIDATES = [1, 4, 8, 12, 12];

export function scheduleFor(breaks: number, starts: number | "auto"): Schedule {
  const total = starts === "auto" ? AUTO_STARTS[breaks] : starts;
  const second = breaks === 0 ? 0 : Math.floor(total / 2);
  return {
    firstStarts: total - second,
    secondStarts: second,
    halvings: HALVINGS,
    candidates: CANDIDATES[breaks],
  };
}
