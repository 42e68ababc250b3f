import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { ownSplits, rollingOrigins } from "../../bench/protocols/origins.js";
import { score } from "../../bench/protocols/scores.js";
import { packageFile } from "../../src/node/packageFiles.js";
import { curveOf, geometric } from "../support/curves.js";

/** 2^0 … 2^10 in half steps, of which those from `testFrom` on are held out. */
const X = geometric(1, 1024, 21);
const curve = curveOf(
  X,
  X.map((x) => x ** -0.5),
  { train: Uint8Array.from(X, (_, i) => (i < 19 ? 1 : 0)) },
);
const kept = (rows: { readonly x: Float64Array; readonly train: Uint8Array }, train: 0 | 1) =>
  [...rows.x].filter((_, i) => rows.train[i] === train);

describe("rollingOrigins", () => {
  it("fits up to x_max·2^(−k/2) of the training rows, and predicts up to twice that", () => {
    const tasks = rollingOrigins([curve]);
    expect(tasks.map(({ index, origin }) => [index, origin])).toEqual([1, 2, 3, 4].map((k) => [0, k]));
    tasks.forEach(({ origin, curve: cut }) => {
      // x_max of the training rows is X[18]; a row is half an octave
      expect(kept(cut, 1)).toEqual(X.slice(0, 19 - origin));
      expect(kept(cut, 0)).toEqual(X.slice(19 - origin, Math.min(19, 21 - origin)));
      expect(cut.y).toHaveLength(cut.x.length);
    });
  });

  it("never sees a test row, and takes the rows in any order", () => {
    for (const task of rollingOrigins([curve])) expect(Math.max(...task.curve.x)).toBeLessThanOrEqual(X[18]);
    const turned = curveOf([...curve.x].reverse(), [...curve.y].reverse(), {
      train: curve.train.slice().reverse(),
    });
    const sorted = (rows: readonly number[]) => [...rows].sort((p, q) => p - q);
    rollingOrigins([turned]).forEach((task, i) => {
      expect(sorted(kept(task.curve, 1))).toEqual(kept(rollingOrigins([curve])[i].curve, 1));
    });
  });

  it("leaves out origins of fewer than 7 distinct rows, of a short span, and without a row to predict", () => {
    const of = (x: readonly number[]) =>
      rollingOrigins([
        curveOf(
          x,
          x.map((v) => 1 / v),
        ),
      ]).map(({ origin }) => origin);
    expect(of(X.slice(0, 9))).toEqual([1, 2]);
    const twice = X.slice(0, 9).flatMap((x) => [x, x]);
    expect(of(twice)).toEqual([1, 2]);
    expect(of(geometric(1, 5, 40))).toEqual([]);
    // a lone row far out is within twice the cuts at 1e6·2^(−1/2) and 1e6·2^(−1) alone
    expect(of([...X.slice(0, 12), 1e6])).toEqual([1, 2]);
  });
});

describe("ownSplits", () => {
  it("is each curve that has test rows", () => {
    expect(ownSplits([curveOf([1], [1]), curve])).toEqual([{ index: 1, origin: 0, curve }]);
  });
});

describe("score", () => {
  const tasks = [
    { index: 0, origin: 1, curve },
    { index: 0, origin: 2, curve },
    { index: 1, origin: 1, curve },
    { index: 2, origin: 1, curve },
  ];
  const contest = { tasks, rivals: [[0.2, 0.2, 0.2, 0.2]] };

  it("counts every curve the same, however many tasks it has", () => {
    // curve 0 wins one of two, curve 1 wins, curve 2 is no member
    const { wins, geometricMean } = score(contest, [0.1, 0.4, 0.1, 9], [0, 1], 0);
    expect(wins).toBeCloseTo(75, 10);
    expect(geometricMean).toBeCloseTo(Math.sqrt(Math.sqrt(0.1 * 0.4) * 0.1), 12);
  });

  it("shares ties, also those of three decimals, and counts a failure as a loss", () => {
    const { wins, cutWins, failures, geometricMean } = score(contest, [0.2, 0.2009, null, 1], [0, 1], 0);
    expect(wins).toBeCloseTo(12.5, 10);
    expect(cutWins).toBeCloseTo(25, 10);
    expect(failures).toBe(1);
    expect(geometricMean).toBeCloseTo(Math.sqrt(0.2 * 0.2009), 12);
  });

  it("lets an error of 0 count with its floor, and is nothing without curves", () => {
    expect(score(contest, [0, 0, 0, 0], [0, 1, 2], 1e-5).geometricMean).toBeCloseTo(1e-5, 15);
    expect(score(contest, [1, 1, 1, 1], [7], 0)).toEqual({
      geometricMean: null,
      wins: null,
      cutWins: null,
      failures: 0,
    });
  });
});

describe("the table of protocols tried", () => {
  const rows = parse<Record<string, string>>(readFileSync(packageFile("bench/results/protocols-tried.csv")), {
    columns: true,
  });

  it("has 473 protocols and the four forms, each name once, and is whole in protocols-tried.md", () => {
    expect(new Set(rows.map(({ name }) => name)).size).toBe(477);
    expect(rows.filter(({ configuration }) => configuration.startsWith("baseline"))).toHaveLength(4);
    const page = readFileSync(packageFile("bench/results/protocols-tried.md"), "utf8");
    for (const { name, configuration } of rows) expect(page).toContain(`| \`${name}\` | ${configuration} |`);
  });

  it("has the protocol that is in the product as its highest mean share of holdouts won", () => {
    const mean = (row: Record<string, string>) =>
      (Number(row.holdout_wins_vision) + Number(row.holdout_wins_language)) / 2;
    const best = Math.max(...rows.map(mean));
    const chosen = rows.find(({ name }) => name === "q6p1L5f.1")!;
    // two names of the same protocol with other numbers of starts stand beside it
    expect(mean(chosen)).toBeGreaterThan(best - 0.5);
  });
});
