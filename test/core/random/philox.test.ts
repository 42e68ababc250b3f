import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { philox4x32, seedKey, uniform } from "../../../src/core/random/philox.js";
import { describeGpu } from "../../support/device.js";
import { runKernel } from "../../support/kernel.js";
import { Draw } from "../../support/random.js";

type Counter = [number, number, number, number];
type Key = [number, number];

/** Random123's known-answer vectors for philox4x32-10 (kat_vectors of that library). */
const published: { counter: Counter; key: Key; words: Counter }[] = [
  {
    counter: [0, 0, 0, 0],
    key: [0, 0],
    words: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
  },
  {
    counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    key: [0xffffffff, 0xffffffff],
    words: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  },
  {
    counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    key: [0xa4093822, 0x299f31d0],
    words: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  },
];

describe("philox4x32", () => {
  it.each(published)("gives the published words of key $key", ({ counter, key, words }) => {
    expect(philox4x32(counter, key)).toEqual(words);
  });

  it("answers any change of counter or key with other words", () => {
    const word = fc.nat(0xffffffff);
    fc.assert(
      fc.property(fc.tuple(word, word, word, word), fc.tuple(word, word), fc.nat(5), (counter, key, at) => {
        const all = [...counter, ...key];
        all[at] = (all[at] + 1) >>> 0;
        const other = philox4x32(all.slice(0, 4) as Counter, all.slice(4) as Key);
        expect(other).not.toEqual(philox4x32(counter, key));
      }),
      { numRuns: 100, seed: 1 },
    );
  });
});

describe("uniform", () => {
  it("lies strictly inside (0, 1) and is exact in f32", () => {
    for (const word of [0, 1, 511, 512, 0x7fffffff, 0x80000000, 0xffffffff]) {
      const value = uniform(word);
      expect(value).toBeGreaterThan(0);
      expect(value).toBeLessThan(1);
      expect(Math.fround(value)).toBe(value);
    }
  });

  it("is centred and spread evenly over counters", () => {
    const count = 40_000;
    const bins = new Array<number>(10).fill(0);
    for (let i = 0; i < count; i++) bins[Math.floor(10 * uniform(philox4x32([i, 0, 0, 0], [0, 0])[0]))]++;
    const expected = count / bins.length;
    const chiSquare = bins.reduce((sum, seen) => sum + (seen - expected) ** 2 / expected, 0);
    // 9 degrees of freedom: 27.9 is exceeded once in a thousand seeds
    expect(chiSquare).toBeLessThan(27.9);
  });
});

describe("seedKey", () => {
  it("keeps every seed of 53 bits apart", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (seed) => {
        const [low, high] = seedKey(seed);
        expect(high * 2 ** 32 + low).toBe(seed);
      }),
      { seed: 1 },
    );
  });
});

describeGpu("philox.wgsl", (open) => {
  it("gives the same words and the same numbers, bit for bit", async () => {
    const draw = new Draw(3);
    const random = Array.from({ length: 500 }, () => Array.from({ length: 6 }, () => draw.word()));
    const cases = [...published.map(({ counter, key }) => [...counter, ...key]), ...random];
    const output = await runKernel(open().device, {
      files: ["philox"],
      inputs: [Uint32Array.from(cases.flat())],
      types: ["u32"],
      length: 12 * cases.length,
      code: `
        @compute @workgroup_size(1) fn main(@builtin(global_invocation_id) id: vec3u) {
          let i = id.x * 6u;
          let counter = vec4u(input0[i], input0[i + 1u], input0[i + 2u], input0[i + 3u]);
          let words = philox4x32(counter, vec2u(input0[i + 4u], input0[i + 5u]));
          let numbers = uniform4(words);
          for (var k = 0u; k < 4u; k++) {
            // halves of a word are exact as f32
            output[id.x * 12u + k] = f32(words[k] & 0xffffu);
            output[id.x * 12u + 4u + k] = f32(words[k] >> 16u);
            output[id.x * 12u + 8u + k] = numbers[k];
          }
        }`,
      workgroups: cases.length,
    });
    cases.forEach(([c0, c1, c2, c3, k0, k1], i) => {
      const words = philox4x32([c0, c1, c2, c3], [k0, k1]);
      const seen = Array.from(output.subarray(12 * i, 12 * (i + 1)));
      expect(words.map((_, k) => (seen[k] + seen[4 + k] * 0x10000) >>> 0)).toEqual(words);
      expect(seen.slice(8)).toEqual(words.map(uniform));
    });
  });
});
