import { describe, expect, it } from "vitest";
import { InputError } from "../../src/core/errors.js";
import { bnsl, type BnslParameters } from "../../src/core/forms/evaluate.js";
import { Status } from "../../src/core/status.js";
import type { Curve, CurveSet, FitOptions, FitResult, FitRow } from "../../src/core/types.js";
import { checkClusters, pairFits } from "../../src/uncertainty/matchFits.js";
import { setOf as tableOf } from "../support/curves.js";
import { madeFailure, madeMeta, madeRow } from "../tables/madeFits.js";

const law: BnslParameters = { a: 0.2, b: 2, c0: 0.3, c: [0.4], d: [100], f: [0.5] };

/** A curve off its law by a pattern, so that the objective depends on every row. */
function curveOf(key: readonly string[], parts: Partial<Curve> = {}): Curve {
  const x = Float64Array.from({ length: 12 }, (_, i) => 2 ** i);
  const y = x.map((at, i) => bnsl(at, law) * (1 + 0.01 * ((i * i) % 13)));
  const ones = (value: number) => new Float64Array(12).fill(value);
  return { key, x, y, weight: ones(1), train: new Uint8Array(12).fill(1), skippedRows: 0, ...parts };
}

function setOf(...curves: Curve[]): CurveSet {
  return { ...tableOf(curves), sources: ["curves.csv"] };
}

const residual = {
  log: (y: number, value: number) => Math.log(y) - Math.log(value),
  log1p: (y: number, value: number) => Math.log1p(y) - Math.log1p(value),
  linear: (y: number, value: number) => y - value,
};

/** As the engine defines it, written down once more. */
function objectiveOf(curve: Curve, { objective, huber: asked }: Pick<FitOptions, "objective" | "huber">): number {
  const huber = asked === "auto" ? null : asked;
  const rows = [...curve.x.keys()].filter((i) => curve.train[i] === 1);
  const loss = (r: number) => (huber === null || Math.abs(r) <= huber ? r * r : 2 * huber * Math.abs(r) - huber ** 2);
  const sum = rows.reduce(
    (s, i) => s + curve.weight[i] * loss(residual[objective](curve.y[i], bnsl(curve.x[i], law))),
    0,
  );
  return sum / rows.reduce((s, i) => s + curve.weight[i], 0);
}

function rowOf(curve: Curve, parts: Partial<FitRow> = {}, options: Partial<FitOptions> = {}): FitRow {
  const objective = objectiveOf(curve, { ...madeMeta().options, ...options });
  const nTrain = curve.train.reduce((sum, flag) => sum + flag, 0);
  return madeRow({ key: curve.key, ...law, nTrain, objective, ...parts });
}

function fitsOf(rows: FitRow[], options: Partial<FitOptions> = {}): FitResult {
  const meta = madeMeta({ keyNames: ["name"] });
  return { meta: { ...meta, options: { ...meta.options, ...options } }, rows };
}

const p = curveOf(["p"]);
const q = curveOf(["q"], { y: curveOf([]).y.map((y, i) => y * (1 + 0.02 * (i % 3))) });

