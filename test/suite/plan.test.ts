import { describe, expect, it } from "vitest";
import { InputError } from "../../src/core/errors.js";
import type { CurveSet } from "../../src/core/types.js";
import { planSuite } from "../../src/suite/plan.js";
import type { SuiteRequest } from "../../src/suite/suiteResult.js";
import { madeCurve, madeSet } from "./madeSuite.js";

const keys = [
  ["V", "x"],
  ["V", "y"],
  ["L", "x"],
];
const set = madeSet(keys.map((key) => madeCurve(key, 3, 1)));
const named = (...keyNames: string[]): CurveSet => ({ ...set, keyNames });
const plan = (table: CurveSet, parts: Partial<SuiteRequest> = {}) => planSuite(table, { forms: ["a", "b"], ...parts });

describe("the domain column", () => {
  it("is the one called domain in any case, wherever it stands", () => {
    const { domainName, sections, notes } = plan(named("Model", "DOMAIN"));
    expect(domainName).toBe("DOMAIN");
    expect(sections.map(({ name, members }) => [name, members])).toEqual([
      ["all", [0, 1, 2]],
      ["x", [0, 2]],
      ["y", [1]],
    ]);
    expect(notes).toEqual(["domains: the values of DOMAIN (guessed); --domain names another column"]);
  });

  it("else is the first of several key columns, where it joins curves", () => {
    const { domainName, notes } = plan(named("Task", "Model"));
    expect(domainName).toBe("Task");
    expect(notes[0]).toMatch(/^domains: the values of Task, the first key column \(guessed\)/);
  });

  it("else is none", () => {
    const apart = keys.map((key, i) => madeCurve([`t${i}`, key[1]], 3, 1));
    const single = keys.map((_, i) => madeCurve([i < 2 ? "p" : "q"], 3, 1));
    for (const table of [madeSet(apart, { keyNames: ["Task", "Model"] }), madeSet(single, { keyNames: ["Task"] })]) {
      const { domainName, sections, notes } = plan(table);
      expect([domainName, sections.length]).toEqual([null, 1]);
      expect(notes).toEqual(["domains: none (no key column is called domain); --domain names one"]);
    }
  });

  it("is what was asked for, without a note", () => {
    expect(plan(set, { domain: "Model" })).toMatchObject({ domainName: "Model", notes: [] });
    expect(plan(set, { domain: "" })).toMatchObject({ domainName: null, notes: [] });
  });
});

describe("groups", () => {
  it("stand between all and the domains, and join their curves", () => {
    const { sections } = plan(set, { groups: { everything: ["L", "V"], one: ["L"] } });
    expect(sections.map(({ kind, name, members }) => [kind, name, members])).toEqual([
      ["all", "all", [0, 1, 2]],
      ["group", "everything", [0, 1, 2]],
      ["group", "one", [2]],
      ["domain", "V", [0, 1]],
      ["domain", "L", [2]],
    ]);
  });
});

describe("what cannot be is told before anything is fitted", () => {
  const allTrain = madeSet([madeCurve(["V", "x"], 3, 0)]);
  const cases: [CurveSet, Partial<SuiteRequest>, string][] = [
    [
      { ...allTrain, trainName: null },
      {},
      "made.csv: no column tells training from test rows, and a suite is decided on test rows; --train names the column that marks training rows",
    ],
    [
      allTrain,
      {},
      'made.csv: every row is a training row by the column "Training", and a suite is decided on test rows; mark rows as test there, or name another column with --train',
    ],
    [set, { forms: [] }, "no forms: name at least one"],
    [set, { forms: ["a", "b", "a"] }, 'the form "a" is named twice: name it once'],
    [set, { domain: "Task" }, 'the domain "Task" is no key column: they are Domain, Model; --curve names key columns'],
    [
      madeSet([madeCurve([], 3, 1)], { keyNames: [] }),
      { domain: "Task" },
      'the domain "Task" is no key column: there is none; --curve names key columns',
    ],
    [
      set,
      { domain: "", groups: { g: ["V"] } },
      'the group "g" joins domains, but there are none; --domain names their column',
    ],
    [set, { groups: { g: ["V", "IC"] } }, 'the group "g": there is no domain "IC"; there are V, L'],
    [set, { groups: { V: ["V", "L"] } }, 'the group "V" is called like a domain: give it another name'],
    [set, { groups: { g: [] } }, 'the group "g" joins no domains: name some'],
    [set, { compare: [["a", "m4"]] }, 'a is compared with m4, but "m4" is not among the forms: a, b'],
    [set, { compare: [["b", "b"]] }, "b is compared with itself: name two forms"],
    [set, { resamples: 0.5 }, "resamples is 0.5: it must be a whole number from 1"],
    [set, { seed: -1 }, "seed is -1: it must be a whole number from 0"],
  ];

  it.each(cases)("case %#", (table, parts, message) => {
    expect(() => plan(table, parts)).toThrow(InputError);
    expect(() => plan(table, parts)).toThrow(new InputError(message));
  });

  it("lists a dozen domains at most", () => {
    const many = madeSet(Array.from({ length: 30 }, (_, i) => madeCurve([`d${i}`, "x"], 3, 1)));
    expect(() => plan(many, { groups: { g: ["none"] } })).toThrow(/there are d0, .*, d11 and 18 more$/);
  });
});
