import { expect } from "vitest";
import { loadCurves, type LoadOptions } from "../../src/curves/load.js";
import { byteSource } from "../curves/sources.js";
import { refusal } from "./cases.js";

/** Loads bytes as curves: "read", where every number is one that a fit can take, or "refused" with a good message. */
export async function loadedOrRefused(bytes: Uint8Array, file: string, options: LoadOptions = {}): Promise<string> {
  try {
    const { curves } = await loadCurves([byteSource(file, bytes, 4096)], options);
    for (const { key, x, y, weight, train } of curves) {
      expect(key.every((word) => typeof word === "string")).toBe(true);
      expect([y.length, weight.length, train.length]).toEqual([x.length, x.length, x.length]);
      expect(x.every((value) => value > 0 && value < Infinity)).toBe(true);
      expect(y.every((value) => Number.isFinite(value) && value > (options.yAbove ?? -Infinity))).toBe(true);
      expect(weight.every((value) => value > 0 && value < Infinity)).toBe(true);
      expect(train.every((flag) => flag === 0 || flag === 1)).toBe(true);
    }
    return "read";
  } catch (error) {
    return refusal(error, file);
  }
}
