import { describe, expect, test } from "vitest";
import { loadCurves } from "../../src/load/load.js";
import { textSource } from "./sources.js";

const plain = `model,x,y\nA,1,10\n"B, ""big""",2,20\nÄß€🙂,3,30\n`;

async function curvesOf(text: string, chunkSize = 1000) {
  const { curves } = await loadCurves([textSource(text, "c.csv", chunkSize)], {});
  return curves.map((curve) => [curve.key[0], [...curve.x], [...curve.y]]);
}

const expected = [
  ["A", [1], [10]],
  ['B, "big"', [2], [20]],
  ["Äß€🙂", [3], [30]],
];

describe("ways of writing the same table", () => {
  test.each([
    ["plain", plain],
    ["CRLF", plain.replaceAll("\n", "\r\n")],
    ["CR", plain.replaceAll("\n", "\r")],
    ["mixed line ends", plain.replace("\n", "\r\n")],
    ["a byte order mark", `\uFEFF${plain}`],
    ["a byte order mark before quotes", `\uFEFF${plain.replace("model", '"model"')}`],
    ["no last line end", plain.trimEnd()],
    ["blank lines", `\n${plain.replaceAll("\n", "\n\n")}\n`],
    ["blanks around names and numbers", plain.replace(",x,y", ", x , y").replace("1,10", " 1 , 10 ")],
    ["tabs", plain.replaceAll(/,(?! )/g, "\t")],
    ["semicolons", plain.replaceAll(/,(?! )/g, ";")],
  ])("%s", async (_, text) => {
    expect(await curvesOf(text)).toEqual(expected);
  });

  test.each([1, 2, 3, 7, 64])("chunks of %d bytes", async (chunkSize) => {
    expect(await curvesOf(`\uFEFF\r\n${plain.replaceAll("\n", "\r\n")}`, chunkSize)).toEqual(expected);
  });

  test("a comma in the header is the separator, whatever else is there", async () => {
    const set = await loadCurves([textSource("a;b,x,y\nA,1,2\n")], {});
    expect(set.keyNames).toEqual(["a;b"]);
  });

  test("keys are as written, blanks and emptiness included", async () => {
    expect(await curvesOf("model,x,y\n A ,1,2\n,1,3\n")).toEqual([
      [" A ", [1], [2]],
      ["", [1], [3]],
    ]);
  });

  test("an error names the line on which its row begins, line ends inside quotes counted", async () => {
    const text = 'model,x,y\r\n"A\r\nB",1,2\r\n\r\n"C\nD",1,2\r\n"E\r\n\r\nF",bad,2\r\n';
    await expect(curvesOf(text)).rejects.toThrow('c.csv, line 7, column x: "bad" is not a number');
  });
});

test("lines are counted on over batches", async () => {
  const rows = Array.from({ length: 150_000 }, (_, i) => `${i + 1},1`);
  rows[149_000] = "1,zero";
  await expect(curvesOf(`x,y\n${rows.join("\n")}`, 1 << 16)).rejects.toThrow('line 149002, column y: "zero"');
});
