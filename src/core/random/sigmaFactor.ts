import { drawnNormal } from "./normal.js";
import { philox4x32, uniform } from "./philox.js";

/** Sets these draws apart from those of the errors under the same seed. */
const PURPOSE = 0x7369676d;
/** Up to here χ² is a sum of squared normals; beyond, Wilson and Hilferty's cube of one is as good to 1e-3. */
const MOST_SQUARES = 16;

/**
 * √(ν/χ²) with χ² drawn with ν degrees of freedom (a whole number): what a normal error is multiplied by where its σ was
 * estimated from so many residuals, which makes Student's t of it. 1 where ν is infinite, σ known. What is drawn depends
 * on the address alone. Twin of `sigma_factor` in `shaders/resample.wgsl`.
 */
export function drawnSigmaFactor(
  freedom: number,
  hash: number,
  number: number,
  key: readonly [number, number],
): number {
  if (freedom === Infinity) return 1;
  if (freedom > MOST_SQUARES) {
    const [word] = philox4x32([0, hash, number, PURPOSE], key);
    const spread = 2 / (9 * freedom);
    const root = 1 - spread + drawnNormal(uniform(word)) * Math.sqrt(spread);
    return Math.sqrt(1 / (root * root * root));
  }
  let sum = 0;
  for (let first = 0; first < freedom; first += 4) {
    const words = philox4x32([first / 4, hash, number, PURPOSE], key);
    for (let i = first; i < Math.min(freedom, first + 4); i++) {
      const z = drawnNormal(uniform(words[i - first]));
      sum += z * z;
    }
  }
  return Math.sqrt(freedom / sum);
}
