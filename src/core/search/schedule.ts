import type { Form } from "../forms/form.js";

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
 * of starts brings back, choosing after 8 iterations loses none. With one break few have to run to their end: 256 starts
 * found all 92 minima at each of eight seeds, in about a third of the time of 1,024 starts of the wider choice in two rounds.
 */
const NARROW: readonly Halving[] = [
  { keep: 1, least: 48, iterations: 8 },
  { keep: 0.1, least: 12, iterations: 16 },
  { keep: 0.03, least: 8, iterations: 96 },
];
const WIDE: readonly Halving[] = [
  { keep: 1, least: 48, iterations: 8 },
  { keep: 0.33, least: 32, iterations: 16 },
  { keep: 0.1, least: 24, iterations: 96 },
];

/** from so many breaks on a wide choice and a second round find minima that more starts of one round do not */
const HARD = 2;

/** @param share of the starts that are drawn: a holdout's refits only rank numbers of breaks, and make do with half */
export function scheduleFor(form: Form, breaks: number, starts: number | "auto", share = 1): Schedule {
  const effort = form.effort(breaks);
  const total = Math.max(1, Math.round(share * (starts === "auto" ? effort.starts : starts)));
  const second = breaks < HARD ? 0 : Math.floor(total / 2);
  return {
    firstStarts: total - second,
    secondStarts: second,
    halvings: breaks < HARD ? NARROW : WIDE,
    candidates: effort.candidates,
  };
}
