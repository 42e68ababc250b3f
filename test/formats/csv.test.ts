import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadCurves } from "../../src/curves/load.js";
import { readCsv } from "../../src/formats/csv.js";
import { textSource } from "../curves/sources.js";

const plain = `model,x,y\nA,1,10\n"B, ""big""",2,20\nÄß€🙂,3,30\n`;

async function curvesOf(text: string, chunkSize = 1000) {
  // a made table may have a model in every row, which would be no guess to make
  const key = text.includes("model") ? { curve: ["model"] } : {};
  const { curves } = await loadCurves([textSource(text, "c.csv", chunkSize)], key);
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

describe("text without quotes, which is split, and with quotes, which is parsed", () => {
  const cell = fc.string({
    unit: fc.constantFrom("a", "7", ".", " ", "\t", "ß", "€", "🙂", "\uFEFF"),
    maxLength: 4,
  });
  const line = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.tuple(cell, fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 99 })),
    },
    { weight: 1, arbitrary: fc.constantFrom([""], ["  "], ["\t"]) },
  );
  const lineEnd = fc.constantFrom("\n", "\r\n", "\r");

  /** What is read, or what is said. */
  async function outcome(text: string, chunkSize: number) {
    return curvesOf(text, chunkSize).catch((error: unknown) => (error as Error).message);
  }

  test("are the same table in chunks of any size, or the same error", async () => {
    const lines = fc.array(fc.tuple(line, lineEnd), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(lines, fc.integer({ min: 1, max: 40 }), fc.boolean(), async (made, chunkSize, last) => {
        const ended = (records: readonly (readonly [readonly unknown[], string])[]) =>
          records.map(([record, end]) => record.join(",") + end).join("");
        const body = ended(made) + (last ? "z,1" : "z,1,1");
        const plain = await outcome(`model,x,y\n${body}`, chunkSize);
        // one quote in the header has all of it parsed
        expect(await outcome(`"model",x,y\n${body}`, chunkSize)).toEqual(plain);
        // a quote late in the text has the rest of it parsed
        const late = await outcome(`model,x,y\n${body}\n"q",1,1`, chunkSize);
        if (typeof plain !== "string") expect(late).toEqual([...plain, ["q", [1], [1]]]);
        else expect(late).toBe(plain);
      }),
      { numRuns: 300 },
    );
  });

  test("name the line of a row with other fields", async () => {
    const text = "model,x,y\nA,1,1\n\nA,2\n";
    await expect(curvesOf(text, 5)).rejects.toThrow("line 4: 2 fields, but the header has 3");
    await expect(curvesOf(text.replace("A,1", '"A",1'), 5)).rejects.toThrow("line 4: 2 fields, but the header has 3");
  });

  test("have rows of 16 MiB at most", async () => {
    const part = new Uint8Array(1 << 24).fill(65);
    const endless = {
      name: "endless.csv",
      async *chunks() {
        await Promise.resolve();
        yield new TextEncoder().encode("model,x,y\nA,1,1\n");
        for (let i = 0; i < 2; i++) yield part;
      },
    };
    await expect(loadCurves([endless], {})).rejects.toThrow(
      "endless.csv, line 3: the row goes on for more than 16 MiB",
    );
  });

  test.each([
    ["a header", (commas: string) => `x,y${commas}\n1,1\n`, 1],
    ["a quoted header", (commas: string) => `"x",y${commas}\n1,1\n`, 1],
    ["a row", (commas: string) => `x,y\n1,1\n2,1${commas}\n`, 3],
  ])("have 100,000 fields at most, in %s", async (_, textWith, line) => {
    const wide = textSource(textWith(",".repeat(100_000)), "wide.csv", 1 << 16);
    await expect(loadCurves([wide], {})).rejects.toThrow(
      line === 1 ? `wide.csv, line ${line}: more than 100000 fields` : "wide.csv, line 3: ",
    );
  });

  test("may stand behind very many blank lines, which are looked through a few times", async () => {
    const source = textSource(`${"\n".repeat(1_000_000)}x\ty\n1\t1\n2\tbad\n`, "late.csv", 100);
    await expect(loadCurves([source], { x: "x", y: "y" })).rejects.toThrow('late.csv, line 1000003, column y: "bad"');
  });

  test("are taken in batches of few rows where there are very many columns", async () => {
    const row = `${Array.from({ length: 100 }, () => "a".repeat(500)).join(",")}\n`;
    const text = row.repeat(1_800);
    const sizes: number[] = [];
    for await (const { batch } of readCsv("wide.csv", chunksOf(text))) sizes.push(batch.numRows);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(1_799);
    expect(Math.max(...sizes)).toBeLessThan(1_500);
  });
});

async function* chunksOf(text: string): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += 1 << 18) yield bytes.slice(at, at + (1 << 18));
}
