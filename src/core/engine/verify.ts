import { Status } from "../status.js";
import { sealOf, SEALED_FIELDS, UNDRAWN } from "./seal.js";

const ENDED: readonly number[] = [
  Status.ConvergedGradient,
  Status.ConvergedStep,
  Status.ConvergedObjective,
  Status.AtBound,
  Status.NonFinite,
];
const RUNNING = -1;

/** A word that no row has: what a device is given to overwrite where it is to make states anew. */
export const UNWRITTEN = -123.456;

/** What a dispatch was to do with some rows. */
export interface Asked {
  readonly parameters: number;
  /** what the kernel was to seal the rows with */
  readonly stamp: number;
  /** what each running fit was to do at most; null: starts were to be drawn */
  readonly iterations: number | null;
}

/**
 * Says what is wrong with rows that a device returned, or null. A kernel that did not run, ran for part of the rows, or
 * whose memory holds an earlier dispatch's, must not pass for an answer. Rows of P parameters, then objective, damping,
 * growth, iterations, stalled, status, pinned, seal.
 *
 * @param before what the device was given
 */
export function faultOfStates(before: Float32Array, after: Float32Array, asked: Asked): string | null {
  const { parameters, stamp } = asked;
  const stride = parameters + SEALED_FIELDS;
  const words = new Uint32Array(after.buffer, after.byteOffset, after.length);
  const given = new Uint32Array(before.buffer, before.byteOffset, before.length);
  for (let at = 0; at < after.length; at += stride) {
    const seal = after[at + stride - 1];
    if (seal === UNDRAWN) return "fitted a resample that no kernel drew";
    const sealed = seal === sealOf(words, at, parameters, stamp, at / stride);
    if (!sealed || !possible(before, after, at, asked) || !kept(before, given, words, at, asked)) {
      const [objective, , growth, , , status] = after.subarray(at + parameters, at + stride);
      const what = sealed ? "no kernel writes" : "no kernel wrote in this dispatch";
      return `returned a state that ${what} (status ${status}, objective ${objective}, growth ${growth})`;
    }
  }
  return null;
}

/** Whether a kernel may write such a row. */
function possible(before: Float32Array, after: Float32Array, at: number, asked: Asked): boolean {
  const fields = at + asked.parameters;
  const [iterations, status] = [after[fields + 3], after[fields + 5]];
  if (status !== Status.NonFinite && !allFinite(after, at, fields + 1)) return false;
  if (!isCount(iterations) || !isCount(after[fields + 4]) || !isCount(after[fields + 6])) return false;
  const [objective, damping, growth] = [after[fields], after[fields + 1], after[fields + 2]];
  if (!(growth >= 2) || damping < 0 || objective < 0) return false;
  if (asked.iterations === null) {
    return iterations === 0 && (status === RUNNING || status === Status.NonFinite);
  }
  const done = iterations - before[fields + 3];
  if (status === RUNNING) return done === asked.iterations;
  return ENDED.includes(status) && done >= 0 && done <= asked.iterations;
}

/** Whether a fit that had ended is what it was. */
function kept(
  before: Float32Array,
  given: Uint32Array,
  words: Uint32Array,
  at: number,
  { parameters, iterations }: Asked,
): boolean {
  const status = before[at + parameters + 5];
  if (iterations === null || !(status >= 0)) return true;
  const from = status === Status.NonFinite ? at + parameters + 5 : at;
  for (let i = from; i < at + parameters + SEALED_FIELDS - 1; i++) {
    // a driver may take the smallest numbers for 0
    if (words[i] !== given[i] && ((words[i] | given[i]) & 0x7f800000) !== 0) return false;
  }
  return true;
}

function allFinite(values: Float32Array, from: number, end: number): boolean {
  for (let i = from; i < end; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}

function isCount(value: number): boolean {
  return value >= 0 && Number.isInteger(value);
}
