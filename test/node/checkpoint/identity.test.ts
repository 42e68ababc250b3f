import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { resolveOptions } from "../../../src/core/options.js";
import { differences, identityOf, partsOf, type RunKind } from "../../../src/node/checkpoint/manifest.js";

const kind: RunKind = {
  version: "0.1.0",
  options: resolveOptions({ breaks: [0, 1], bounds: { f: [0.01, 1], c0: [-Infinity, 5] } }),
  digest: "ab12",
  shard: null,
};
const identity = (parts: Partial<RunKind> = {}) => identityOf(partsOf({ ...kind, ...parts }));

describe("the identity of a run", () => {
  it("is the same for the same run, in whatever order options were given", () => {
    const { bounds } = kind.options;
    const turned = Object.fromEntries(Object.entries(bounds).reverse());
    const options = Object.fromEntries(Object.entries({ ...kind.options, bounds: turned }).reverse());
    expect(identity({ options: options as unknown as RunKind["options"] })).toBe(identity());
    expect(identity()).toMatch(/^[0-9a-f]{64}$/);
  });

  it("is another for another version, input, shard or option, and the words say which", () => {
    const others: [Partial<RunKind>, string][] = [
      [{ version: "0.2.0" }, `bnsl's version is "0.1.0" there and "0.2.0" here`],
      [{ digest: "ab13" }, "the input is another one (its names, keys or numbers differ)"],
      [{ shard: { index: 2, of: 3, curves: 9 } }, 'shard is null there and {"curves":9,"index":2,"of":3} here'],
      [{ options: resolveOptions({ ...kind.options, breaks: [0, 1, 2] }) }, "breaks is [0,1] there and [0,1,2] here"],
      [{ options: { ...kind.options, seed: 3 } }, "seed is 0 there and 3 here"],
    ];
    for (const [other, words] of others) {
      expect(identity(other)).not.toBe(identity());
      expect(differences(partsOf(kind), partsOf({ ...kind, ...other }))).toEqual([words]);
    }
    expect(differences(partsOf(kind), partsOf(kind))).toEqual([]);
  });

  it("tells numbers apart that JSON does not", () => {
    const fixed = fc.oneof(fc.double(), fc.constantFrom(0, -0, Infinity, -Infinity, NaN));
    fc.assert(
      fc.property(fixed, fixed, (p, q) => {
        const of = (value: number) => identity({ options: { ...kind.options, fixed: { a: value } } });
        expect(of(p) === of(q)).toBe(Object.is(p, q));
      }),
    );
  });
});