describe("pairFits", () => {
  it("gives each curve of the fits its rows, in the fits' order", () => {
    const rows = [rowOf(q), rowOf(p)];
    const pairs = pairFits(setOf(p, q), fitsOf(rows), "selected");
    expect(pairs.map(({ curve }) => curve.key)).toEqual([["q"], ["p"]]);
    expect(pairs.map(({ row }) => row)).toEqual(rows);
    expect(pairs.map((pair) => pair.rows)).toEqual([[rows[0]], [rows[1]]]);
  });

  it("chooses the row with the breaks asked for; none where that has no fit", () => {
    const failed = madeFailure({ key: ["p"], nBreaks: 2, nTrain: 12 });
    const fits = fitsOf([rowOf(p), failed]);
    expect(pairFits(setOf(p), fits, 1)[0].row?.nBreaks).toBe(1);
    expect(pairFits(setOf(p), fits, 2)[0]).toMatchObject({ row: null, rows: fits.rows });
    const unselected = fitsOf([rowOf(p, { selected: false }), failed]);
    expect(pairFits(setOf(p), unselected, "selected")[0].row).toBeNull();
  });

  it.each(["log", "log1p", "linear"] as const)("knows the objective %s, with weights and Huber's loss", (objective) => {
    const weighed = curveOf(["p"], { weight: p.x.map((_, i) => 1 + (i % 4)) });
    for (const huber of [null, 0.01]) {
      const options = { objective, huber };
      const fits = fitsOf([rowOf(weighed, {}, options)], options);
      expect(pairFits(setOf(weighed), fits, "selected")).toHaveLength(1);
      expect(() => pairFits(setOf(p), fits, "selected")).toThrow("curve p's objective is");
    }
  });

  it("counts no test rows, and sees which rows are held out", () => {
    const train = Uint8Array.from(p.train, (_, i) => (i < 10 ? 1 : 0));
    const other = Uint8Array.from(p.train, (_, i) => (i >= 2 ? 1 : 0));
    const fits = fitsOf([rowOf(curveOf(["p"], { train }))]);
    expect(pairFits(setOf(curveOf(["p"], { train })), fits, "selected")).toHaveLength(1);
    expect(() => pairFits(setOf(curveOf(["p"], { train: other })), fits, "selected")).toThrow("train columns included");
  });

  it("takes a fit through every point, whose objective is rounding", () => {
    const exact = curveOf(["p"], { y: p.x.map((x) => bnsl(x, law)) });
    const fits = fitsOf([rowOf(exact, { objective: 1e-30 })]);
    expect(pairFits(setOf(exact), fits, "selected")).toHaveLength(1);
    const off = curveOf(["p"], { y: exact.y.map((y) => y * (1 + 1e-8)) });
    expect(() => pairFits(setOf(off), fits, "selected")).toThrow(InputError);
  });

  it("does not mistake a y that is off in one place", () => {
    const y = p.y.with(5, p.y[5] * 1.001);
    expect(() => pairFits(setOf(curveOf(["p"], { y })), fitsOf([rowOf(p)]), "selected")).toThrow(
      "the table of fits does not belong to these curves (curves.csv): curve p's objective is",
    );
  });

  const both = fitsOf([rowOf(p), rowOf(q)]);
  const short = curveOf(["p"], { train: Uint8Array.from(p.train, (_, i) => (i > 2 ? 1 : 0)) });
  const named = "f.arrow";
  it.each<[what: string, set: CurveSet, fits: FitResult, breaks: "selected" | number, message: string]>([
    [
      "fits of a curve that is not there",
      setOf(p),
      both,
      "selected",
      "f.arrow: fits of curve q, which is not in curves.csv (1 of 2",
    ],
    [
      "a curve without fits",
      setOf(p, q),
      fitsOf([rowOf(p)]),
      "selected",
      "curves.csv: curve q has no row in f.arrow (1 of 2 curves",
    ],
    ["no fits at all", setOf(p), fitsOf([]), "selected", "curve p has no row in f.arrow"],
    [
      "other training rows",
      setOf(short),
      fitsOf([rowOf(p)]),
      "selected",
      "curve p has 9 training rows here, 12 in the fits",
    ],
    [
      "a number of breaks that no row has",
      setOf(p),
      fitsOf([rowOf(p)]),
      3,
      "f.arrow: no curve was fitted with 3 breaks; there are 1",
    ],
    [
      "nothing selected",
      setOf(p),
      fitsOf([rowOf(p, { selected: false })], { select: "none" }),
      "selected",
      "no number of breaks was selected; ask for one of those fitted (1) with --breaks",
    ],
    [
      "the protocol extrapolate",
      setOf(p),
      fitsOf([rowOf(p)], { protocol: "extrapolate" }),
      "selected",
      'made by the protocol "extrapolate"',
    ],
    [
      "two rows of one curve and n",
      setOf(p),
      fitsOf([rowOf(p), rowOf(p)]),
      "selected",
      "curve p has two rows with n_breaks 1",
    ],
    ["another objective", setOf(p), fitsOf([rowOf(p)], { objective: "linear" }), "selected", "curve p's objective is"],
  ])("refuses %s", (_, set, fits, breaks, message) => {
    const pair = () => pairFits(set, fits, breaks, named);
    expect(pair).toThrow(InputError);
    expect(pair).toThrow(message);
  });

  it("says of fits without metadata which objective was taken", () => {
    const linear = rowOf(p, {}, { objective: "linear" });
    const fits = fitsOf([linear]);
    const unknown = { ...fits, meta: { ...fits.meta, version: "unknown" } };
    expect(() => pairFits(setOf(p), unknown, "selected")).toThrow("for want of metadata");
    expect(() => pairFits(setOf(p), fits, "selected")).not.toThrow("for want of metadata");
  });

  it("checks no objective of a row without a fit", () => {
    const fits = fitsOf([madeFailure({ key: ["p"], nTrain: 12, status: Status.NonFinite })]);
    expect(pairFits(setOf(p), fits, "selected")).toMatchObject([{ row: null }]);
  });
});

describe("checkClusters", () => {
  const train = Uint8Array.from(p.train, (_, i) => (i < 10 ? 1 : 0));
  const twice = curveOf(["twice"], { train, x: p.x.map((_, i) => 2 ** (i >> 1)) });
  const pair = (curve: Curve, row: FitRow | null = rowOf(curve)) => ({ curve, row, rows: [] });

  it("takes as many clusters as there are different training x", () => {
    expect(() => checkClusters([pair(p), pair(twice)], 5)).not.toThrow();
    expect(() => checkClusters([pair(p)], 12)).not.toThrow();
    for (const cluster of ["none", "x"] as const) {
      expect(() => checkClusters([pair(twice)], cluster)).not.toThrow();
    }
  });

  it("names the curve with fewer, and both numbers", () => {
    const check = () => checkClusters([pair(p), pair(twice)], 6);
    expect(check).toThrow(InputError);
    expect(check).toThrow("cluster is 6: curve twice has 5 different x among its training rows");
  });

  it("asks nothing of a curve without a fit", () => {
    expect(() => checkClusters([pair(twice, null)], 6)).not.toThrow();
  });
});
