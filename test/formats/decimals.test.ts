import { Decimal, Dictionary, Int32, Int64, Uint64, makeData, makeVector, vectorFromArray } from "apache-arrow";
import { Table, Timestamp, TimeUnit, type Vector } from "apache-arrow";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadCurves } from "../../src/curves/load.js";
import { numberCells, textCells } from "../../src/formats/cells.js";
import { typedSources } from "../curves/sources.js";

const PRECISION: Readonly<Record<number, number>> = { 32: 9, 64: 18, 128: 38, 256: 76 };

/** A column of decimals from their integers; null where there is none. */
function decimals(integers: readonly (bigint | null)[], scale: number, bits: number): Vector<Decimal> {
  const words = bits / 32;
  const data = new Uint32Array(words * integers.length);
  const nullBitmap = new Uint8Array(Math.ceil(integers.length / 8) + 8);
  integers.forEach((integer, i) => {
    if (integer === null) return;
    nullBitmap[i >> 3] |= 1 << (i & 7);
    const bare = BigInt.asUintN(bits, integer);
    for (let k = 0; k < words; k++) data[words * i + k] = Number((bare >> BigInt(32 * k)) & 0xffffffffn);
  });
  const nullCount = integers.filter((integer) => integer === null).length;
  const type = new Decimal(scale, PRECISION[bits], bits);
  return makeVector(makeData({ type, length: integers.length, nullCount, nullBitmap, data }));
}

const widths = [32, 64, 128, 256];

describe("decimals", () => {
  test.each(widths)("of %d bits have the sign, the scale and the nulls that they have", (bits) => {
    const column = decimals([3017851n, -3017851n, 0n, null, 1500000n, -1n], 6, bits);
    expect([...numberCells(column)!.values]).toEqual([3.017851, -3.017851, 0, NaN, 1.5, -0.000001]);
    expect(textCells(column)).toEqual(["3.017851", "-3.017851", "0", null, "1.5", "-0.000001"]);
    expect(textCells(column.slice(1, 5))).toEqual(["-3.017851", "0", null, "1.5"]);
    expect([...numberCells(decimals([12n, -12n], -3, bits))!.values]).toEqual([12000, -12000]);
    expect(textCells(decimals([12n, -12n], -3, bits))).toEqual(["12000", "-12000"]);
  });

  test("are the nearest doubles, and every digit of a key", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...widths),
        fc.bigInt({ min: -(2n ** 255n), max: 2n ** 255n - 1n }),
        fc.integer({ min: -8, max: 60 }),
        (bits, wide, scale) => {
          const integer = BigInt.asIntN(bits, wide);
          const column = decimals([integer], scale, bits);
          // the language's own reading of decimal text is the nearest double
          expect(numberCells(column)!.values[0]).toBe(Number(`${integer}e${-scale}`) + 0);
          const text = textCells(column)![0]!;
          const [whole, fraction = ""] = text.split(".");
          const digits = BigInt(`${whole}${fraction}`);
          const [left, right] =
            scale >= fraction.length
              ? [digits * 10n ** BigInt(scale - fraction.length), integer]
              : [digits, integer * 10n ** BigInt(fraction.length - scale)];
          expect(left).toBe(right);
        },
      ),
      { numRuns: 500, seed: 2 },
    );
  });

  test("of 256 bits are values and keys in every format", async () => {
    const config = decimals([15n, 25n, 15n, 25n], 1, 256);
    const y = decimals([3017851n, 2732832n, 2480077n, 2n ** 200n], 6, 256);
    const n = vectorFromArray([1, 1, 2, 2]);
    for (const source of typedSources({ config, n, loss: y })) {
      const { curves } = await loadCurves([source], { curve: ["config"] });
      expect(curves.map(({ key }) => key)).toEqual([["1.5"], ["2.5"]]);
      expect(curves.map(({ y }) => [...y])).toEqual([
        [3.017851, 2.480077],
        [2.732832, Number(`${2n ** 200n}e-6`)],
      ]);
    }
  });

  test("differ as keys where doubles do not, as whole numbers of 64 bits do", async () => {
    const close = [2n ** 60n, 2n ** 60n + 1n];
    const columns: Vector[] = [
      ...[64, 128, 256].map((bits) => decimals(close, 0, bits)),
      vectorFromArray(close, new Int64()),
      vectorFromArray(close, new Uint64()),
      vectorFromArray(close, new Dictionary(new Int64(), new Int32())),
    ];
    for (const id of columns) {
      const table = new Table({ id, x: vectorFromArray([1, 1]), y: vectorFromArray([2, 3]) });
      const { curves } = await loadCurves([{ name: "t", table }], { curve: ["id"] });
      expect(curves.map(({ key }) => key[0])).toEqual(close.map(String));
    }
  });

  test("of a scale that no number has are no reason to fill the memory", () => {
    const column = decimals([15n], 2_000_000_000, 128);
    expect(textCells(column)).toEqual(["15e-2000000000"]);
    expect(numberCells(column)!.values[0]).toBe(0);
  });
});

test("times are refused as x and as a key, with what to do", async () => {
  const at = vectorFromArray([new Date(1), new Date(2)], new Timestamp(TimeUnit.MILLISECOND));
  const table = new Table({ at, x: vectorFromArray([1, 2]), y: vectorFromArray([2, 3]) });
  for (const [flag, as] of [
    [{ x: "at" }, "numbers"],
    [{ curve: ["at"] }, "text"],
  ] as const) {
    await expect(loadCurves([{ name: "t", table }], flag)).rejects.toThrow(
      `t, column at: Timestamp<MILLISECOND> is not read as ${as}; cast the column first`,
    );
  }
});
