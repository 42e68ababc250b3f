import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InputError } from "../../src/core/errors.js";
import { DEFAULTS, entryFor, resolveOptions } from "../../src/core/options.js";
import type { FitOptions } from "../../src/core/types.js";

describe("resolveOptions", () => {
  it("gives the defaults for nothing, and leaves out what is undefined", () => {
    expect(resolveOptions()).toEqual(DEFAULTS);
    expect(resolveOptions({ seed: undefined } as unknown as Partial<FitOptions>)).toEqual(DEFAULTS);
  });

  it("is its own fixed point for good options", () => {
    const finite = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
    const options = fc.record({
      breaks: fc.uniqueArray(fc.integer({ min: 0, max: 4 }), { minLength: 1 }),
      starts: fc.oneof(fc.constant("auto" as const), fc.integer({ min: 1, max: 1e6 })),
      seed: fc.maxSafeNat(),
      huber: fc.oneof(fc.constant(null), finite),
      bounds: fc.record({
        a: fc.tuple(finite, finite).map(([p, q]) => [Math.min(p, q), Math.max(p, q)] as const),
      }),
      fixed: fc.record({ c0: finite }),
    });
    fc.assert(
      fc.property(options, (given) => {
        const resolved = resolveOptions(given);
        expect(resolved.breaks).toEqual([...given.breaks].sort((p, q) => p - q));
        expect(resolveOptions(resolved)).toEqual(resolved);
        expect(resolved).toMatchObject({ ...given, breaks: resolved.breaks });
      }),
      { numRuns: 50, seed: 1 },
    );
  });

  it("sorts breaks and takes each once, without touching the caller's list", () => {
    const breaks = [3, 0, 3, 1];
    expect(resolveOptions({ breaks }).breaks).toEqual([0, 1, 3]);
    expect(breaks).toEqual([3, 0, 3, 1]);
  });

  it.each<Partial<FitOptions>>([
    { bounds: { c: [-Infinity, Infinity], c4: [0, 0], f: [1e-300, Infinity], a: [-5, 5] }, breaks: [4] },
    { fixed: { c: 0, f: 1, d1: 5, b: 2, a: -1 } },
    { fixed: { c1: 3, c: 1 }, bounds: { c: [0, 1], c1: [2, 4] } },
    { breaks: [0], fixed: { c: 0 } },
    { seed: Number.MAX_SAFE_INTEGER, starts: 1e6 },
  ])("takes %j", (given) => expect(resolveOptions(given)).toMatchObject(given));

  const bad: [unknown, string][] = [
    [{ brakes: [1] }, 'there is no option "brakes"; the options of a fit are breaks, starts, seed, objective'],
    [{ breaks: [] }, "breaks is []: it must be a list of numbers of breaks"],
    [{ breaks: 2 }, "breaks is 2: it must be a list of numbers of breaks"],
    [{ breaks: [0, 5] }, "breaks is 5: it must be a whole number from 0 to 4"],
    [{ breaks: [-1] }, "breaks is -1: it must be a whole number from 0 to 4"],
    [{ breaks: [1.5] }, "breaks is 1.5: it must be a whole number from 0 to 4"],
    [{ breaks: ["1"] }, 'breaks is "1": it must be a whole number from 0 to 4'],
    [{ starts: 0 }, "starts is 0: it must be a whole number from 1 to 1000000"],
    [{ starts: 1e6 + 1 }, "starts is 1000001: it must be a whole number from 1 to 1000000"],
    [{ starts: "many" }, 'starts is "many": it must be a whole number'],
    [{ seed: -1 }, "seed is -1: it must be a whole number from 0 to 9007199254740991"],
    [{ seed: 2 ** 53 }, "seed is 9007199254740992: it must be a whole number from 0 to 9007199254740991"],
    [{ seed: NaN }, "seed is NaN: it must be a whole number"],
    [{ objective: "mse" }, 'objective is "mse": it must be one of log, log1p, linear'],
    [{ signB: "plus" }, 'signB is "plus": it must be one of +, -, auto'],
    [{ select: "best" }, 'select is "best": it must be one of tests, bic, aicc, aic, holdout, none'],
    [{ errors: "white" }, 'errors is "white": it must be one of auto, independent, ar1'],
    [{ segmentX: 1 }, "segmentX is 1: it must be a whole number from 2 to 1000"],
    [{ robust: "on" }, 'robust is "on": it must be one of auto, off'],
    [{ protocol: "best" }, 'protocol is "best": it must be one of default, extrapolate'],
    [{ domain: 3 }, "domain is 3: it must be the name of a key column"],
    [{ huber: 0 }, 'huber is 0: it must be a positive number, "auto", or null for plain squares'],
    [{ huber: Infinity }, "huber is Infinity: it must be a positive number"],
    [{ huber: "1" }, 'huber is "1": it must be a positive number'],
    [{ bounds: null }, "bounds is null: it must be an object by name of the parameter, such as { f: [0.01, 1] }"],
    [{ bounds: [[0, 1]] }, "bounds is [[0,1]]: it must be an object by name of the parameter"],
    [{ fixed: null }, "fixed is null: it must be an object by name of the parameter, such as { c0: 0 }"],
    [{ fixed: "c0=0" }, 'fixed is "c0=0": it must be an object by name of the parameter'],
    [{ ties: null }, 'ties is null: it must be an object by name of the parameter, such as { c1: "-c0" }'],
    [{ ties: 1 }, "ties is 1: it must be an object by name of the parameter"],
    [{ bounds: { g: [0, 1] } }, 'there is no parameter "g" to be bounded; the names are a, b, c0, c, c1…c4'],
    [{ bounds: { c5: [0, 1] } }, 'there is no parameter "c5" to be bounded'],
    [{ bounds: { d0: [1, 2] } }, 'there is no parameter "d0" to be bounded'],
    [{ bounds: { a: [2, 1] } }, "the bound on a is 2..1: no number is inside; write the lowest first"],
    [{ bounds: { a: [Infinity, Infinity] } }, "the bound on a is Infinity..Infinity: no number is inside"],
    [{ bounds: { a: [NaN, 1] } }, "the bound on a is [null,1]: it must be two numbers, lowest first"],
    [{ bounds: { a: [1] } }, "the bound on a is [1]: it must be two numbers"],
    [{ bounds: { a: 1 } }, "the bound on a is 1: it must be two numbers"],
    [{ bounds: { f: [0, 1] } }, "the bound on f is 0..1: f is positive, start above 0"],
    [{ bounds: { d2: [-1, 1] } }, "the bound on d2 is -1..1: d2 is positive, start above 0"],
    [{ bounds: { b: [-2, -1] } }, "the bound on b is -2..-1: |b| is positive, start above 0"],
    [{ bounds: { c3: [0, 1] }, breaks: [0, 2] }, "c3 is bounded, but at most 2 breaks are fitted (breaks)"],
    [{ fixed: { e: 1 } }, 'there is no parameter "e" to be fixed'],
    [{ fixed: { a: Infinity } }, "a is fixed at Infinity: it must be a finite number"],
    [{ fixed: { a: "0" } }, 'a is fixed at "0": it must be a finite number'],
    [{ fixed: { f1: 0 } }, "f1 is fixed at 0: f1 is positive"],
    [{ fixed: { d: -3 } }, "d is fixed at -3: d is positive"],
    [
      { fixed: { b: -2 } },
      "b is fixed at -2: |b| is positive, give a value above 0; its sign is set by signB (--sign-b)",
    ],
    [{ fixed: { d2: 5 }, breaks: [0, 1] }, "d2 is fixed, but at most 1 break is fitted (breaks)"],
    [{ fixed: { f: 1 }, breaks: [0] }, "f is fixed, but at most 0 breaks are fitted (breaks)"],
    [
      { fixed: { c0: 3 }, bounds: { c: [0, 2] } },
      "c0 is fixed at 3, outside its bound 0..2: widen the bound or move the value",
    ],
    [{ fixed: { f: 3 }, bounds: { f2: [0.1, 2] } }, "f2 is fixed at 3, outside its bound 0.1..2"],
    [{ fixed: { c: 3 }, bounds: { c0: [0, 2] }, breaks: [0] }, "c0 is fixed at 3, outside its bound 0..2"],
  ];

  it.each(bad)("refuses %j", (given, message) => {
    const resolve = (): FitOptions => resolveOptions(given as Partial<FitOptions>);
    expect(resolve).toThrow(InputError);
    expect(resolve).toThrow(message);
  });
});

