import { describe, expect, it } from "vitest";
import { deviceRows, nextStamp, sealOf, SEALED_FIELDS, takeRows, UNDRAWN } from "../../../src/core/engine/seal.js";
import { faultOfStates, UNWRITTEN } from "../../../src/core/engine/verify.js";
import { Status } from "../../../src/core/status.js";

const P = 2;
const STRIDE = P + SEALED_FIELDS;
const STAMP = 4711;

interface Fields {
  readonly p?: number;
  readonly objective?: number;
  readonly damping?: number;
  readonly growth?: number;
  readonly iterations?: number;
  readonly stalled?: number;
  readonly status?: number;
  readonly pinned?: number;
}

/** Rows of fits with two parameters as a kernel with this stamp leaves them. */
function sealed(rows: readonly Fields[], stamp = STAMP): Float32Array {
  const values = rows.flatMap((row) => {
    const { p = 1.5, objective = 1, damping = 1, growth = 2 } = row;
    const { iterations = 8, stalled = 0, status = -1, pinned = 0 } = row;
    return [p, -0.25, objective, damping, growth, iterations, stalled, status, pinned, 0];
  });
  const words = Float32Array.from(values);
  seal(words, stamp);
  return words;
}

function seal(rows: Float32Array, stamp: number): void {
  const bits = new Uint32Array(rows.buffer);
  for (let at = 0; at < rows.length; at += STRIDE) rows[at + STRIDE - 1] = sealOf(bits, at, P, stamp, at / STRIDE);
}

const running: Fields = { iterations: 8 };
const ended: Fields = { iterations: 5, status: Status.AtBound, objective: 0.125 };
const none: Fields = { iterations: 0, status: Status.NonFinite, objective: NaN, p: NaN };
const before = sealed([running, ended, none, running], 17);
const good: readonly Fields[] = [
  { iterations: 24, objective: 0.5 },
  ended,
  none,
  { iterations: 11, objective: 0.5, status: Status.ConvergedGradient },
];
const asked = { parameters: P, stamp: STAMP, iterations: 16 };
const withRow = (i: number, fields: Fields) => sealed(good.map((row, k) => (k === i ? { ...row, ...fields } : row)));

