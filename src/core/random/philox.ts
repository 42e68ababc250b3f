/**
 * Philox4x32-10 (Salmon et al., SC 2011): a counter-based generator. The same (counter, key) gives the same
 * four words on every device, so which numbers a start draws depends on nothing but its own address.
 * Twin of `shaders/philox.wgsl`.
 */
export function philox4x32(
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
): [number, number, number, number] {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    const hi0 = multiplyHigh(0xd2511f53, c0);
    const lo0 = Math.imul(0xd2511f53, c0);
    const hi1 = multiplyHigh(0xcd9e8d57, c2);
    const lo1 = Math.imul(0xcd9e8d57, c2);
    c0 = (hi1 ^ c1 ^ k0) >>> 0;
    c1 = lo1 >>> 0;
    c2 = (hi0 ^ c3 ^ k1) >>> 0;
    c3 = lo0 >>> 0;
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  return [c0, c1, c2, c3];
}

/** A word as a number in (0, 1), the same on every device: its upper 23 bits at the middle of their cell. */
export function uniform(word: number): number {
  return ((word >>> 9) + 0.5) * 2 ** -23;
}

/** The two key words of a seed in 0 … 2^53−1. */
export function seedKey(seed: number): [number, number] {
  return [seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0];
}

function multiplyHigh(a: number, b: number): number {
  const a0 = a & 0xffff;
  const a1 = a >>> 16;
  const b0 = b & 0xffff;
  const b1 = b >>> 16;
  const mid = a1 * b0 + ((a0 * b0) >>> 16);
  const low = (mid & 0xffff) + a0 * b1;
  return (a1 * b1 + Math.floor(mid / 0x10000) + (low >>> 16)) >>> 0;
}

/** From which address the random numbers of one curve's errors come. */
export interface Draws {
  readonly hash: number;
  readonly key: readonly [number, number];
}
