import {
  Bool,
  DateDay,
  Decimal,
  Dictionary,
  Float16,
  Float32,
  Int16,
  Int32,
  Int64,
  LargeUtf8,
  Uint64,
  Utf8,
  Utf8View,
  makeData,
  vectorFromArray,
  makeVector,
  type Vector,
} from "apache-arrow";
import { describe, expect, test } from "vitest";
import { utf8Vector } from "../../src/formats/batch.js";
import { numberCells, textCells, utf8Cells } from "../../src/formats/cells.js";

describe("text columns", () => {
  const words = ["a", "", "über", "🙂", null, "1.07e+09"];
  test.each<[string, Vector]>([
    ["Utf8", vectorFromArray(words, new Utf8())],
    ["LargeUtf8", vectorFromArray(words, new LargeUtf8())],
    ["Utf8View", vectorFromArray(words, new Utf8View())],
    ["Dictionary", vectorFromArray(words, new Dictionary(new Utf8(), new Int32()))],
    ["Dictionary of Int16", vectorFromArray(words, new Dictionary(new Utf8(), new Int16()))],
  ])("%s, whole, sliced and in parts", (_, column) => {
    expect(textCells(column)).toEqual(words);
    expect(textCells(column.slice(2, 5))).toEqual(words.slice(2, 5));
    expect(textCells(column.slice(0, 2).concat(column.slice(2)))).toEqual(words);
  });

  test.each<[string, Vector, (string | null)[]]>([
    ["Int32", vectorFromArray([1, null, -3], new Int32()), ["1", null, "-3"]],
    ["Uint64", vectorFromArray([1n, 18446744073709551615n], new Uint64()), ["1", "18446744073709551615"]],
    ["Bool", vectorFromArray([true, false, null], new Bool()), ["true", "false", null]],
  ])("%s is written plainly", (_, column, cells) => {
    expect(textCells(column)).toEqual(cells);
  });

  test("a date has no reading", () => {
    expect(textCells(vectorFromArray([new Date(0)], new DateDay()))).toBeUndefined();
  });

  test("utf8Vector and utf8Cells undo one another", () => {
    for (const cells of [[], [""], ["a", "bc", ""], ["\uFEFFa", "é", "", "🙂🙂"]]) {
      expect(utf8Cells(utf8Vector(cells).data[0])).toEqual(cells);
      if (!cells.join().includes("\uFEFF")) expect([...utf8Vector(cells)]).toEqual(cells); // Arrow drops the mark
    }
  });
});

describe("number columns", () => {
  const decimals = new Uint32Array([15, 0, 0, 0, 0xffffffe7, 0xffffffff, 0xffffffff, 0xffffffff]);
  const decimal = makeVector(makeData({ type: new Decimal(1, 10, 128), length: 2, data: decimals }));
  test.each<[string, Vector, number[]]>([
    ["Float32", vectorFromArray([0.5, null], new Float32()), [0.5, NaN]],
    ["Float16", vectorFromArray([0.5, 2], new Float16()), [0.5, 2]],
    ["Int64", vectorFromArray([1n, -(2n ** 40n)], new Int64()), [1, -(2 ** 40)]],
    ["Decimal", decimal, [1.5, -2.5]],
    ["text", vectorFromArray(["1e3", "x", null], new Utf8()), [1000, NaN, NaN]],
    ["Dictionary", vectorFromArray(["5", "6", "5"]), [5, 6, 5]],
  ])("%s", (_, column, values) => {
    expect([...(numberCells(column)?.values ?? [])]).toEqual(values);
  });

  test("a cell is shown as it was written", () => {
    expect(numberCells(vectorFromArray(["0x1"], new Utf8()))?.written(0)).toBe("0x1");
    expect(numberCells(vectorFromArray([null, 2.5]))?.written(0)).toBeNull();
    expect(numberCells(vectorFromArray([null, 2.5]))?.written(1)).toBe("2.5");
  });
});
