import { describe, expect, it } from "vitest";
import {
  choiceTable,
  curveWords,
  reproduceWords,
  setAsideNotes,
  setAsideWords,
  type ShownCurve,
} from "../../src/text/curveWords.js";
import { lawFormula, lawInShort, lawWords } from "../../src/text/lawWords.js";
import { curveList } from "../../src/text/curveList.js";
import { sparkline } from "../../src/text/textPlot.js";
import { asciiText, wrapText } from "../../src/formats/terminalText.js";
import type { BnslParameters } from "../../src/core/forms/evaluate.js";
import { RMSE, RMSLE } from "../../src/core/rows/errorMeasure.js";
import { Status } from "../../src/core/status.js";
import type { CurveSet, FitRow } from "../../src/core/types.js";
import { loadCurves } from "../../src/curves/load.js";
import { textSource } from "../curves/sources.js";
import { curveOf, setOf } from "../support/curves.js";
import { madeFailure, madeMeta, madeRow } from "../tables/madeFits.js";

const law: BnslParameters = { a: 0.25, b: 2, c0: 0.35, c: [5.35], d: [610], f: [0.25] };
const context = { xName: "tokens", yName: "loss", fitted: [10, 1000] as const };

describe("lawWords", () => {
  const words = (parts: Partial<BnslParameters>, fitted: readonly [number, number] | null = [10, 1000]) =>
    lawWords({ ...law, ...parts }, { ...context, fitted }).join("\n");

  it("tells which way y goes, and the slopes that the curve has among the training rows", () => {
    expect(words({})).toContain("loss falls throughout the training rows (tokens 10 to 1000).");
    expect(words({})).toContain("There loss − 0.25 goes as x^−0.351 to 610, then with a slope from −3.02 to −5.05.");
    expect(words({ f: [0.01] })).toContain("goes as x^−0.35 to 610, then as x^−5.7.");
    expect(words({ a: 0 })).toContain("There loss goes as x^−0.351 to 610");
    expect(words({ a: -1 })).toContain("There loss + 1 goes");
    expect(words({ c: [], d: [], f: [] })).toContain("goes as x^−0.35.");
  });

  it("tells the direction of y, not of its distance from a ceiling", () => {
    expect(words({ b: -2 })).toContain("loss rises throughout");
    expect(words({ b: -2 })).toContain("0.25 − loss goes as x^−0.351");
  });

  it("tells where y turns: before the break where what comes is steeper", () => {
    const turning = words({ c: [-1.35] });
    // −0.35 + 1.35·s = 0 at s = 7/27, so x = 610·(7/20)^0.25
    const at = 610 * (7 / 20) ** 0.25;
    expect(turning).toContain(
      `Over the training rows (tokens 10 to 1000) loss falls to tokens = ${at.toPrecision(4)}, then rises.`,
    );
    expect(words({ c: [-1.35], b: -2 })).toContain("loss rises to tokens = 469.2, then falls.");
  });

  it("tells of slopes alone what the law is where the data are not known", () => {
    expect(words({}, null)).toContain("loss falls at every tokens.");
    expect(words({}, null)).toContain(
      "By the law alone (without the data) loss − 0.25 goes as x^−0.35 to 610, then as x^−5.7.",
    );
  });

  it("sorts breaks that bounds have numbered otherwise", () => {
    const two = { c: [1, 2], d: [900, 30], f: [0.01, 0.01] };
    expect(words(two)).toContain("as x^−0.35 to 30, then as x^−2.35 to 900, then as x^−3.34.");
    expect(words(two)).toContain("Break 1 is at tokens = 900");
  });

  it("tells a break outside the training rows, and of its turn only what lies among them", () => {
    expect(words({})).not.toContain("outside");
    const beyond = words({ d: [5000] });
    expect(beyond).toContain("goes as x^−0.35.");
    // 5.35/(1 + 5^4) of it at 1000
    expect(beyond).toContain(
      "tokens = 5000, outside the training rows (10 to 1000): over the training rows the slope changes by −0.00855 of the " +
        "−5.35 of the formula; most of the turn lies outside the data",
    );
    expect(words({ d: [5000] }, null)).not.toContain("outside");
  });

  it("tells how sharp a break is: e^(4f)", () => {
    expect(words({ f: [0.1] })).toContain("the slope changes by −5.31 of the −5.35 of the formula");
    expect(words({ f: [0.05] })).toContain("changes by −5.35, most of it within a factor 1.22 (f = 0.05)");
  });

  it("tells the end of the formula, and how far away it is", () => {
    // ten times less than 2·x^(−0.35) from 1000 on
    expect(words({ c: [], d: [], f: [] })).toContain(
      "Asymptote of the formula: as tokens grows, loss tends to 0.25; nine tenths of its distance from there at " +
        `tokens = 1000 are gone by ${Number((1000 * 10 ** (1 / 0.35)).toPrecision(4))}.`,
    );
    expect(words({}, null)).toContain("Asymptote of the formula: as tokens grows, loss tends to 0.25.");
    expect(words({ c: [-1] })).toContain(
      "By the formula, far beyond the data: as tokens grows, loss grows without bound.",
    );
    expect(words({ c: [-1], b: -2 })).toContain("loss falls without bound");
    expect(words({ c0: 0, c: [], d: [], f: [] })).toContain("loss stays level throughout the training rows");
    expect(words({ c0: 0, c: [], d: [], f: [] })).toContain("loss tends to 2.25.");
  });

  it("is written as a formula, and in short", () => {
    expect(lawFormula(law)).toBe("y = 0.25 + 2 · x^−0.35 · (1 + (x/610)^(1/0.25))^(−5.35·0.25)");
    expect(lawFormula({ ...law, b: -2, c: [], d: [], f: [] })).toBe("y = 0.25 − 2 · x^−0.35");
    expect(lawInShort(law, null)).toBe("−0.35 (610) −5.7 → 0.25");
    expect(lawInShort(law, [10, 1000])).toBe("−0.351 (610) ~−4.18 → 0.25");
    expect(lawInShort(law, [10, 100])).toBe("−0.35 → 0.25");
  });
});

