import { readFileSync, writeFileSync } from "node:fs";
import type { PeerCurve } from "./curves.js";

/*
 * What the peers read and write: files of little-endian f64, which C++, NumPy and R all read without a library.
 *
 *   problems  1, curves, n, P, then for each curve: points N, centre, scale, lo[P], hi[P], u[N], y[N] (scaled)
 *   starts    1, curves, starts, P, then p[P] for each start of each curve
 *   resamples 1, curves, n, P, R, then for each curve: points N, sign of b, lo[P], hi[P], p[P] of its fit, u[N], and for each
 *             resample y[N] (scaled), w[N]
 *   results   rows of curve, start, ended, iterations, p[P]: P scaled parameters, or P reported ones
 */

const VERSION = 1;
/** numbers of a result's row before its parameters */
export const RESULT_HEAD = 4;

/** How a fit ended: by a convergence test, at a limit or stopped early, or without a number. */
export const Ended = { Converged: 0, Stopped: 1, Failed: 2 } as const;

/** One start's end, as a fitter reports it. */
export interface PeerFit {
  readonly curve: number;
  readonly start: number;
  /** one of `Ended` */
  readonly ended: number;
  readonly iterations: number;
  readonly p: Float64Array;
}

export function encodeProblems(curves: readonly PeerCurve[], breaks: number): Float64Array {
  const head = [VERSION, curves.length, breaks, 3 + 3 * breaks];
  return concatenate([
    head,
    ...curves.flatMap(({ u, scaledY, centre, scale, lo, hi }) => [[u.length, centre, scale], lo, hi, u, scaledY]),
  ]);
}

export function decodeProblems(
  numbers: Float64Array,
): Pick<PeerCurve, "u" | "scaledY" | "centre" | "scale" | "lo" | "hi">[] {
  const [, count, , parameters] = numbers;
  let at = 4;
  const take = (length: number) => numbers.slice(at, (at += length));
  return Array.from({ length: count }, () => {
    const [points, centre, scale] = take(3);
    const [lo, hi] = [take(parameters), take(parameters)];
    const [u, scaledY] = [take(points), take(points)];
    return { u, scaledY, centre, scale, lo, hi };
  });
}

/** @param starts p of every start of every curve, curve by curve */
export function encodeStarts(starts: Float64Array, curves: number, parameters: number): Float64Array {
  return concatenate([[VERSION, curves, starts.length / curves / parameters, parameters], starts]);
}

export function encodeFits(fits: readonly PeerFit[]): Float64Array {
  return concatenate(fits.flatMap(({ curve, start, ended, iterations, p }) => [[curve, start, ended, iterations], p]));
}

export function decodeFits(numbers: Float64Array, parameters: number): PeerFit[] {
  const stride = RESULT_HEAD + parameters;
  return Array.from({ length: numbers.length / stride }, (_, i) => {
    const [curve, start, ended, iterations] = numbers.subarray(i * stride);
    return { curve, start, ended, iterations, p: numbers.slice(i * stride + RESULT_HEAD, (i + 1) * stride) };
  });
}

export function writeNumbers(file: string, numbers: Float64Array): void {
  writeFileSync(file, new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
}

export function readNumbers(file: string): Float64Array {
  return new Float64Array(Uint8Array.from(readFileSync(file)).buffer);
}

/** Numbers one after another. */
export function concatenate(parts: readonly ArrayLike<number>[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
