import { describe, expect, it } from "vitest";
import { Basis, Bends, type Seen } from "../../../src/core/claim/bends.js";
import { Draw } from "../../support/random.js";

const draw = new Draw(3);
const u = Float64Array.from({ length: 30 }, (_, j) => j / 5 - 3);
const errors = Float64Array.from(u, () => draw.normal());
const columns = [u.map(() => 1), u.map((v) => -v), u.map((v) => Math.exp(v / 3))];
const run = new Uint32Array(u.length);
const rows = Array.from(u.keys(), (j) => [j]);
const seen: Seen = { errors, columns, heights: u.map(() => 1), u, run, rows };

function leastSquares(of: readonly Float64Array[], values: Float64Array, rows: readonly number[]): Float64Array {
  const cut = (v: Float64Array) => Float64Array.from(rows, (j) => v[j]);
  return new Basis(of.map(cut)).rest(cut(values));
}

function sumOfSquares(values: Float64Array): number {
  return values.reduce((sum, v) => sum + v * v, 0);
}

const between = (first: number, end: number) => [...u.keys()].filter((j) => j >= first && j < end);
const without = (first: number, end: number) => [...u.keys()].filter((j) => j < first || j >= end);

describe("Basis", () => {
  it("leaves nothing of its own columns, and what is at right angles to them as it is", () => {
    const basis = new Basis(columns);
    for (const column of columns) expect(sumOfSquares(basis.rest(column))).toBeLessThan(1e-24 * sumOfSquares(column));
    const rest = basis.rest(errors);
    columns.forEach((column) => expect(column.reduce((sum, v, j) => sum + v * rest[j], 0)).toBeCloseTo(0, 10));
    basis.rest(rest).forEach((v, j) => expect(v).toBeCloseTo(rest[j], 12));
  });

  it("leaves out columns that the others make up", () => {
    expect(new Basis([...columns, u.map((v) => 3 - 2 * v)]).vectors).toHaveLength(3);
  });

  it.each([
    [0, 1],
    [29, 30],
    [11, 13],
    [0, 6],
    [24, 30],
  ])("without rows %i to %i is that of the other rows", (first, end) => {
    const basis = new Basis(columns);
    const rest = basis.without(between(first, end))!.rest(basis.rest(errors));
    const wanted = leastSquares(columns, errors, without(first, end));
    rest.forEach((v, j) => expect(v).toBeCloseTo(wanted[j], 9));
  });

  it("has none where the other rows do not suffice", () => {
    const alone = u.map((_, j) => (j === 4 ? 1 : 0));
    expect(new Basis([...columns, alone]).without([4])).toBeNull();
  });
});

describe("Bends", () => {
  const bends = new Bends(seen, 3);
  const rest = bends.basis.rest(errors);

  it("takes a break of the grid whole", () => {
    // the 9th of 20 places from the 4th x to the last but 3rd, and the third width
    const place = u[3] + ((u[26] - u[3]) * 8) / 19;
    const bend = bends.basis.rest(u.map((v) => 0.7 * Math.log1p(Math.exp((v - place) / 0.4))));
    expect(sumOfSquares(bends.bent(bend, 1))).toBeLessThan(1e-18 * sumOfSquares(bend));
  });

  it("never leaves more than there was, nor less with one break than with two", () => {
    const [none, one, two] = [rest, bends.bent(rest, 1), bends.bent(rest, 2)].map(sumOfSquares);
    expect(one).toBeLessThan(none);
    expect(two).toBeLessThan(one);
  });

  it.each([
    [5, 6, 1],
    [12, 14, 1],
    [0, 3, 1],
    [5, 6, 2],
    [27, 30, 2],
  ])("without rows %i to %i finds what a search among the others does (%i breaks)", (first, end, breaks) => {
    const [left, bent] = bends.restAndBent(rest, breaks, between(first, end))!;
    const others = without(first, end);
    const wanted = leastSquares(columns, errors, others);
    left.forEach((v, j) => expect(v).toBeCloseTo(wanted[j], 9));
    // the same directions, each fitted anew to the other rows by brute force
    const directions = (bends as unknown as { directions: Float64Array[] }).directions;
    const firstBest = Math.min(...directions.map((g) => sumOfSquares(leastSquares([...columns, g], errors, others))));
    if (breaks === 1) expect(sumOfSquares(bent)).toBeCloseTo(firstBest, 8);
    else {
      const best = directions.find(
        (g) => Math.abs(sumOfSquares(leastSquares([...columns, g], errors, others)) - firstBest) < 1e-9,
      )!;
      const second = directions.map((g) => sumOfSquares(leastSquares([...columns, best, g], errors, others)));
      expect(sumOfSquares(bent)).toBeCloseTo(Math.min(...second), 6);
    }
  });

  it("is empty where too few x lie on either side of any break", () => {
    const few = { errors: errors.slice(0, 5), columns: [], heights: u.slice(0, 5), u: u.slice(0, 5), run, rows };
    expect(new Bends(few, 3).isEmpty).toBe(true);
  });
});
