import { expect } from "vitest";

/** Fails unless |seen − wanted| ≤ tolerance; NaN fails. Cheaper than a chain of matchers for thousands of numbers. */
export function expectWithin(seen: number, wanted: number, tolerance: number, what: string): void {
  if (Math.abs(seen - wanted) <= tolerance) return;
  expect.fail(`${what}: ${seen} for ${wanted}, off by ${seen - wanted}, allowed ${tolerance}`);
}
