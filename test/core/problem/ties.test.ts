import { describe, expect, it } from "vitest";
import { InputError } from "../../../src/core/errors.js";
import { resolveOptions } from "../../../src/core/options.js";
import { parseTie, tiesOf } from "../../../src/core/problem/ties.js";
import type { FitOptions } from "../../../src/core/types.js";

describe("parseTie", () => {
  it.each<[string, string, [source: string, slope: number, offset: number, reciprocal: boolean]]>([
    ["c1", "-c0", ["c0", -1, 0, false]],
    ["c2", "c1", ["c1", 1, 0, false]],
    ["c1", "+c2", ["c2", 1, 0, false]],
    ["d1", "2*d2", ["d2", 2, 0, false]],
    ["d1", ".5*d2", ["d2", 0.5, 0, false]],
    ["c1", "1-c0", ["c0", -1, 1, false]],
    ["c1", "-1.5+c0", ["c0", 1, -1.5, false]],
    ["c0", "0.5*c2+1", ["c2", 0.5, 1, false]],
    ["c0", "-2e-1*c2-1E+1", ["c2", -0.2, -10, false]],
    ["c1", "3-2*c0", ["c0", -2, 3, false]],
    ["c1", "1/f1", ["f1", 1, 0, true]],
    ["c0", "-1/f1", ["f1", -1, 0, true]],
    ["c0", "2-1/f1", ["f1", -1, 2, true]],
    ["f2", "f1", ["f1", 1, 0, false]],
    ["a", "-b", ["b", -1, 0, false]],
    ["a", "0.1*b+2", ["b", 0.1, 2, false]],
    ["c1", "  - 0.5 * c0\t+ 1 ", ["c0", -0.5, 1, false]],
  ])("reads %s=%s", (target, text, [source, slope, offset, reciprocal]) => {
    expect(parseTie(target, text)).toEqual({ target, source, slope, offset, reciprocal });
  });

  it.each(["", "1", "c", "c5", "x", "c0*2", "c0/2", "2c0", "c0+c1", "1/f", "1-c0+1", "--c0", "b^2", "1..2*c0"])(
    "refuses c1=%j as no linear function",
    (text) => {
      expect(() => parseTie("c1", text)).toThrow(
        new InputError(`the tie c1=${text} is no linear function of another parameter: write -c0, 2*d2, 1-c0 or 1/f1`),
      );
    },
  );

  const families = "exponents can be tied to c or to 1/f, places to d, sharpness to f, and a to b";
  it.each([
    ["c1", "c1", "a parameter cannot be tied to itself"],
    ["c1", "1/f0", "there is no parameter f0"],
    ["d1", "2*d0", "there is no parameter d0"],
    ["c1", "0*c0", "it does not depend on c0: fix c1 instead"],
    ["c1", "f1", families],
    ["c1", "1/c0", families],
    ["c1", "d1", families],
    ["c1", "b", families],
    ["d1", "f1", families],
    ["f1", "c1", families],
    ["f1", "1/f2", families],
    ["a", "c0", families],
    ["a", "1/b", families],
    ["d2", "-d1", "d2 must be a positive multiple of d1, as both are positive at every value"],
    ["d2", "d1+1", "d2 must be a positive multiple of d1"],
    ["f2", "1-f1", "f2 must be a positive multiple of f1"],
    ["c1", "1e31*c0", "its numbers must lie between 1e-30 and 1e+30, or be 0"],
    ["c1", "c0+1e999", "its numbers must lie between 1e-30 and 1e+30, or be 0"],
    ["d2", "1e-31*d1", "its numbers must lie between 1e-30 and 1e+30, or be 0"],
  ])("refuses %s=%s, and says why", (target, text, why) => {
    const parse = () => parseTie(target, text);
    expect(parse).toThrow(InputError);
    expect(parse).toThrow(`the tie ${target}=${text}: ${why}`);
  });
});

describe("ties among the options", () => {
  it("are taken where they name what is fitted", () => {
    const ties = { c1: "-c0", d2: "2*d1", f2: "f1", a: "0.5*b" };
    expect(resolveOptions({ breaks: [2], ties }).ties).toEqual(ties);
  });

  it("hold for the fits that have their target", () => {
    const options = resolveOptions({ breaks: [0, 1, 2], ties: { a: "-b", c1: "-c0", c2: "c0" } });
    const targets = (breaks: number) => tiesOf(options, breaks).map(({ target }) => target);
    expect([targets(0), targets(1), targets(2)]).toEqual([["a"], ["a", "c1"], ["a", "c1", "c2"]]);
  });

  it.each<[Record<string, unknown>, Partial<FitOptions>, string]>([
    [{ c1: 5 }, {}, 'the tie on c1 is 5: write it as text, such as "-c0"'],
    [{ b: "a" }, {}, "b cannot be tied: tie a to b instead"],
    [{ c: "c0" }, {}, "c cannot be tied: tie a, c0, c1, d1, f1, … one by one"],
    [{ c5: "c0" }, {}, "c5 cannot be tied"],
    [{ constructor: "c0" }, {}, "constructor cannot be tied"],
    [{ c1: "-c0", c2: "c1" }, {}, "c2 is tied to c1, which is itself tied: tie both to the same parameter"],
    [{ c1: "c2", c2: "c1" }, {}, "c1 is tied to c2, which is itself tied"],
    [
      { c1: "-c0" },
      { fixed: { c1: 1 } },
      "c1 is both tied and fixed: a tied parameter follows its source; leave one of the two out",
    ],
    [{ c1: "-c0" }, { bounds: { c1: [0, 1] } }, "c1 is both tied and bounded"],
    [{ c3: "-c0" }, { breaks: [0, 2] }, "c3 is tied, but at most 2 breaks are fitted (breaks)"],
    [{ c2: "-c0" }, { breaks: [1] }, "c2 is tied, but at most 1 break is fitted (breaks)"],
    [{ c0: "-c2" }, { breaks: [1, 2] }, "c0 is tied to c2, which a fit with 1 break does not have"],
    [{ c0: "-c1" }, { breaks: [0, 2] }, "c0 is tied to c1, which a fit with 0 breaks does not have"],
    [{ c1: "-c3" }, { breaks: [2, 3] }, "c1 is tied to c3, which a fit with 2 breaks does not have"],
    [{ c1: "nonsense" }, {}, "the tie c1=nonsense is no linear function"],
  ])("%j with %j are refused", (ties, others, message) => {
    const resolve = () => resolveOptions({ ties: ties as Record<string, string>, ...others });
    expect(resolve).toThrow(InputError);
    expect(resolve).toThrow(message);
  });

  it("may stand beside a fixed or bounded source, and a fixed family", () => {
    for (const others of [
      { fixed: { c0: 0.5 } },
      { bounds: { c0: [0, 1] as const } },
      { fixed: { f: 1 } },
      { bounds: { c: [-3, 3] as const } },
    ]) {
      expect(resolveOptions({ ties: { c1: "-c0" }, ...others })).toMatchObject(others);
    }
  });
});
