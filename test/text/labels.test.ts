import { describe, expect, it } from "vitest";
import { displayWidth, shortenMiddle } from "../../src/formats/terminalText.js";
import { shortenApart } from "../../src/text/labels.js";

const labelsOf = (names: readonly string[], width: number) => [...shortenApart(names, width).values()];

describe("shortenApart", () => {
  it("cuts in the middle where that tells names apart, and leaves short ones alone", () => {
    const names = ["abcdefghij", "klmnopqrst", "short"];
    expect(labelsOf(names, 7)).toEqual(names.map((name) => shortenMiddle(name, 7)));
    expect(labelsOf([...names, ...names], 10)).toEqual(names);
  });

  it.each([
    ["abc1234567xyz", "abc1239567xyz"],
    ["層層層a層層層層層", "層層層b層層層層層"],
    ["model-small-sgd-1", "model-large-sgd-1"],
  ])("cuts elsewhere where %s and %s would read the same", (...names) => {
    const labels = labelsOf(names, 9);
    expect(new Set(labels).size).toBe(2);
    expect(Math.max(...labels.map(displayWidth))).toBeLessThanOrEqual(9);
  });

  it("grows wider where no cut tells them apart", () => {
    const name = (letter: string, place: number) => "x".repeat(place) + letter + "x".repeat(40 - place);
    const names = [name("x", 20), name("a", 3), name("a", 12), name("a", 20), name("a", 28), name("a", 37)];
    expect(new Set(labelsOf(names, 6)).size).toBe(names.length);
  });

  it("is done with twenty thousand long names in good time", () => {
    const names = Array.from({ length: 20_000 }, (_, i) => `${"p".repeat(60)}${i}${"q".repeat(60)}`);
    const begin = performance.now();
    expect(new Set(labelsOf(names, 12)).size).toBe(names.length);
    expect(performance.now() - begin).toBeLessThan(20_000);
  });
});