describe("curveWords", () => {
  const zero = madeRow({ nBreaks: 0, selected: false, c: [], d: [], f: [], aicc: -600, bic: -700 });
  const one = madeRow({ aic: -800 });
  const meta = madeMeta({ options: { ...madeMeta().options, select: "aicc" } });
  const shown = (row: FitRow | null, parts: Partial<ShownCurve> = {}): string =>
    curveWords({ row, rows: [zero, one], meta, measure: RMSLE, context, ...parts }).join("\n");

  it("tells what was chosen, by how much, and what others would have taken", () => {
    expect(shown(one)).toContain("1 break, selected by aicc, 98.3 lower than n = 0; lowest by bic: n = 0, aic: n = 1.");
    expect(shown(zero)).toContain("0 breaks, as asked for; n = 1 was selected by aicc.");
    expect(shown(one, { rows: [one] })).toContain("1 break, the only number fitted.");
    const none = { ...meta, options: { ...meta.options, select: "none" as const } };
    expect(shown(zero, { rows: [zero], meta: none })).toContain("0 breaks; none was selected.");
    const unknown = { ...meta, version: "unknown" };
    expect(shown(one, { meta: unknown })).toContain("selected; this format does not say by what");
    const protocol = { ...meta, options: { ...meta.options, protocol: "extrapolate" as const } };
    expect(shown(one, { meta: protocol })).toContain("1 break, by the protocol extrapolate.");
    const holdout = { ...meta, options: { ...meta.options, select: "holdout" as const } };
    expect(shown(one, { meta: holdout })).toContain("selected by holdout (the error on the largest fifth");
  });

  describe("the support of breaks", () => {
    const tests = { ...meta, options: { ...meta.options, select: "tests" as const } };
    const pointsAt = (...x: number[]) => ({ x: Float64Array.from(x), train: new Uint8Array(x.length).fill(1) });
    const supported = madeRow({ support: "supported", pSupport: 0.0033, rho: 0.62, errors: "ar1" });
    const next = (parts: Partial<FitRow>) =>
      shown(supported, {
        rows: [zero, supported, madeRow({ nBreaks: 2, selected: false, ...parts })],
        meta: tests,
        points: pointsAt(100, 200, 300, 700, 900, 900),
      });

    it("is told with the test's p, with what leaving rows out does, and with the x on either side", () => {
      expect(next({ support: "no-gain", pSupport: 0.25 })).toContain(
        "Support: p = 0.0033, the share of simulated curves with fewer breaks that gain as much per break; it holds without any one " +
          "row, any two neighbours and a tenth of the rows at either end; 3 x lie before the break, 2 behind it.",
      );
      expect(
        shown({ ...supported, unidentified: ["c1", "d1"] }, { rows: [supported], meta: tests, points: pointsAt(1) }),
      ).toContain("where the break lies and how far it changes the slope is not determined");
    });

    it.each<[Partial<FitRow>, string]>([
      [{ support: "no-gain", pSupport: 0.25 }, "simulated curves with fewer breaks gain as much (p = 0.25)"],
      [{ support: "sharp-pair" }, "two of its breaks span too few x"],
      [{ support: "few-x" }, "its first or last segment has too few x"],
      [{ support: "rests-on-rows", restsOn: [34] }, "it rests on row 34 of the curve alone"],
      [{ support: "rests-on-rows", restsOn: [34, 35] }, "it rests on rows 34 and 35 of the curve"],
      [{ support: "rests-on-ends", restsOn: [1, 2, 3, 4, 5] }, "it goes without the 5 rows at the ends of the curve"],
      [{ support: "few-rows" }, "there are too few rows for a test"],
    ])("says why there are no more (%j)", (parts, reason) => {
      expect(next(parts)).toContain(`n = 2 is not supported: ${reason}.`);
    });

    it("says how the errors are taken to be", () => {
      expect(next({})).toContain(
        "Errors are correlated along x (correlation of neighbours ρ = 0.62); the tests take that into account.",
      );
      const independent = { ...supported, errors: "independent" as const, rho: 0.1 };
      expect(shown(independent, { rows: [independent], meta: tests })).toContain(
        "Errors are taken as independent: the correlation of neighbours ρ = 0.1 is not clear.",
      );
    });

    it("was not tested where something else selected the breaks", () => {
      expect(shown(one)).toContain("Whether the rows support these breaks was not tested (--select tests does).");
      expect(shown(zero)).not.toContain("was not tested");
    });

    it("stands in the table of every number of breaks", () => {
      const rows = [zero, supported, madeRow({ nBreaks: 2, selected: false, support: "rests-on-rows", restsOn: [3] })];
      const lines = choiceTable({ row: supported, rows, meta: tests, measure: RMSLE, context }).split("\n");
      expect(lines[1]).toMatch(/n +test +aicc +bic/);
      expect(lines[2]).toMatch(/^ +0 +– /);
      expect(lines[3]).toMatch(/^\* +1 +supported, p = 0\.0033 /);
      expect(lines[4]).toMatch(/^ +2 +rests on 1 row /);
    });
  });

  it("tells errors, status, starts and bounds", () => {
    expect(shown(one)).toContain("Error: RMSLE 0.00354 on 63 training rows, RMSLE 0.012 on 12 test rows.");
    expect(shown(one)).toContain("Converged: the gradient vanishes (converged-gradient)");
    expect(shown(one)).toContain("12 of the 16 starts that were run to the end (of 1024 drawn)");
    expect(shown(one)).toContain("3 distinct minima seen.");
    expect(shown(one)).toContain("No parameter stands on a bound.");
  });

  it("tells errors of a fit of y itself in units of y, and how much of y's variance they leave", () => {
    const linear = madeRow({ rmsleTrain: null, rmsleTest: null });
    expect(shown(linear, { measure: RMSE })).toContain(
      "Error: RMSE 0.0075 on 63 training rows, RMSE 0.021 on 12 test rows; R² 0.9925 on the training rows, RMSE in units of y.",
    );
    expect(shown(madeRow({ r2Train: null }), { measure: RMSE })).toContain("no R² (y is the same on all");
    const lines = choiceTable({ row: one, rows: [zero, one], meta, measure: RMSE, context }).split("\n");
    expect(lines[0]).toMatch(/rmse +rmse +R²/);
    expect(lines[3]).toMatch(/ 0\.0075 +0\.021 +0\.993 +converged-gradient/);
  });

  it("tells doubts", () => {
    const doubtful = madeRow({
      status: Status.AtBound,
      atBound: ["f1", "c1"],
      basinShare: 1 / 1024,
      nTest: 0,
      rmsleTrain: null,
      skippedRows: 2,
    });
    const words = shown(doubtful);
    expect(words).toContain("On a bound, and so not fixed by the data alone: f1, c1.");
    expect(words).toContain("1 of the 16 starts");
    expect(words).toContain("try more --starts");
    expect(words).toContain(
      "no RMSLE on 63 training rows (a y or ŷ is not above 0); no test rows; the objective is 1.25e-5.",
    );
    expect(words).toContain("2 bad rows of this curve left out.");
    expect(shown(one)).not.toContain("--starts");
  });

  it("tells why there is no fit", () => {
    const failed = madeFailure({ nBreaks: 2 });
    expect(shown(null, { rows: [failed] })).toBe("No fit to show: n = 2 too-few-points (4 training rows).");
    expect(shown(failed)).toContain("No fit to show: n = 2 too-few-points (4 training rows).");
    expect(shown(null, { rows: [one, failed] })).toContain("n = 1 was not selected, n = 2 too-few-points");
  });

  it("escapes names of columns", () => {
    const words = shown(one, { context: { ...context, yName: "loss\u001b[31m" } });
    expect(words).toContain(String.raw`loss\x1b[31m`);
    expect(words).not.toContain("\u001b");
  });

  it("stands beside a table of every number of breaks", () => {
    const lines = choiceTable({ row: one, rows: [zero, one], meta, measure: RMSLE, context }).split("\n");
    expect(lines[1]).toMatch(/n +aicc +bic +aic +train +test +status/);
    expect(lines[2]).toMatch(/^ +0 +-600\.0 /);
    expect(lines[3]).toMatch(/^\* +1 +-698\.3 +-687\.1 +-800\.0 +0\.00354 +0\.012 +converged-gradient/);
  });
});

