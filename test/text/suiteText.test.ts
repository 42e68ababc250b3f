import { describe, expect, it } from "vitest";
import type { Curve } from "../../src/core/types.js";
import { scoreSuite } from "../../src/suite/suite.js";
import type { Suite, SuiteRequest } from "../../src/suite/suiteResult.js";
import { escapeMarkdown, suiteJson, suiteMarkdown, suiteText } from "../../src/text/suiteText.js";
import { madeCurve, madeFit, madeForms, madeSet, madeSuite } from "../suite/madeSuite.js";
import { madeSuiteMeta } from "../tables/madeSuiteMeta.js";

const meta = madeSuiteMeta();
const { set, fits } = madeSuite();
const scored = (parts: Partial<SuiteRequest> = {}): Suite =>
  scoreSuite(set, fits, { forms: madeForms, resamples: 10, ...parts });
const suite = scored({ groups: { both: ["V", "L"] } });

/** A suite of these curves on which the first form is better. */
function suiteOf(curves: readonly Curve[], forms: readonly string[] = ["p", "q"]): Suite {
  const rows = curves.map((curve) => forms.map((form, k) => madeFit(curve, form, 0.1 * (k + 1))));
  return scoreSuite(madeSet(curves), rows, { forms, resamples: 10 });
}

const words = (line: string) => line.trim().split(/ {2,}/);

describe("suiteText", () => {
  const text = suiteText(suite, meta, 120);
  const lines = text.split("\n");

  it("has a row per form in each section, named once", () => {
    const at = lines.findIndex((line) => line.startsWith("all (4)"));
    expect(lines.slice(at, at + 4).map(words)).toEqual([
      ["all (4)", "a", "1.333", "33.3", "33.3", "2.00", "2.25", "0.182", "0.251", "0.251", "1"],
      ["b", "0.3333", "8.3", "8.3", "2.25", "2.25", "0.229", "0.251", "0.251", "1"],
      ["c", "2.333", "58.3", "58.3", "1.75", "1.50", "0.230", "0.351", "0.351", "0"],
      [""],
    ]);
    for (const name of ["group both (4)", "V (3)", "L (1)"]) expect(text).toContain(`\n${name} `);
  });

  it("says over which curves geometric means are", () => {
    expect(text).toContain("above 0: all 3 of 4, both 3 of 4, L 0 of 1.");
    expect(suiteText(suiteOf([madeCurve(["V", "m"], 3, 2)]), meta, 120)).toContain(
      "geomean: geometric mean over all curves.",
    );
  });

  it("has the caveats between the summary and the comparison", () => {
    const order = ["geomean:", "Caveats:", "few curves", "A / B"].map((part) => text.indexOf(part));
    expect(order).toEqual(order.toSorted((p, q) => p - q));
    expect(order[0]).toBeGreaterThan(0);
  });

  it("words every caveat of the suite worked out by hand", () => {
    const caveats = lines.filter((line) => line.startsWith("- "));
    expect(caveats).toEqual([
      "- without test rows: 1 curve, left out of the scores: L / m5.",
      "- a failed on 1 curve, a loss and the last rank: L / m4 (too-few-points, 3 training rows).",
      "- b failed on 1 curve, a loss and the last rank: L / m4 (ŷ ≤ 0 or not finite on 2 of 2 test rows).",
      "- ties, test errors equal to within 1e-6, which share wins and ranks: a = b on 1 curve; a = b = c on 1 curve (best on 1).",
      "- cut to 3 decimals, 1 of 4 curves has several best forms.",
      "- one test row: 1 of 4 curves; their error is that of one point, without a standard error.",
      "- few curves: all 4 (one moves a share by 25 points), both 4 (one moves a share by 25 points), " +
        "V 3 (one moves a share by 33 points), L 1 (one moves a share by 100 points); bootstrap intervals of so few are too narrow.",
    ]);
  });

  it("words the caveats on rows", () => {
    const repeated = { ...madeCurve(["V", "m"], 3, 3), x: Float64Array.of(1, 1, 9, 5, 5, 9) };
    const nobody = madeCurve(["V", "n"], 3, 1);
    const rows = [repeated, { ...nobody, skippedRows: 2 }].map((curve) =>
      ["p", "q"].map((form) => madeFit(curve, form, curve === repeated ? 0 : "no fit")),
    );
    const odd = scoreSuite(madeSet([repeated, { ...nobody, skippedRows: 2 }]), rows, {
      forms: ["p", "q"],
      resamples: 10,
    });
    const shown = suiteText(odd, meta, 120);
    for (const line of [
      "- bad rows skipped: 2.",
      "- no form has a test error on 1 curve: nobody won, shares do not add up to 100 %.",
      "- repeated rows in 1 curve: 1 training and 1 test row repeat another's x and y; each counts, so standard errors are too small.",
      "- test rows that are also training rows: 1 in 1 curve.",
      "- not an extrapolation: 3 of 3 test rows in 1 curve have an x inside the range of the training x.",
      "- a test error of 0 has no logarithm: 1 curve left out of geometric means.",
    ]) {
      expect(shown).toContain(`${line}\n`);
    }
  });

  it("says that there are no caveats where there are none, and compares nothing with one form", () => {
    const ten = Array.from({ length: 10 }, (_, i) => madeCurve(["V", `m${i}`], 3, 2));
    expect(suiteText(suiteOf(ten), meta, 120)).toContain("\nNo caveats.\n");
    expect(suiteText(suiteOf(ten, ["p"]), meta, 120)).not.toContain("A / B");
  });

  it("has counts, ratio, interval and p-value of each pair; ties and pairs only where they tell", () => {
    const compared = lines.slice(lines.findIndex((line) => /^curves .*A \/ B/.test(line)));
    expect(words(compared[0])).toEqual([
      "curves",
      "A / B",
      "A / B",
      "interval",
      "in %",
      "lower",
      "lower",
      "ties",
      "test p",
      "paired",
    ]);
    expect(words(compared[1]).filter((_, i) => ![3, 4].includes(i))).toEqual([
      "all (4)",
      "c / a",
      "1.26",
      "2",
      "1",
      "1",
      "1",
      "3",
    ]);
    const twelve = Array.from({ length: 12 }, (_, i) => madeCurve(["V", `m${i}`], 3, 2));
    const header = suiteText(suiteOf(twelve), meta, 120)
      .split("\n")
      .find((line) => /^curves .*A \/ B/.test(line))!;
    expect(words(header)).toEqual(["curves", "A / B", "A / B", "interval", "in %", "lower", "lower", "test p"]);
  });

  it("fits 80 columns with long names of domains, which stay different", () => {
    const long = ["left", "right"].map((end) => `a domain with a name that goes on and on to the ${end}`);
    const table = suiteText(suiteOf(long.map((name) => madeCurve([name, "m"], 3, 2))), meta, 80);
    const rows = table.split("\n").filter((line) => / (p|q|q \/ p) /.test(line));
    expect(rows.length).toBeGreaterThan(4);
    for (const row of rows) expect(row.length).toBeLessThanOrEqual(80);
    expect(new Set(rows.filter((row) => row.includes("…")).map((row) => row.slice(0, 12))).size).toBe(2);
  });

  it("escapes what would drive a terminal", () => {
    const evil = suiteOf([madeCurve(["\u001b[2Jx", "m\n1"], 3, 0), madeCurve(["\u001b[2Jx", "m"], 3, 2)]);
    const shown = suiteText(evil, madeSuiteMeta({ protocol: "p\u0007" }), 120);
    expect(shown).not.toMatch(/[\u001b\u0007]/);
    expect(shown).toContain(String.raw`\x1b[2Jx / m\x0a1`);
    expect(shown).toContain(String.raw`protocol p\x07`);
  });
});

