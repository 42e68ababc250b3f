import { describe, expect, it } from "vitest";
import { InputError } from "../../src/core/errors.js";
import { collectPage, type PageParts } from "../../src/report/pageData.js";
import type { CurveSet, FitResult, FitRow } from "../../src/core/types.js";
import { curveOf } from "../support/curves.js";
import { madeFailure, madeMeta, madeRow } from "../tables/madeFits.js";
import {
  madeAuditRow,
  madeInterval,
  madeTest,
  madeUncertaintyMeta,
  withoutIntervals,
} from "../tables/madeUncertainty.js";

const other = ["vision", "ViT"];
const rows: FitRow[] = [madeRow(), madeRow({ key: other, nBreaks: 0, c: [], d: [], f: [] })];

function parts(changed: Partial<PageParts> = {}, fits: readonly FitRow[] = rows): PageParts {
  const table: FitResult = { meta: madeMeta(), rows: fits };
  return {
    version: "0.1.0",
    command: "bnsl report",
    fits: { name: "fits.arrow", table },
    set: curvesOf(fits),
    intervals: null,
    breakTests: null,
    audit: null,
    suite: null,
    fitters: null,
    ...changed,
  };
}

/** One curve more than there are fits of, in another order. */
function curvesOf(fits: readonly FitRow[]): CurveSet {
  const keys = [["vision", "of no fit"], ...fits.map(({ key }) => [...key])].reverse();
  const curve = curveOf([1, 2, 3], [3, 2, 1]);
  return {
    keyNames: ["Domain", "Model"],
    xName: "x",
    yName: "y",
    weightName: null,
    trainName: null,
    curves: keys.map((key) => ({ ...curve, key })),
    sources: ["curves.csv"],
    notes: [],
  };
}

const meta = madeUncertaintyMeta({ keyNames: ["Domain", "Model"] });
const named = <Row>(name: string, given: readonly Row[], its: typeof meta | null = meta) => ({
  name,
  table: { rows: given, meta: its },
});

describe("collectPage", () => {
  it("takes the curves of the fits in their order, as plain numbers", () => {
    const { data, notes } = collectPage(parts());
    expect(data.curves.map(({ key }) => key)).toEqual(rows.map(({ key }) => key));
    expect(Array.isArray(data.curves[0].x)).toBe(true);
    expect(data).toMatchObject({
      version: "0.1.0",
      command: "bnsl report",
      rows,
      intervals: null,
      suite: null,
      fitters: null,
    });
    expect(notes).toEqual([]);
  });

  it("takes tables of all curves, rows without a result included, without a word", () => {
    const intervals = named("i.arrow", [madeInterval(), withoutIntervals({ key: other })]);
    const breakTests = named(
      "b.arrow",
      rows.map(({ key, nBreaks }) => madeTest({ key, nNull: nBreaks })),
    );
    const audit = named("a.arrow", [
      madeAuditRow({ truth: rows[0].d[0] }),
      madeAuditRow({ key: other, nBreaks: null }),
    ]);
    const { data, notes } = collectPage(parts({ intervals, breakTests, audit }));
    expect(notes).toEqual([]);
    expect(data).toMatchObject({
      intervals: intervals.table,
      breakTests: breakTests.table,
      audit: audit.table,
    });
  });

  it("notes a table that covers fewer curves", () => {
    const { notes } = collectPage(
      parts({ intervals: named("i.arrow", [madeInterval()]), audit: named("a.arrow", []) }),
    );
    expect(notes).toEqual([
      "i.arrow: no intervals for 1 of the 2 curves of fits.arrow (the first: vision / ViT)",
      "a.arrow: no audit for 2 of the 2 curves of fits.arrow (the first: vision / ResNet, wide)",
    ]);
  });

  const again = (words: string, command: string) => `give ${words} of these fits (${command} --fits fits.arrow)`;
  it.each<[string, Partial<PageParts>, string]>([
    [
      "unknown curves",
      { intervals: named("i.arrow", [madeInterval(), madeInterval({ key: ["a", "b"] })]) },
      `i.arrow: intervals of curve a / b, which has no fit in fits.arrow (1 of 2 curves there); ${again("intervals", "bnsl bootstrap")}`,
    ],
    [
      "other key columns",
      { breakTests: named("b.arrow", [madeTest()], madeUncertaintyMeta({ keyNames: ["Model"] })) },
      `b.arrow: its key columns are Model, those of fits.arrow are Domain, Model; ${again("break tests", "bnsl test-breaks")}`,
    ],
    [
      "other key columns in a table that does not name them",
      { audit: named("a.csv", [madeAuditRow({ key: ["a"] })], null) },
      `a.csv: its key columns are 1 in number, those of fits.arrow are Domain, Model; ${again("an audit", "bnsl audit")}`,
    ],
    [
      "another number of breaks",
      { breakTests: named("b.arrow", [madeTest({ nNull: 2 })]) },
      `b.arrow: not of these fits: curve vision / ResNet, wide at n = 2, which fits.arrow has no fit of; ${again("break tests", "bnsl test-breaks")}`,
    ],
    [
      "the same number of breaks, of other data",
      { breakTests: named("b.arrow", [madeTest({ objectiveNull: madeRow().objective! * 1.01 })]) },
      `b.arrow: not of these fits: curve vision / ResNet, wide at n = 1, objective is ${(madeRow().objective! * 1.01).toPrecision(7)} there and ${madeRow().objective!.toPrecision(7)} in fits.arrow; ${again("break tests", "bnsl test-breaks")}`,
    ],
    [
      "another law",
      { intervals: named("i.arrow", [madeInterval({ estimate: 700 })]) },
      `i.arrow: not of these fits: curve vision / ResNet, wide at n = 1, d1 is 700.0000 there and 612.5836 in fits.arrow; ${again("intervals", "bnsl bootstrap")}`,
    ],
  ])("refuses tables of %s", (_, changed, message) => {
    expect(() => collectPage(parts(changed))).toThrow(new InputError(message));
  });

  it("refuses a table of no fits, and data without a curve of the fits", () => {
    expect(() => collectPage(parts({}, []))).toThrow("fits.arrow holds no fits, so there is nothing to report");
    expect(() => collectPage(parts({ set: curvesOf([rows[1]]) }))).toThrow(
      "fits.arrow: fits of curve vision / ResNet, wide, which is not in curves.csv; give the table that was fitted",
    );
  });

  it("takes curves without a fit", () => {
    const failed = [madeFailure(), ...rows.slice(1)];
    expect(collectPage(parts({}, failed)).data.curves).toHaveLength(2);
  });
});
