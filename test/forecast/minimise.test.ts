import { expect, it } from "vitest";
import { minimise } from "../../src/forecast/minimise.js";

it("ends where a bowl is lowest, however it is tilted", () => {
  const bowl = ([p, q]: Float64Array) => (p - 3) ** 2 + 10 * (q + 1) ** 2 + (p - 3) * (q + 1);
  const [p, q] = minimise(bowl, Float64Array.of(0, 0), 0.5);
  expect(p).toBeCloseTo(3, 2);
  expect(q).toBeCloseTo(-1, 2);
});

it("goes along Rosenbrock's valley to its end", () => {
  const valley = ([p, q]: Float64Array) => (1 - p) ** 2 + 100 * (q - p * p) ** 2;
  const [p, q] = minimise(valley, Float64Array.of(-1.2, 1), 0.3);
  expect(p).toBeCloseTo(1, 1);
  expect(q).toBeCloseTo(1, 1);
});