describe("curveList", () => {
  const pointsOf = (x: number[], y: number[]) => ({
    x: Float64Array.from(x),
    y: Float64Array.from(y),
    train: new Uint8Array(x.length).fill(1),
  });
  const curves = [
    { name: "p\u001b[31m", row: madeRow(), rows: [madeRow()], points: pointsOf([100, 1000, 1e4], [4, 2, 1]) },
    { name: "q", row: null, rows: [madeFailure()], points: pointsOf([1], [1]) },
  ];

  it("has a line for each curve, and says how to see one", () => {
    const lines = curveList(curves, RMSLE, 120, false).split("\n");
    expect(lines[2]).toContain(String.raw`p\x1b[31m`);
    expect(lines[2]).toContain("−0.0551 (613) −5.72 → 0.4139");
    expect(lines[2]).toMatch(/█ +▅ +▁$/);
    expect(lines[3]).toContain("no fit: too-few-points");
    expect(lines.join("\n")).toContain("2 curves. ");
    expect(lines.join("\n")).toContain("--only NAME shows one in full");
  });

  it("has RMSE and R² of fits of y itself", () => {
    const lines = curveList(curves, RMSE, 120, false).split("\n");
    expect(lines[0]).toMatch(/rmse +rmse +R²/);
    expect(lines[2]).toMatch(/0\.0075 +0\.021 +0\.993/);
  });

  it("has no sparklines without data", () => {
    const bare = curves.map((curve) => ({ ...curve, points: null }));
    expect(curveList(bare, RMSLE, 120, false)).not.toMatch(/points *$|[▁-█]/m);
  });
});