describe("states that a device returns", () => {
  it("pass where fits ran on, ended, had ended before, or have no finite objective", () => {
    expect(faultOfStates(before, sealed(good), asked)).toBeNull();
    expect(faultOfStates(before, withRow(3, { status: Status.NonFinite, objective: NaN }), asked)).toBeNull();
    // after very many refused steps in a row f32 holds neither
    expect(faultOfStates(before, withRow(0, { growth: Infinity, damping: 1e-45 }), asked)).toBeNull();
  });

  it("pass as starts where they are none yet that has run", () => {
    const unwritten = new Float32Array(2 * STRIDE).fill(UNWRITTEN);
    const drawn = { ...asked, iterations: null };
    const starts = sealed([{ iterations: 0 }, none]);
    expect(faultOfStates(unwritten, starts, drawn)).toBeNull();
    expect(faultOfStates(unwritten, unwritten, drawn)).toContain("no kernel wrote in this dispatch");
    expect(faultOfStates(unwritten, sealed([running, none]), drawn)).toContain("no kernel writes");
    expect(faultOfStates(unwritten, sealed([{ ...ended, iterations: 0 }, none]), drawn)).toContain("no kernel");
  });

  it.each<[string, Float32Array]>([
    ["memory of zeros", new Float32Array(4 * STRIDE)],
    ["memory of ones", new Float32Array(4 * STRIDE).fill(1)],
    ["memory of NaN", new Float32Array(4 * STRIDE).fill(NaN)],
    ["what the device was given", before.slice()],
    ["the same answer, of another dispatch", sealed(good, STAMP - 1)],
    ["the same answer, not sealed", sealed(good).map((value, i) => (i % STRIDE === STRIDE - 1 ? 0 : value))],
    [
      "an answer whose fits stand in other places",
      Float32Array.from([3, 1, 2, 0].flatMap((row) => [...sealed(good).subarray(row * STRIDE, (row + 1) * STRIDE)])),
    ],
    ["an answer of which half is missing", sealed(good).fill(0, 2 * STRIDE)],
    [
      "an answer of which half is old",
      Float32Array.from([...sealed(good).subarray(0, 2 * STRIDE), ...before.subarray(2 * STRIDE)]),
    ],
  ])("do not pass as %s", (_, after) => {
    expect(faultOfStates(before, after, asked)).toContain("no kernel wrote in this dispatch");
  });

  it("do not pass where a single word of a fit that counts is another", () => {
    for (let word = 0; word < 2 * STRIDE - 1; word++) {
      const after = sealed(good);
      after[word] += 1;
      expect(faultOfStates(before, after, asked), `word ${word}`).not.toBeNull();
    }
  });

  it.each<[string, number, Fields]>([
    ["growth 0", 0, { growth: 0 }],
    ["growth 1", 0, { growth: 1 }],
    ["growth that is no number", 0, { growth: NaN }],
    ["a running fit without an objective", 0, { objective: Infinity }],
    ["a running fit whose parameter is no number", 0, { p: NaN }],
    ["a good status without an objective", 3, { objective: NaN }],
    ["an objective below 0", 0, { objective: -1 }],
    ["a status that no kernel knows", 3, { status: Status.TooFewPoints }],
    ["a running fit that did too little", 0, { iterations: 23 }],
    ["a fit that did too much", 3, { iterations: 25 }],
    ["a fit that went backwards", 3, { iterations: 7 }],
    ["half an iteration", 3, { iterations: 8.5 }],
    ["damping below 0", 0, { damping: -1 }],
    ["stalled below 0", 0, { stalled: -1 }],
    ["an ended fit that was changed", 1, { objective: 0.0625 }],
    ["an ended fit that ran on", 1, { status: -1, iterations: 21 }],
  ])("do not pass with the right seal over %s", (_, row, fields) => {
    expect(faultOfStates(before, withRow(row, fields), asked)).toMatch(/^returned a state that no kernel writes \(/);
  });

  it("name a resample that was not drawn", () => {
    const after = sealed(good);
    after[STRIDE - 1] = UNDRAWN;
    expect(faultOfStates(before, after, asked)).toBe("fitted a resample that no kernel drew");
  });
});

describe("seals", () => {
  it("do not hang on what a driver may do to the smallest numbers and to zeros", () => {
    const [tiny, zero, minus] = [1e-40, 0, -0].map((objective) => sealed([{ objective }])[STRIDE - 1]);
    expect(tiny).toBe(zero);
    expect(minus).toBe(zero);
    expect(sealed([{ objective: 1.2e-38 }])[STRIDE - 1]).not.toBe(zero);
  });

  it("are whole numbers that f32 holds, above 0; stamps too, and differ", () => {
    const stamps = Array.from({ length: 1000 }, nextStamp);
    expect(new Set(stamps).size).toBe(1000);
    for (const stamp of stamps) {
      const [seal] = sealed([running], stamp).subarray(STRIDE - 1);
      for (const value of [stamp, seal]) {
        expect(value).toBeGreaterThan(0);
        expect(Math.fround(value)).toBe(value);
      }
    }
  });

  it("differ for nearly all of 10,000 stamps, and of 10,000 places", () => {
    const bits = new Uint32Array(sealed([running]).buffer);
    const of = (seals: (i: number) => number) => new Set(Array.from({ length: 10_000 }, (_, i) => seals(i))).size;
    // 10,000 of 16.8 million: three pairs fall together on average
    expect(of((i) => sealOf(bits, 0, P, i + 1, 0))).toBeGreaterThan(9_980);
    expect(of((i) => sealOf(bits, 0, P, STAMP, i))).toBeGreaterThan(9_980);
  });

  it("stand behind each row on the device, and nowhere on the host", () => {
    const values = Float64Array.from({ length: 6 }, (_, i) => i + 1);
    const rows = deviceRows(values, 3);
    expect([...rows]).toEqual([1, 2, 3, 0, 4, 5, 6, 0]);
    rows[3] = rows[7] = 99;
    rows[4] = -4;
    takeRows(rows, values, 3);
    expect([...values]).toEqual([1, 2, 3, -4, 5, 6]);
  });
});
