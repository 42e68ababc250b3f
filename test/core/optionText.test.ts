import { describe, expect, it } from "vitest";
import { parseColumns } from "../../src/cli/optionFlags.js";
import {
  parseBounds,
  parseBreaks,
  parseFixed,
  parseNumber,
  parsePoints,
  parseTies,
  parseWhole,
} from "../../src/core/optionText.js";
import { InputError } from "../../src/core/errors.js";

describe("parseBreaks", () => {
  it.each([
    ["0..3", [0, 1, 2, 3]],
    ["0,2,3", [0, 2, 3]],
    ["1", [1]],
    [" 0, 2..4 ", [0, 2, 3, 4]],
  ])("%j", (text, breaks) => expect(parseBreaks(text)).toEqual(breaks));

  it.each(["", "3..0", "0..", "..3", "a", "1.5", "-1", "0...3", "1,,2", "0..1e9", "0..999"])("refuses %j", (text) => {
    expect(() => parseBreaks(text)).toThrow(
      new InputError(`--breaks ${text}: give numbers of breaks such as 0..3, 0,2 or 1`),
    );
  });
});

describe("parseBounds", () => {
  it("reads several, adds to earlier ones, and knows infinity", () => {
    const earlier = parseBounds("f=0.01..1");
    expect(parseBounds("c0=-inf..5, d1=.5..1e+3", earlier)).toEqual({
      f: [0.01, 1],
      c0: [-Infinity, 5],
      d1: [0.5, 1000],
    });
    expect(parseBounds("a=-Infinity..+inf")).toEqual({ a: [-Infinity, Infinity] });
    expect(earlier).toEqual({ f: [0.01, 1] });
  });

  it.each(["f", "f=1", "f=1..", "f=..1", "f=1..x", "=1..2", "f=1...2", "f=1..2,", "f:1..2"])("refuses %j", (text) => {
    expect(() => parseBounds(text)).toThrow(InputError);
  });

  it("refuses a name given twice", () => {
    expect(() => parseBounds("f=1..2,f=1..2")).toThrow("--bound names f twice");
  });

  it("takes no name from Object's prototype as given", () => {
    expect(parseBounds("constructor=1..2")).toHaveProperty("constructor", [1, 2]);
  });
});

describe("parseFixed", () => {
  it("reads several and adds to earlier ones", () => {
    expect(parseFixed("c0=0,f1=1", { a: 2 })).toEqual({ a: 2, c0: 0, f1: 1 });
    expect(parseFixed("c1=-.5e-1")).toEqual({ c1: -0.05 });
  });

  it.each(["c0", "c0=", "c0=x", "c0=inf", "c0=1 2", "c0=1,"])("refuses %j", (text) => {
    expect(() => parseFixed(text)).toThrow(new InputError(`--fix ${text}: write NAME=VALUE, for example c0=0 or f1=1`));
  });
});

describe("parseTies", () => {
  it("reads several, adds to earlier ones, and leaves what they say to the options", () => {
    const earlier = parseTies("c1=-c0");
    expect(parseTies(" d2 = 2 * d1 ,f2=f1", earlier)).toEqual({ c1: "-c0", d2: "2 * d1", f2: "f1" });
    expect(earlier).toEqual({ c1: "-c0" });
    expect(parseTies("a=1-0.5*b,q=?")).toEqual({ a: "1-0.5*b", q: "?" });
  });

  it.each(["", "c1", "c1=", "=c0", "c1=-c0,", "c1==c0", "c1=c0=c2", "c-1=c0", "c1= "])("refuses %j", (text) => {
    expect(() => parseTies(text)).toThrow(
      new InputError(`--tie ${text}: write NAME=EXPRESSION, for example c1=-c0 or d2=2*d1`),
    );
  });

  it("refuses a name given twice, also over two uses of the option", () => {
    expect(() => parseTies("c1=-c0,c1=c0")).toThrow("--tie names c1 twice: give it once");
    expect(() => parseTies("c1=c2", { c1: "-c0" })).toThrow("--tie names c1 twice");
  });
});