describe("sparkline", () => {
  it("goes from the highest to the lowest, with gaps where there are no points", () => {
    expect(sparkline([1, 1e3], [8, 1], false)).toBe(`█${" ".repeat(14)}▁`);
    expect(sparkline([1, 1e3], [1, 8], true)).toBe(`_${" ".repeat(14)}#`);
    expect(sparkline([5], [3], false)).toBe("▁");
    expect(sparkline([], [], false)).toBe("");
  });
});

describe("reproduceWords", () => {
  it("tells command, seed, version, engine and adapter, escaped", () => {
    const words = reproduceWords(madeMeta({ adapter: "made\u0007up" })).join("\n");
    expect(words).toContain("Made by: bnsl fit curves.csv --seed 7");
    expect(words).toContain(String.raw`bnsl 0.1.0, engine gpu on made\x07up, objective log, 1.5 s`);
    expect(reproduceWords(madeMeta({ command: null }))[0]).toBe("Made from code, not by a command.");
    expect(reproduceWords(madeMeta({ version: "unknown" })).join()).toContain("-o fits.arrow");
  });
});

describe("wrapText and asciiText", () => {
  it("break at blanks and indent what follows", () => {
    expect(wrapText("one two three four", 10)).toBe("one two\n  three\n  four");
    expect(wrapText("incomprehensible", 4)).toBe("incomprehensible");
  });

  it("write our signs in ASCII and leave those of data", () => {
    expect(asciiText("x^−0.5 · 2 → ∞ … größe")).toBe("x^-0.5 * 2 -> infinity ... größe");
  });
});

