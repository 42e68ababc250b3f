import { philox4x32, seedKey, uniform } from "../../src/core/random/philox.js";

/** What a stream of draws is for: streams of one curve never share numbers. */
export const Purpose = { Truth: 0, Grid: 1, Noise: 2, Order: 3 } as const;
export type Purpose = (typeof Purpose)[keyof typeof Purpose];

/** A stream of draws that depends on nothing but (seed, curve, purpose) and how many were taken before. */
export class Draws {
  private taken = 0;
  private readonly key: [number, number];

  constructor(
    seed: number,
    private readonly curve: number,
    private readonly purpose: Purpose,
  ) {
    this.key = seedKey(seed);
  }

  between(low: number, high: number): number {
    return low + (high - low) * uniform(this.words()[0]);
  }

  /** Uniform in ln: for scales such as noise levels and counts. */
  logBetween(low: number, high: number): number {
    return low * Math.exp(Math.log(high / low) * uniform(this.words()[0]));
  }

  chance(probability: number): boolean {
    return uniform(this.words()[0]) < probability;
  }

  /** Standard normal, by Box and Muller. */
  normal(): number {
    const [first, second] = this.words();
    return Math.sqrt(-2 * Math.log(uniform(first))) * Math.cos(2 * Math.PI * uniform(second));
  }

  private words(): [number, number, number, number] {
    return philox4x32([this.taken++, this.curve, this.purpose, 0], this.key);
  }
}
