import { Status } from "../status.js";

/** Words that a device's row has behind its parameters, the seal last; the host keeps all but that (`FitStates`). */
export const SEALED_FIELDS = 8;
const STATUS = 5;
/** What the seal of a fit is whose resample no kernel drew. */
export const UNDRAWN = -1;

/** Stamps below this are exact in f32. */
const STAMPS = 0xffffff;
// Memory may still hold what another process left there, whose stamps must not be these.
let last = Math.floor(Math.random() * STAMPS);

/** A stamp for one dispatch: never 0, and no other of this process has the same before 16 million have gone by. */
export function nextStamp(): number {
  last = (last % STAMPS) + 1;
  return last;
}

/**
 * The seal of a row: twin of `shaders/seal.wgsl`, which says what it is for.
 *
 * @param words bits of the rows
 * @param at first word of the row
 * @param parameters P of the row
 * @param place of the row among those of its dispatch
 */
export function sealOf(words: Uint32Array, at: number, parameters: number, stamp: number, place: number): number {
  const status = at + parameters + STATUS;
  const nonFinite = words[status] === NON_FINITE_BITS;
  let hash = mixed(mixed(0x811c9dc5, stamp), place);
  for (let i = nonFinite ? status : at; i < at + parameters + SEALED_FIELDS - 1; i++) {
    const word = words[i];
    hash = mixed(hash, (word & 0x7f800000) === 0 ? 0 : word);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash >>> 8) + 1;
}

const NON_FINITE_BITS = new Uint32Array(Float32Array.of(Status.NonFinite).buffer)[0];

function mixed(hash: number, word: number): number {
  return Math.imul(hash ^ word, 0x01000193);
}

/** What the rows of a dispatch hold before it: states of `stride` words each, and room for the seal behind each. */
export function deviceRows(values: Float64Array, stride: number): Float32Array {
  const rows = new Float32Array((values.length / stride) * (stride + 1));
  for (let from = 0, to = 0; from < values.length; to++) {
    for (let k = 0; k < stride; k++) rows[to++] = values[from++];
  }
  return rows;
}

/** Takes the states out of a device's rows again. */
export function takeRows(rows: Float32Array, values: Float64Array, stride: number): void {
  for (let from = 0, to = 0; to < values.length; from++) {
    for (let k = 0; k < stride; k++) values[to++] = rows[from++];
  }
}
