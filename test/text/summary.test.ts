import { describe, expect, it } from "vitest";
import { Status } from "../../src/core/status.js";
import type { FitResult, FitRow } from "../../src/core/types.js";
import { displayWidth, escapeControls, shortenMiddle, shortNumber } from "../../src/formats/terminalText.js";
import { summaryTable, type SummaryOptions } from "../../src/text/summary.js";
import { madeFailure, madeMeta, madeResult, madeRow } from "../tables/madeFits.js";

function show(
  rows: readonly FitRow[],
  options: Partial<SummaryOptions> = {},
  select: "bic" | "none" | "tests" = "bic",
): string {
  return summaryTable(resultOf(rows, select), { color: false, width: 100, ...options });
}

function resultOf(rows: readonly FitRow[], select: "bic" | "none" | "tests"): FitResult {
  const meta = madeMeta();
  return { meta: { ...meta, options: { ...meta.options, select } }, rows };
}

/** The first words of the table's rows, without its two header lines and what stands below a row, set in. */
function order(text: string): string[] {
  return text
    .split("\n\n")[0]
    .split("\n")
    .slice(2)
    .filter((line) => !line.startsWith("    "))
    .map((line) => line.split(/ {2,}| \d /)[0].trim());
}

const named = (name: string, parts: Partial<FitRow> = {}) => madeRow({ key: [name], ...parts });

it("tells errors of fits of y itself in units of y, with R², and doubts by it", () => {
  const options = { ...madeMeta().options, objective: "linear" as const };
  const poor = madeRow({ key: ["vision", "poor"], rmsleTrain: null, rmsleTest: null, r2Train: 0.25 });
  const text = summaryTable({ meta: madeMeta({ options }), rows: [madeRow(), poor] }, { color: false, width: 160 });
  expect(text).toMatch(/rmse +rmse +R²/);
  expect(text).not.toMatch(/rmsle/i);
  expect(text).toContain("RMSE on train rows: median 0.0075, geometric mean 0.0075, largest 0.0075 (2 fits).");
  expect(text).toContain("R² on train rows: median 0.621, least 0.25 (2 fits).");
  expect(text).toMatch(/R² below 0\.5 on train rows .*: 1 answer: .*poor; look at them with .*--sort r2_train/);
  expect(text).not.toContain("error above 1");
});