describe("suiteMarkdown", () => {
  const lines = suiteMarkdown(suite, meta).split("\n");
  const cells = (line: string) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim());

  it("has the terminal's rows, each with its section's name, under one header", () => {
    const header = lines.findIndex((line) => line.startsWith("| curves | form"));
    expect(cells(lines[header])).toEqual(
      ["curves", "form", "wins", "best %", "best % cut", "rank mean", "rank median"].concat([
        "test geomean",
        "test median",
        "train median",
        "failed",
      ]),
    );
    expect(cells(lines[header + 1]).slice(0, 3)).toEqual(["---", "---", "---:"]);
    expect(cells(lines[header + 3])).toEqual([
      "all (4)",
      "b",
      "0.3333",
      "8.3",
      "8.3",
      "2.25",
      "2.25",
      "0.229",
      "0.251",
      "0.251",
      "1",
    ]);
    const rows = lines.slice(header + 2, header + 14);
    expect(new Set(rows.map((row) => cells(row).length))).toEqual(new Set([11]));
    expect(lines[header + 14]).toBe("");
  });

  it("has the caveats as a list of its own", () => {
    const at = lines.indexOf("Caveats:");
    expect(lines[at + 1]).toBe("");
    expect(lines[at + 2]).toBe("- without test rows: 1 curve, left out of the scores: L / m5.");
  });

  it("lets no name end a cell, a line or the text", () => {
    expect(escapeMarkdown("a|b\nc")).toBe(String.raw`a\|b\\x0ac`);
    expect(escapeMarkdown("<b>*x* `y` [z](u) _v_ few_shot")).toBe("&lt;b>\\*x\\* \\`y\\` \\[z\\](u) \\_v\\_ few_shot");
    const evil = suiteMarkdown(suiteOf([madeCurve(["a|b\n", "m"], 3, 2)]), meta);
    const rows = evil.split("\n").filter((row) => row.includes("b\\\\x0a"));
    expect(rows).toHaveLength(4);
    for (const row of rows) expect(row).toMatch(/^(- few|\| a\\\|b\\\\x0a \(1\) \|)/);
  });
});

describe("suiteJson", () => {
  it("holds sections, caveats in counts and words, and how it was made", () => {
    const parsed = JSON.parse(suiteJson(suite, meta)) as {
      meta: unknown;
      sections: unknown;
      caveats: { words: string[]; failures: unknown[]; oneTestRow: number };
    };
    expect(parsed.meta).toEqual(meta);
    expect(parsed.sections).toEqual(suite.sections);
    expect(parsed.caveats.oneTestRow).toBe(1);
    expect(parsed.caveats.words).toHaveLength(7);
    expect(parsed.caveats.failures).toEqual([
      { key: ["L", "m4"], form: "a", status: 6, unusableTestRows: 0 },
      { key: ["L", "m4"], form: "b", status: 0, unusableTestRows: 2 },
    ]);
  });
});
