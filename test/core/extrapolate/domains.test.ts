import { describe, expect, it } from "vitest";
import { InputError } from "../../../src/core/errors.js";
import { domainColumn, domainsOf, groupsOf } from "../../../src/core/extrapolate/domains.js";
import type { CurveSet } from "../../../src/core/types.js";
import { madeCurve, madeSet } from "../../suite/madeSuite.js";

const NONE = { index: -1, note: null };
const NOTHING_FOUND = "domains: none (no key column is called domain); --domain names one";

function setOf(keyNames: readonly string[], keys: readonly (readonly string[])[]): CurveSet {
  return madeSet(
    keys.map((key) => madeCurve(key, 4, 1)),
    { keyNames },
  );
}

const benchmark = setOf(
  ["Task", "Domain", "Model"],
  [
    ["t1", "IC", "m"],
    ["t2", "NMT", "m"],
    ["t3", "IC", "n"],
  ],
);

describe("domainColumn", () => {
  it("is the column that was asked for, without a note", () => {
    expect(domainColumn(benchmark, "Model")).toEqual({ index: 2, note: null });
    expect(domainColumn(benchmark, "")).toEqual(NONE);
    expect(domainColumn(benchmark, " ")).toEqual(NONE);
  });

  it("is guessed where nothing was asked for", () => {
    expect(domainColumn(benchmark, null)).toEqual(domainColumn(benchmark, undefined));
    expect(domainColumn(benchmark, null).index).toBe(1);
  });

  it.each(["Domain", "DOMAIN", " domain "])("is one that is called %j, wherever it stands", (name) => {
    const set = setOf(["Task", name], [["t", "IC"]]);
    expect(domainColumn(set, undefined)).toEqual({
      index: 1,
      note: `domains: the values of ${name} (guessed); --domain names another column`,
    });
  });

  it("is the first of several where it joins curves", () => {
    const joined = setOf(
      ["Task", "Model"],
      [
        ["t", "m"],
        ["t", "n"],
      ],
    );
    expect(domainColumn(joined, undefined)).toEqual({
      index: 0,
      note: "domains: the values of Task, the first key column (guessed); --domain names another column",
    });
    const apart = setOf(
      ["Task", "Model"],
      [
        ["t", "m"],
        ["u", "m"],
      ],
    );
    expect(domainColumn(apart, undefined)).toEqual({ index: -1, note: NOTHING_FOUND });
  });

  it("is none where one key column tells curves apart, or there is no key", () => {
    expect(domainColumn(setOf(["name"], [["a"], ["b"]]), undefined)).toEqual({
      index: -1,
      note: NOTHING_FOUND,
    });
    expect(domainColumn(setOf([], [[]]), undefined)).toEqual({ index: -1, note: NOTHING_FOUND });
  });

  it("refuses a column that is no key, and lists those that are", () => {
    const ask = (set: CurveSet) => () => domainColumn(set, "Dataset");
    expect(ask(benchmark)).toThrow(InputError);
    expect(ask(benchmark)).toThrow(
      'the domain "Dataset" is no key column: they are Task, Domain, Model; --curve names key columns',
    );
    expect(ask(setOf([], [[]]))).toThrow('the domain "Dataset" is no key column: there is none;');
  });
});

describe("domainsOf and groupsOf", () => {
  it("are the values once each in the order of first appearance, and the value of each curve", () => {
    const column = domainColumn(benchmark, "Domain");
    expect(domainsOf(benchmark, column)).toEqual(["IC", "NMT"]);
    expect(groupsOf(benchmark, column)).toEqual(["IC", "NMT", "IC"]);
  });

  it("are no domains, and one group of all, without a column", () => {
    expect(domainsOf(benchmark, NONE)).toEqual([]);
    expect(groupsOf(benchmark, NONE)).toEqual(["", "", ""]);
  });
});
