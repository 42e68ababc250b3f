import { expect } from "vitest";
import { bnsl } from "../../src/core/forms/evaluate.js";
import { lawOf } from "../../src/core/rows/law.js";
import { entryFor } from "../../src/core/options.js";
import { hasFit, statusName } from "../../src/core/status.js";
import type { Curve, FitOptions, FitRow } from "../../src/core/types.js";

/** Fails unless a row with a fit holds numbers that can be used, and one without holds none; the row's status in words. */
export function soundRow(row: FitRow, curve: Curve, { bounds, signB }: Partial<FitOptions>): string {
  const what = statusName(row.status);
  const { a, b, c0, c, d, f, objective } = row;
  if (!hasFit(row.status)) {
    expect([a, b, c0, objective, row.aicc, row.agreedDigits], what).toEqual([null, null, null, null, null, null]);
    expect([...c, ...d, ...f], what).toEqual([]);
    return what;
  }
  const law = lawOf(row)!;
  expect([c.length, d.length, f.length], what).toEqual([row.nBreaks, row.nBreaks, row.nBreaks]);
  expect(
    [a, b, c0, ...c, ...d, ...f, objective].filter((value) => !Number.isFinite(value)),
    what,
  ).toEqual([]);
  expect(objective, "objective").toBeGreaterThanOrEqual(0);
  expect(
    [...d, ...f].every((value) => value > 0),
    "d and f are above 0",
  ).toBe(true);
  if (signB === "+") expect(b, "b").toBeGreaterThan(0);
  if (signB === "-") expect(b, "b").toBeLessThan(0);
  for (const [name, value] of [
    ["a", a!],
    ["b", Math.abs(b!)],
    ["c0", c0!],
    ...c.map((value, i) => [`c${i + 1}`, value] as const),
    ...d.map((value, i) => [`d${i + 1}`, value] as const),
    ...f.map((value, i) => [`f${i + 1}`, value] as const),
  ] as const) {
    const [lo, hi] = entryFor(bounds ?? {}, name) ?? [-Infinity, Infinity];
    expect(value, name).toBeGreaterThanOrEqual(lo);
    expect(value, name).toBeLessThanOrEqual(hi);
  }
  curve.x.forEach((x, i) => {
    const value = bnsl(x, law);
    if (curve.train[i] === 1 && !Number.isFinite(value)) {
      expect.fail(`ŷ at x = ${x} is ${value}: ${JSON.stringify({ row, y: [...curve.y] })}`);
    }
  });
  const others = [row.msleTrain, row.rmsleTrain, row.rmsleTest, row.aic, row.aicc, row.bic, row.basinShare];
  expect(
    others.filter((value) => value !== null && !Number.isFinite(value)),
    what,
  ).toEqual([]);
  return what;
}