describe("rows set aside", () => {
  // by descending x, in two files; the first line of data is bad
  const csv = (first: number, last: number) => {
    const lines = Array.from({ length: first - last + 1 }, (_, i) => `${first - i},${10 / (first - i)}`);
    return `x,y\n0,0\n${lines.join("\n")}\n`;
  };
  const read = (...texts: string[]): Promise<CurveSet> =>
    loadCurves(
      texts.map((text, i) => textSource(text, `runs-${i + 1}.csv`)),
      { curve: [], badRows: "skip" },
    );
  const words = (setAside: number[], set: CurveSet) => setAsideWords({ key: set.curves[0].key, setAside }, set);

  it("are named by file and line, x and y", async () => {
    const set = await read(csv(20, 1));
    expect(words([], set)).toBeNull();
    expect(words([16], set)).toBe(
      "set aside runs-1.csv, line 18 (x = 5, y = 2): far out, or alone making a break (--robust off keeps it)",
    );
    expect(words([15, 16], set)).toBe(
      "set aside runs-1.csv, line 18 (x = 5, y = 2) and runs-1.csv, line 17 (x = 6, y = 1.667): " +
        "far out, or alone making a break (--robust off keeps them)",
    );
  });

  it("are abbreviated where they are many", async () => {
    const set = await read(csv(20, 11), csv(10, 1));
    expect(words([16, 17, 18, 19, 20, 3], set)).toBe(
      "set aside 5 rows at x = 1 to 5 (runs-2.csv, lines 8 to 12) and runs-1.csv, line 5 (x = 18, y = 0.5556): " +
        "far out, or alone making a break (--robust off keeps them)",
    );
    expect(words([10, 11, 12], set)).toContain(
      "3 rows at x = 9 to 11 (runs-2.csv, lines 3 and 4; runs-1.csv, line 12):",
    );
    expect(words([1, 3, 5, 7, 9, 11, 13], set)).toContain("line 9 (x = 14, y = 0.7143) and 3 more rows:");
  });

  it("are places in the curve where it was given by code", () => {
    const set = setOf([curveOf([1, 2, 3, 4, 5], [5, 4, 3, 2, 1])]);
    expect(words([2], set)).toContain("set aside row 2 of the curve (x = 2, y = 4): ");
    expect(words([1, 2, 3], set)).toContain("set aside 3 rows at x = 1 to 3 (rows 1 to 3 of the curve): ");
    expect(setAsideWords({ key: ["another"], setAside: [1] }, set)).toBeNull();
  });

  it("are named where breaks rest on them", async () => {
    const set = await read(csv(20, 1));
    const rows = [[16], [15, 16]].map((restsOn, i) =>
      madeRow({ nBreaks: i + 1, support: "rests-on-rows", pSupport: 0.01, restsOn }),
    );
    const parts = { row: madeRow({ nBreaks: 0 }), rows, meta: madeMeta(), measure: RMSLE, context };
    expect(curveWords(parts)).toContain("n = 1 is not supported: it rests on row 16 of the curve alone.");
    expect(curveWords(parts)).toContain("n = 2 is not supported: it rests on rows 15 and 16 of the curve.");
    const told = curveWords({ ...parts, read: { curve: set.curves[0], table: set } });
    expect(told).toContain("n = 1 is not supported: it rests on runs-1.csv, line 18 alone.");
    expect(told).toContain("n = 2 is not supported: it rests on runs-1.csv, lines 17 and 18.");
  });

  it("are a line for each of the first curves, and are told in a curve's own words", () => {
    const curve = curveOf([1, 2], [2, 1], { key: ["a", "b"] });
    const row = madeRow({ key: ["a", "b"], setAside: [2] });
    expect(setAsideNotes([{ row, curve }], 24, {})).toEqual([
      "curve a / b: set aside row 2 of the curve (x = 2, y = 1): far out, or alone making a break (--robust off keeps it)",
      "and 23 more curves with rows set aside",
    ]);
    expect(setAsideNotes([{ row: { ...row, key: [] }, curve }], 1, {})[0]).toMatch(/^set aside row 2 of the curve/);
    const parts = { row, rows: [row], meta: madeMeta(), measure: RMSLE, context };
    expect(curveWords(parts).join()).not.toContain("et aside");
    expect(curveWords({ ...parts, read: { curve, table: {} } })).toContain(
      "Set aside row 2 of the curve (x = 2, y = 1): far out, or alone making a break (--robust off keeps it).",
    );
  });
});
