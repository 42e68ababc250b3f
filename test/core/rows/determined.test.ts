import { describe, expect, it } from "vitest";
import { layoutFigure } from "../../../src/figure/layout.js";
import { legendLines } from "../../../src/figure/Legend.js";
import { DEFAULT_VIEW } from "../../../src/figure/picture.js";
import { summaryTable } from "../../../src/text/summary.js";
import { indexCurves } from "../../../src/report/client/curveIndex.js";
import { columnsOf } from "../../../src/report/client/curves/columns.js";
import { doubtsOf } from "../../../src/report/client/tests.js";
import { findingsOf } from "../../../src/report/client/curve/findings.js";
import { parameterRows } from "../../../src/report/client/curve/ParameterTable.js";
import { inOrderOfLaw, isBreakDetermined, isDetermined, isEndDetermined } from "../../../src/core/rows/claims.js";
import { RMSLE } from "../../../src/core/rows/errorMeasure.js";
import { curveList } from "../../../src/text/curveList.js";
import { lawWords, openWords } from "../../../src/text/lawWords.js";
import { madePicture } from "../../figure/madePicture.js";
import { madeMeta, madeRow } from "../../tables/madeFits.js";
import { madePage } from "../../report/madePage.js";

const open = madeRow({ unidentified: ["c1", "d1", "f1"], runsAway: true });
const sure = madeRow();

it("a break is determined with its place and change, the end of a law with all that leads there", () => {
  expect(isDetermined(open, "a", "b")).toBe(true);
  expect(isDetermined(open, "a", "c1")).toBe(false);
  expect([isBreakDetermined(open, 1), isBreakDetermined(open, 2)]).toEqual([false, true]);
  expect([isEndDetermined(open), isEndDetermined(sure)]).toEqual([false, true]);
  expect(isEndDetermined({ ...sure, unidentified: ["b", "f1"] })).toBe(true);
  expect(["f1", "c2", "b", "d1", "c0", "a", "c1"].sort(inOrderOfLaw)).toEqual(["a", "b", "c0", "c1", "d1", "f1", "c2"]);
});

describe("of what is not determined nothing is said but that", () => {
  const context = { xName: "x", yName: "y", fitted: [10, 1000] as const };
  const law = { a: 0.25, b: 2, c0: 0.35, c: [5.35], d: [610], f: [0.25] };

  it("in show", () => {
    expect(lawWords(law, context, ["c1", "d1", "f1"]).join(" ")).not.toMatch(/610|symptote|x\^/);
    expect(lawWords(law, context, ["f1"]).join(" ")).toContain("610");
    expect(lawWords(law, context, ["f1"]).join(" ")).not.toContain("0.25)");
    const points = { x: Float64Array.of(1, 2, 3, 700), train: Uint8Array.of(1, 1, 1, 1) };
    const words = openWords({ ...open, d: [610] }, points);
    expect(words[0]).toContain("c1, d1, f1 (break 1: 1 x behind it)");
    expect(words[1]).toContain("beyond x = 700");
    expect(openWords(sure, points)).toEqual([]);
    const list = (row: typeof open) => curveList([{ name: "A", row, rows: [row], points: null }], RMSLE, 120, false);
    expect(list(open)).toContain("not determined: c1 d1 f1; runs away");
    expect(list(sure)).not.toContain("determined");
  });

  it("in the table of fits, whose numbers bear a mark", () => {
    const text = summaryTable({ meta: madeMeta(), rows: [open] }, { color: false, width: 200 });
    expect(text).toContain("5.66? @ 612.6? (0.0592?)");
    expect(text).toMatch(/not determine \(1 c1, 1 d1, 1 f1; .*1 answer/);
    expect(text).toMatch(/Running away .*1 answer/);
    expect(summaryTable({ meta: madeMeta(), rows: [sure] }, { color: false, width: 200 })).not.toMatch(/\?|away/);
  });

  it("in figures", () => {
    const unidentified = ["c1", "d1", "f1", "c2", "d2", "f2"];
    const picture = madePicture({ unidentified, runsAway: true });
    const words = legendLines(picture, DEFAULT_VIEW, 2000)
      .flat()
      .map((item) => item.words);
    expect(words).toContain("not determined: c1, d1, f1, c2, d2, f2");
    expect(words).toContain("runs away beyond the data");
    expect(words.join(" ")).not.toMatch(/break|asymptote|slope/);
    const size = { width: 640, height: 480 };
    const marks = (unsure: readonly string[]) => {
      const layout = layoutFigure(madePicture({ unidentified: unsure }), DEFAULT_VIEW, size);
      return layout.view.asymptote && layout.view.segments;
    };
    expect([marks([]), marks(["d1"]), marks(["b", "f1"])]).toEqual([true, false, true]);
  });

  it("in the report", () => {
    const meta = madeMeta();
    const row = madeRow({ unidentified: ["c1", "d1", "f1"], runsAway: true });
    const report = indexCurves(madePage({ rows: [row] }));
    expect(doubtsOf(row, [])).toEqual(expect.arrayContaining(["undetermined", "runaway"]));
    const texts = findingsOf(report.curves[0], row, meta).map(({ text }) => text);
    expect(texts).toContain("c1, d1, f1 not determined by the training rows");
    expect(texts.some((text) => text.startsWith("runs away"))).toBe(true);
    const closed = parameterRows(row, [], null).filter(({ determined }) => !determined);
    expect(closed.map(({ name }) => name)).toEqual(["d1", "c1", "f1", "exponent after break 1"]);
    const columns = columnsOf(report);
    const cell = (name: string) =>
      columns.find((column) => column.name === name)?.text({ curve: report.curves[0], row });
    expect([cell("d"), cell("unidentified"), cell("runs_away")]).toEqual(["?", "c1 d1 f1", "runs away"]);
  });
});
