/** Shrinks until the values at all corners agree to this. */
const TOLERANCE = 1e-6;
const MOST_STEPS = 2000;

/**
 * A local minimum of a smooth function of a few variables without its derivatives: the downhill simplex of Nelder & Mead (1965) with
 * their own coefficients.
 * @param step of the first simplex, in each variable
 */
export function minimise(of: (at: Float64Array) => number, start: Float64Array, step: number): Float64Array {
  const corner = (at: Float64Array): Corner => ({ at, value: of(at) });
  const corners = [
    corner(start),
    ...Array.from(start, (_, k) => corner(start.map((v, i) => (i === k ? v + step : v)))),
  ];
  for (let i = 0; i < MOST_STEPS; i++) {
    corners.sort((p, q) => p.value - q.value);
    const [best, second, worst] = [corners[0], corners[corners.length - 2], corners[corners.length - 1]];
    if (worst.value - best.value <= TOLERANCE) break;
    const others = corners.slice(0, -1);
    const centre = start.map((_, k) => others.reduce((sum, { at }) => sum + at[k], 0) / others.length);
    const along = (times: number) => corner(centre.map((v, k) => v + times * (worst.at[k] - v)));
    const reflected = along(-1);
    if (reflected.value < best.value) {
      const expanded = along(-2);
      corners[corners.length - 1] = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < second.value) corners[corners.length - 1] = reflected;
    else {
      const contracted = along(reflected.value < worst.value ? -0.5 : 0.5);
      if (contracted.value < Math.min(reflected.value, worst.value)) corners[corners.length - 1] = contracted;
      else {
        for (let k = 1; k < corners.length; k++) {
          corners[k] = corner(corners[k].at.map((v, j) => (v + best.at[j]) / 2));
        }
      }
    }
  }
  return corners.reduce((best, each) => (each.value < best.value ? each : best)).at;
}

interface Corner {
  readonly at: Float64Array;
  readonly value: number;
}
