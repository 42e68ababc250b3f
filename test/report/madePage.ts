import { bnsl } from "../../src/core/forms/evaluate.js";
import type { PageCurve, PageData } from "../../src/report/pageData.js";
import type { FitRow } from "../../src/core/types.js";
import { madeFailure, madeMeta, madeResult, madeRow } from "../tables/madeFits.js";
import { madeSuiteMeta } from "../tables/madeSuiteMeta.js";
import { madeAuditRow, madeIntervals, madeTest, madeUncertaintyMeta } from "../tables/madeUncertainty.js";
import { madeRace } from "../tables/madeRace.js";
import { Status } from "../../src/core/status.js";
import type { SuiteCell } from "../../src/suite/suiteResult.js";

/** A made-up page with fits and curves alone; what a test is about is given in `parts`. */
export function madePage(parts: Partial<PageData> = {}): PageData {
  const { meta, rows } = madeResult();
  return {
    version: "0.1.0",
    command: "bnsl report fits.arrow --data curves.csv -o report.html",
    meta,
    rows,
    curves: [...new Map(rows.map((row) => [JSON.stringify(row.key), row])).values()].map(madePoints),
    intervals: null,
    breakTests: null,
    audit: null,
    suite: null,
    fitters: null,
    ...parts,
  };
}

/** The same with a table of every kind beside the fits. */
export function madeFullPage(): PageData {
  const [key] = [madeRow().key];
  const suiteMeta = madeSuiteMeta();
  const cells = suiteMeta.forms.map((form, i) => madeCell(form, i));
  return madePage({
    fitters: madeRace(),
    intervals: { rows: madeIntervals(1), meta: madeUncertaintyMeta() },
    breakTests: { rows: [madeTest(), madeTest({ key: ["", " 1.07e+09"], pValue: null })], meta: null },
    audit: { rows: [madeAuditRow({ key, medianWidth: Infinity })], meta: madeUncertaintyMeta() },
    suite: {
      forms: suiteMeta.forms,
      cells,
      sections: [
        {
          kind: "all",
          name: "all",
          curves: 1,
          commonCurves: 1,
          forms: suiteMeta.forms.map((form, i) => ({
            form,
            wins: i === 0 ? 1 : 0,
            shareBest: i === 0 ? 1 : 0,
            cutShareBest: 1 / 3,
            meanRank: i + 1,
            medianRank: i + 1,
            geometricMeanTest: 0.0123456789,
            medianTest: null,
            medianTrain: Infinity,
            failures: 0,
          })),
          comparisons: [],
        },
      ],
      meta: suiteMeta,
    },
  });
}

/** So many made-up curves of two domains, n = 0 and 1, the first without a fit. */
export function madeCurves(count: number): PageData {
  const rows = Array.from({ length: count }, (_, i) => {
    const key = [i % 2 === 0 ? "vision" : "language", `curve ${i}`];
    if (i === 0) return [madeFailure({ key, nBreaks: 0 }), madeFailure({ key, nBreaks: 1 })];
    const one = i % 3 === 0;
    const plain = { key, c: [], d: [], f: [], nBreaks: 0, rmsleTrain: 0.02 + i / 1e4, selected: !one };
    return [madeRow(plain), madeRow({ key, selected: one, rmsleTrain: 0.01 + i / 1e4 })];
  });
  return madePage({
    meta: madeMeta(),
    rows: rows.flat(),
    curves: rows.map((each) => madePoints(each[1])),
  });
}

/** Points about the law of a row, the last three held out. */
function madePoints(row: FitRow): PageCurve {
  const law = { a: row.a ?? 0.1, b: Math.abs(row.b ?? 1), c0: row.c0 ?? 0.3, c: row.c, d: row.d, f: row.f };
  const x = Array.from({ length: 24 }, (_, i) => 10 * 1.7 ** i);
  return {
    key: row.key,
    x,
    y: x.map((value, i) => bnsl(value, law) * (1 + 0.01 * Math.sin(7 * i))),
    train: x.map((_, i) => (i < 21 ? 1 : 0)),
  };
}

function madeCell(form: string, i: number): SuiteCell {
  return {
    key: madeRow().key,
    form,
    status: Status.ConvergedGradient,
    params: { a: 0.1 + i, c0: 1 / 3 },
    nTrain: 21,
    nTest: 3,
    rmsleTrain: 0.01,
    rmsleTest: 0.02 + i,
    seTest: null,
    rank: i + 1,
    best: i === 0,
    winShare: i === 0 ? 1 : 0,
    cutWinShare: 0,
    unusableTestRows: 0,
    starts: 256,
    basinShare: 0.25,
    atBound: i === 1 ? ["c0"] : [],
  };
}
