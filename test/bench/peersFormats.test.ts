import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { peerCurves } from "../../bench/peers/curves.js";
import {
  decodeFits,
  decodeProblems,
  encodeFits,
  encodeProblems,
  encodeStarts,
  Ended,
  readNumbers,
  writeNumbers,
} from "../../bench/peers/formats.js";
import { randomStarts } from "../../bench/peers/starts.js";
import { syntheticCurves } from "../../bench/suites/simulate.js";

const folder = mkdtempSync(join(tmpdir(), "bnsl-formats-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("files handed to peers", () => {
  it("bring problems back as they were, infinite bounds too", () => {
    const curves = peerCurves(syntheticCurves(3, 15, 0), 2);
    const file = join(folder, "problems");
    writeNumbers(file, encodeProblems(curves, 2));
    const numbers = readNumbers(file);
    expect(Array.from(numbers.subarray(0, 4))).toEqual([1, 3, 2, 9]);
    expect(decodeProblems(numbers)).toEqual(
      curves.map(({ u, scaledY, centre, scale, lo, hi }) => ({ u, scaledY, centre, scale, lo, hi })),
    );
    expect(Array.from(curves[0].hi)).toContain(Infinity);
  });

  it("bring fits back as they were", () => {
    const fits = [
      { curve: 1, start: 7, ended: Ended.Converged, iterations: 30, p: Float64Array.of(1, -2, Infinity) },
      { curve: 0, start: 8, ended: Ended.Failed, iterations: 0, p: Float64Array.of(0.1, 0.2, 0.3) },
    ];
    expect(decodeFits(encodeFits(fits), 3)).toEqual(fits);
  });

  it("state how many starts they hold, curve by curve", () => {
    const encoded = encodeStarts(
      Float64Array.from({ length: 24 }, (_, i) => i),
      2,
      3,
    );
    expect(Array.from(encoded.subarray(0, 5))).toEqual([1, 2, 4, 3, 0]);
    expect(encoded.length).toBe(28);
  });
});

describe("randomStarts", () => {
  const curves = peerCurves(syntheticCurves(2, 15, 0), 1);

  it("draws inside the bounds, the same under the same seed and others under another", () => {
    const starts = randomStarts(curves, 1, 5, 50);
    expect(randomStarts(curves, 1, 5, 50)).toEqual(starts);
    expect(randomStarts(curves, 1, 6, 50)).not.toEqual(starts);
    starts.forEach((value, i) => {
      const { lo, hi } = curves[Math.floor(i / 300)];
      expect(value).toBeGreaterThanOrEqual(lo[i % 6]);
      expect(value).toBeLessThanOrEqual(hi[i % 6]);
    });
  });

  it("passes through the middle of the data", () => {
    const [beta, c0, c1, a, delta, phi] = randomStarts(curves, 1, 5, 1);
    const f = Math.exp(phi);
    expect(c0).toBeGreaterThan(-0.5);
    expect(a + Math.exp(beta - c1 * f * Math.log1p(Math.exp(-delta / f)))).toBeCloseTo(1, 10);
  });
});