describe("the protocol extrapolate", () => {
  const decided: Partial<FitOptions> = {
    breaks: [1],
    objective: "log",
    huber: null,
    signB: "+",
    bounds: { c: [0, 1], f: [0.1, 5] },
    fixed: { c0: 0 },
    ties: {},
    select: "none",
    errors: "independent",
    robust: "off",
    segmentX: 3,
  };

  it("decides all but starts, seed and domain", () => {
    expect(resolveOptions({ protocol: "extrapolate" })).toEqual({
      ...DEFAULTS,
      ...decided,
      protocol: "extrapolate",
    });
    const free = { protocol: "extrapolate", starts: 32, seed: 9, domain: "Task" } as const;
    expect(resolveOptions(free)).toEqual({ ...decided, ...free });
  });

  it("takes its own values and the defaults, and is its own fixed point", () => {
    const resolved = resolveOptions({ protocol: "extrapolate" });
    expect(resolveOptions(resolved)).toEqual(resolved);
    expect(resolveOptions({ ...DEFAULTS, protocol: "extrapolate" })).toEqual(resolved);
  });

  const conflicts: [Partial<FitOptions>, string][] = [
    [{ breaks: [0, 1] }, "breaks is [0,1]"],
    [{ objective: "log1p" }, 'objective is "log1p"'],
    [{ huber: 0.1 }, "huber is 0.1"],
    [{ signB: "-" }, 'signB is "-"'],
    [{ bounds: { a: [0, 1] } }, 'bounds is {"a":[0,1]}'],
    [{ fixed: { c0: 1 } }, 'fixed is {"c0":1}'],
    [{ ties: { c1: "-c0" } }, 'ties is {"c1":"-c0"}'],
    [{ select: "holdout" }, 'select is "holdout"'],
  ];

  it.each(conflicts)("refuses %j beside it", (given, words) => {
    const [name] = Object.keys(given);
    const resolve = () => resolveOptions({ ...given, protocol: "extrapolate" });
    expect(resolve).toThrow(InputError);
    expect(resolve).toThrow(`${words}, but the protocol "extrapolate" decides ${name} itself: leave one of them out`);
    expect(() => resolveOptions(given)).not.toThrow();
  });

  it("still checks what it leaves free", () => {
    expect(() => resolveOptions({ protocol: "extrapolate", starts: 0 })).toThrow("starts is 0");
    expect(() => resolveOptions({ protocol: "extrapolate", seed: -1 })).toThrow("seed is -1");
  });
});

describe("entryFor", () => {
  it("takes a parameter's own entry before its family's", () => {
    const entries = { c: 1, c2: 2, a: 3, f1: 4 };
    expect(["a", "c0", "c1", "c2", "f1", "f2", "b"].map((name) => entryFor(entries, name))).toEqual([
      3,
      1,
      1,
      2,
      4,
      undefined,
      undefined,
    ]);
  });
});