describe("parsePoints", () => {
  it.each<[string, unknown[]]>([
    ["10x", ["10x"]],
    ["1e3, 2.5X,3×", [1e3, "2.5x", "3x"]],
    ["2..100x", ["2x", "5x", "10x", "20x", "50x", "100x"]],
    ["0.5..2x", ["0.5x", "1x", "2x"]],
    ["1x..100x:3", ["1x", "10x", "100x"]],
  ])("reads multiples of a last x: %s", (text, places) => expect(parsePoints(text)).toEqual(places));

  it("adds to those of earlier uses", () => expect(parsePoints("10x", [5])).toEqual([5, "10x"]));

  it.each(["0x", "-1x", "x", "5..2x", "2..5x:1", "1e999x", "10xx"])("refuses %j", (text) =>
    expect(() => parsePoints(text)).toThrow(/^--at /),
  );

  it("keeps the order of a list", () => expect(parsePoints("1e10, 5,1e9")).toEqual([1e10, 5, 1e9]));

  it("spaces a log grid evenly in the logarithm, with both ends exact", () => {
    const grid = parsePoints("1e9..1e12:7") as number[];
    expect(grid).toHaveLength(7);
    expect([grid[2], grid[4]]).toEqual([1e10, 1e11]);
    expect([grid[0], grid[6]]).toEqual([1e9, 1e12]);
    const steps = grid.slice(1).map((x, i) => Math.log10(x / grid[i]));
    for (const step of steps) expect(step).toBeCloseTo(0.5, 12);
  });

  it("mixes both", () => expect(parsePoints("3,1..100:2")).toEqual([3, 1, 100]));

  it.each(["", "x", "-1", "0", "1e999", "1,,2", "1..2", "1..2:1", "2..1:3", "2..2:3", "0..1:3", "1..2:1000001"])(
    "refuses %j",
    (text) => expect(() => parsePoints(text)).toThrow(InputError),
  );
});

describe("parseColumns", () => {
  it.each([
    ["Domain,Task,Model", ["Domain", "Task", "Model"]],
    [" a , b c ", ["a", "b c"]],
    ['"a,b",c', ["a,b", "c"]],
    ['c, "say ""hi"", twice"', ["c", 'say "hi", twice']],
    ["one", ["one"]],
  ])("%j", (text, names) => expect(parseColumns(text, "--curve")).toEqual(names));

  it.each(["", "a,", ",a", "a,,b", '"a', '"a"b', '""'])("refuses %j", (text) => {
    expect(() => parseColumns(text, "--curve")).toThrow(InputError);
  });

  it("refuses a column named twice", () => {
    expect(() => parseColumns("a,b,a", "--curve")).toThrow('the column "a" is named twice');
  });
});

describe("numbers", () => {
  it("parseWhole takes whole numbers from the least", () => {
    expect(parseWhole("9007199254740991", "--seed", 0)).toBe(Number.MAX_SAFE_INTEGER);
    expect(["1e3", "1.5E+3", "20e0"].map((text) => parseWhole(text, "--starts", 1))).toEqual([1000, 1500, 20]);
    for (const text of ["", "-1", "1.0", "1e-3", "1.55e1", "1e99", "e3", "0x10", "9007199254740992"]) {
      expect(() => parseWhole(text, "--seed", 0)).toThrow(`--seed ${text}: give a whole number from 0`);
    }
  });

  it("parseNumber takes finite decimals", () => {
    expect(parseNumber("-2.5e-3", "--huber")).toBe(-0.0025);
    for (const text of ["", "x", "0x10", "Infinity", "1e999", "1 "]) {
      expect(() => parseNumber(text, "--huber")).toThrow(`--huber ${text}: give a number`);
    }
  });
});