describe("summaryTable", () => {
  it("shows the selected row of each curve, and a curve without a fit as what it is", () => {
    const text = show(madeResult().rows, { width: 160 });
    expect(text).toContain("vision / ResNet, wide");
    expect(text).toMatch(
      /ResNet, wide +1 +converged +0\.41\d* +2\.2\d* +0\.05508 +5\.66 @ 612\.6 \(0\.0592\) +0\.003536 +0\.012 +12 of 16 \(1024\)\n/,
    );
    expect(text.split("\n").slice(0, 2).join(" ")).toMatch(
      /breaks: .*starts in minimum .*c @ d \(f\) .*of run \(drawn\)/,
    );
    expect(text).toMatch(/\nsay "hi" \/ .* 0 +too-few-points +– +– +– +– +– +–\n/);
    expect(order(text)).toHaveLength(3);
  });

  it("shows every row where nothing was to be selected", () => {
    const text = summaryTable(resultOf(madeResult().rows, "none"), { color: false, width: 100 });
    expect(order(text)).toHaveLength(5);
    expect(text).toContain("No number of breaks was selected (--select none).");
  });

  it("says what a choice by tests rests on, and what was done about the errors", () => {
    const rows = [
      named("one", { errors: "ar1", rho: 0.5 }),
      named("two", { errors: "ar1", rho: 0.75, setAside: [3, 9] }),
      named("three", { setAside: [1] }),
    ];
    const lines = show(rows, {}, "tests").split("\n\n")[1].split("\n");
    expect(lines.slice(1, 5)).toEqual([
      "Breaks selected by tests: n=1 for 3 curves.",
      "A break is selected where simulated curves without it rarely gain as much by one, and where it holds without any one row, " +
        "any two neighbours and a tenth of the rows at either end.",
      "Errors of neighbouring rows are correlated in 2 curves (median ρ 0.63), which the tests take into account.",
      "3 training rows of 2 curves set aside (far out, or alone making a break).",
    ]);
    expect(show([named("one", { errors: "ar1" })])).not.toContain("correlated");
    const refused = named("one", { nBreaks: 2, selected: false, support: "few-x" });
    expect(show([named("one"), refused], {}, "tests")).toContain(
      "One more break gains enough, but rests on few rows or x: 1 curve: one; bnsl show says which.",
    );
    const chance = named("one", { nBreaks: 2, selected: false, support: "no-gain" });
    expect(show([named("one"), chance], {}, "tests")).not.toContain("One more break");
  });

  it("says what the whole table says", () => {
    const rows = [
      named("one", { rmsleTrain: 0.01, rmsleTest: 0.02 }),
      named("two", { rmsleTrain: 0.04, rmsleTest: 0.08, basinShare: 2 / 1024 }),
      named("three", {
        rmsleTrain: 0,
        rmsleTest: null,
        status: Status.AtBound,
        atBound: ["f1"],
        skippedRows: 2,
      }),
      madeFailure({ key: ["four"], nBreaks: 0, nTrain: 1 }),
      madeFailure({ key: ["four"], nBreaks: 1, status: Status.NonFinite }),
    ];
    expect(show(rows).split("\n\n")[1]).toBe(
      [
        "4 curves, 5 rows: 2 converged-gradient, 1 at-bound, 1 too-few-points, 1 non-finite.",
        "Breaks selected by bic: n=1 for 3 curves, none for 1 curve.",
        "RMSLE on train rows: median 0.01, geometric mean 0.02 (without 1 zero), largest 0.04 (3 fits).",
        "RMSLE on test rows: median 0.05, geometric mean 0.04, largest 0.08 (2 fits).",
        "Reached by fewer than 3 starts run to the end (more --starts may find lower): 1 answer: two.",
        "With a parameter on a bound (1 f1), not fixed by the data alone: 1 answer: three.",
        "1 curve without a fit at any n asked for (0, 1, 2):",
        "  four: n=0 too-few-points (1 training row; n=0 needs at least 3 distinct x), n=1 non-finite",
        "Ended non-finite on the GPU: 1 curve: four. The likely cause is y that spans more than the f32 of a GPU holds (about 70 decades under log); --engine cpu fits such curves.",
        "2 bad rows skipped in 1 curve.",
        "",
      ].join("\n"),
    );
  });

  it("keeps still about what is not the case", () => {
    const text = show([named("one")]);
    for (const words of ["fewer than", "bound", "without a fit", "skipped", "more curve"]) {
      expect(text).not.toContain(words);
    }
  });

  it("flags answers whose test error is above 1, and says what lists them", () => {
    const rows = [named("fine", { rmsleTest: 1 }), named("off", { rmsleTest: 1.01 })];
    const line = "Test error above 1 (off by more than a factor e): 1 answer: off; look at them with ";
    expect(show(rows)).toContain(`${line}bnsl show FITS --sort rmsle_test.\n`);
    expect(show(rows, { file: "fits.arrow" })).toContain(`${line}bnsl show fits.arrow --sort rmsle_test.\n`);
    expect(show(rows, { file: null })).toContain(`${line}the same command and --sort rmsle_test.\n`);
    expect(show(rows.slice(0, 1))).not.toContain("Test error");
  });

  it("flags answers whose training error is above 1: those are no fits", () => {
    const rows = [
      named("fine", { rmsleTrain: 1 }),
      named("unknown", { rmsleTrain: null }),
      named("off", { rmsleTrain: 1.01 }),
    ];
    expect(show(rows, { file: "fits.arrow" })).toContain(
      "Training error above 1 (off by more than a factor e on the very rows fitted): 1 answer: off; " +
        "look at them with bnsl show fits.arrow --sort rmsle_train.\n",
    );
    expect(show(rows.slice(0, 2))).not.toContain("Training error");
  });

  it("names a number of breaks to show where none was selected, as bnsl show asks for one", () => {
    const text = show([named("off", { rmsleTest: 2 })], { file: "fits.arrow" }, "none");
    expect(text).toContain("off at n=1; look at them with bnsl show fits.arrow --breaks N --sort rmsle_test.\n");
  });

  it("says why points are too few: rows, distinct x among them, or all held out", () => {
    const few = (key: string, nBreaks: number, nTrain: number, nTest = 0) =>
      madeFailure({ key: [key], nBreaks, nTrain, nTest });
    // c0 is fixed: 2 + 3n free parameters
    const text = show([few("p", 0, 2), few("q", 0, 20), few("q", 1, 20), few("r", 2, 0, 12)]);
    expect(text).toContain("  p: n=0 too-few-points (2 training rows; n=0 needs at least 3 distinct x)\n");
    expect(text).toContain(
      "  q: n=0 too-few-points (fewer than 3 distinct x in 20 training rows; n=0 needs at least 3), " +
        "n=1 too-few-points (fewer than 6 distinct x in 20 training rows; n=1 needs at least 6)\n",
    );
    expect(text).toContain("  r: n=2 too-few-points (no training rows: 12 rows, all held out)\n");
  });

  it("says nothing of what was needed where a table does not say its options", () => {
    const meta = madeMeta({ version: "unknown" });
    const text = summaryTable({ meta, rows: [madeFailure({ nTrain: 2 })] }, { color: false, width: 100 });
    expect(text).toContain("too-few-points (2 training rows)\n");
  });

  it("says what may have ended non-finite, on the GPU alone, a curve once", () => {
    const failed = { status: Status.NonFinite, nTrain: 20 };
    const rows = [
      named("p"),
      ...[1, 2].map((nBreaks) => madeFailure({ key: ["p"], nBreaks: nBreaks + 1, ...failed })),
      madeFailure({ key: ["q"], engine: "cpu", ...failed }),
    ];
    expect(show(rows)).toContain("Ended non-finite on the GPU: 1 curve: p. The likely cause is y");
    expect(show(rows.slice(3))).not.toContain("GPU");
  });

  it("counts curves in which AICc left an n out, where it chose", () => {
    const undefinedAicc = { nBreaks: 2, selected: false, c: [1, 1], d: [1, 2], f: [1, 1], aicc: null };
    const rows = [named("p"), named("p", undefinedAicc), named("q", { aicc: null }), madeFailure({ key: ["r"] })];
    const line = "AICc is undefined for some n in 1 curve: too few points, n left out.\n";
    const textBy = (select: "aicc" | "bic") => {
      const { meta } = resultOf(rows, "bic");
      const result = { meta: { ...meta, options: { ...meta.options, select } }, rows };
      return summaryTable(result, { color: false, width: 100 });
    };
    expect(textBy("aicc")).toContain(line);
    expect(textBy("bic")).not.toContain("AICc");
  });

  it("names curves by the key columns in which they differ", () => {
    const keys = [
      ["IC", "birds", "ViT"],
      ["IC", "birds", "MiX"],
      ["IC", "cars", "MiX"],
    ];
    const rows = keys.map((key) => madeRow({ key, basinShare: 0 }));
    const text = show(rows);
    expect(order(text)).toEqual(["birds / ViT", "birds / MiX", "cars / MiX"]);
    expect(text).toContain("3 answers: birds / ViT; birds / MiX; cars / MiX.");
    expect(order(show(rows.slice(0, 1)))).toEqual(["IC / birds / ViT"]);
  });

  it("keeps names that differ in the middle apart", () => {
    const [begin, end] = ["a-long-begin-".repeat(4), "-a-long-end".repeat(4)];
    const rows = Array.from({ length: 12 }, (_, i) => named(`${begin}${i}${end}`));
    expect(new Set(order(show(rows, { width: 80 }))).size).toBe(12);
  });

  it("has no test column without test rows", () => {
    expect(show([named("one")])).toMatch(/train +test/);
    expect(show([named("one", { nTest: 0, rmsleTest: null })])).not.toMatch(/train +test/);
  });

  it("sorts by name, by error, and worst first", () => {
    const rows = [
      named("m-10", { rmsleTrain: 0.3, rmsleTest: 0.1 }),
      named("m-9", { rmsleTrain: 0.1, rmsleTest: 0.3 }),
      madeFailure({ key: ["failed"] }),
      named("m-8", { rmsleTrain: 0.2, rmsleTest: null }),
    ];
    const sorted = (sort: SummaryOptions["sort"]) => order(show(rows, sort ? { sort } : {}));
    expect(sorted(undefined)).toEqual(["m-10", "m-9", "failed", "m-8"]);
    expect(sorted("key")).toEqual(["failed", "m-8", "m-9", "m-10"]);
    expect(sorted("worst")).toEqual(["failed", "m-9", "m-8", "m-10"]);
    expect(sorted("rmsle_train")).toEqual(["m-10", "m-8", "m-9", "failed"]);
    expect(sorted("rmsle_test")).toEqual(["m-9", "m-10", "failed", "m-8"]);
  });

  it("shows the first of many and counts the rest", () => {
    const rows = Array.from({ length: 7 }, (_, i) => named(`m${i}`));
    const text = show(rows, { limit: 2 });
    expect(order(text)).toEqual(["m0", "m1"]);
    expect(text).toContain("\n… and 5 more curves\n");
    expect(text).toContain("7 curves, 7 rows");
  });

  it.each([80, 100, 140])("fits %i columns with one break and a long name", (width) => {
    const text = show([named("a model with a name that is rather longer than a terminal is wide, number 4096")], {
      width,
    });
    const table = text.split("\n\n")[0].split("\n");
    expect(Math.max(...table.map(displayWidth))).toBeLessThanOrEqual(width);
    expect(table[2]).toMatch(/^a.*….*4096 +1 +converged/);
  });

  it("runs over rather than lose a number, and keeps columns aligned under wide characters", () => {
    const rows = [named("層層層", { nBreaks: 2, c: [1, 1], d: [1e10, 1e11], f: [0.5, 2.5] }), named("ab")];
    const lines = show(rows, { width: 20 }).split("\n");
    expect(lines[2]).toContain("1@1e10(0.5) 1@1e11(2.5)");
    const column = (line: string) => displayWidth(line.slice(0, line.indexOf(" converged")));
    expect(column(lines[2])).toBe(column(lines[3]));
  });

  it("colours doubtful rows only, and only where asked", () => {
    const rows = [named("good"), named("edge", { status: Status.AtBound }), madeFailure({ key: ["none"] })];
    const painted = show(rows, { color: true }).split("\n");
    expect(painted[2]).not.toContain("\u001b");
    expect(painted[3]).toMatch(/^\u001b\[33medge.*\u001b\[39m$/);
    expect(painted[4]).toMatch(/^\u001b\[31mnone.*\u001b\[39m$/);
    expect(show(rows)).not.toContain("\u001b");
  });

  it("does not let data drive the terminal", () => {
    const hostile = "\u001b[2J\u0007\r\nrm\u202e\u009b1m\u2028";
    const text = show([named(hostile, { basinShare: 0, atBound: ["f1\u001b[31m"] }), madeFailure({ key: [hostile] })]);
    expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\u2028]/u);
    expect(text).toContain("\\x1b[2J\\x07\\x0d\\x0arm\\u{202e}\\x9b1m\\u{2028}");
  });

  it("has words for a table without rows", () => {
    expect(show([])).toBe("0 curves, 0 rows.\n");
  });
});

describe("shortNumber", () => {
  it("has the digits asked for in the shorter of two forms", () => {
    const cases: [number | null, string][] = [
      [0.0550773, "0.0551"],
      [612.58, "613"],
      [2.5, "2.5"],
      [0, "0"],
      [-1.23456e-7, "-1.23e-7"],
      [3.1e11, "3.1e11"],
      [1e100, "1e100"],
      [12345.6, "12300"],
      [Infinity, "Infinity"],
      [null, "–"],
    ];
    expect(cases.map(([value]) => shortNumber(value, 3))).toEqual(cases.map(([, text]) => text));
  });
});

describe("shortenMiddle", () => {
  it("keeps both ends and at most the width in terminal cells", () => {
    expect(shortenMiddle("abcdefghij", 10)).toBe("abcdefghij");
    expect(shortenMiddle("abcdefghij", 7)).toBe("abc…hij");
    expect(shortenMiddle("abcdefghij", 4)).toBe("ab…j");
    expect(shortenMiddle("層層層層", 5)).toBe("層…層");
    expect(shortenMiddle("abc", 1)).toBe("…");
  });
});

describe("escapeControls", () => {
  it("leaves letters of any script alone", () => {
    expect(escapeControls("größe 層 é 🙂")).toBe("größe 層 é 🙂");
    expect(escapeControls("\ud800\t")).toBe("\\u{d800}\\x09");
  });
});
