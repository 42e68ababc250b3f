import { describe, expect, it } from "vitest";
import { displayWidth } from "../../src/formats/terminalText.js";
import { blockTable, commonBegin, type PlainColumn } from "../../src/text/plainTable.js";

const columns: PlainColumn[] = [
  { header: ["", "n"], right: true },
  { header: ["", "method"], right: false },
  { header: ["", "interval"], right: false },
  { header: ["", "remarks"], right: false, folds: true },
];
const blocks = ["190M", "370M"].map((size, i) => ({
  name: `a model with a long name ${size}`,
  rows: [["1", "envelope", `0.12345${i} to 0.234567`, `identified 94 %, at bound ${size}`]],
}));
const lines = (width: number) => blockTable("curve", columns, blocks, width).split("\n");

describe("blockTable", () => {
  it("is whole where there is room", () => {
    expect(lines(160)).toHaveLength(4);
    expect(lines(160)[2]).toContain("a model with a long name 190M");
    expect(lines(160)[1]).toContain("method");
  });

  it.each([80, 70, 50, 40])("fits %i columns, and says what it left out", (width) => {
    const text = lines(width);
    for (const line of text) expect(displayWidth(line), line).toBeLessThanOrEqual(width);
    const all = text.join("\n").replace(/\s+/g, " ");
    for (const word of ["envelope", "0.123450 to 0.234567", "0.123451 to 0.234567", "94 %", "190M", "370M"])
      expect(all).toContain(word);
  });

  it("drops what all names begin with, then columns of one word, then folds remarks below their line", () => {
    expect(lines(72).join("\n")).toContain("…: every curve begins with a model with a long name");
    expect(lines(60).join("\n")).toContain("the same in every line: method envelope");
    expect(
      lines(40).filter((line) => line.startsWith("    identified")),
      lines(40).join("\n"),
    ).toHaveLength(2);
  });
});

describe("commonBegin", () => {
  it.each([
    [["run-a-1", "run-a-2"], "run-a-"],
    [["abc1", "abc2"], ""],
    [["one"], ""],
    [["a/b", "a/"], ""],
    [["a/b/c", "a/b"], "a/"],
  ])("of %j is %j", (names, begin) => expect(commonBegin(names)).toBe(begin));
});
