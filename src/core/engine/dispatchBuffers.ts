import { Usage, type BufferMaker } from "../gpu/buffers.js";
import { seedKey } from "../random/philox.js";
import type { FitGroup } from "./chunks.js";
import type { Slice } from "./dispatches.js";
import { SEARCH_TOLERANCES, type Batch } from "./engine.js";
import type { FitStates } from "./fitStates.js";
import { GROUP_WORDS, RUN_WORDS } from "./layout.js";

/** What marks a dispatch, and the one before it that drew the resamples; 0: none did. */
export interface Stamps {
  readonly own: number;
  readonly samples: number;
}

/** What each slice's pass is told, one after the other. */
export function runBuffer(
  device: GPUDevice,
  maker: BufferMaker,
  { seed, resampling }: Batch,
  slices: readonly Slice[],
  iterations: number,
  stamps: Stamps,
): GPUBuffer {
  const stride = device.limits.minUniformBufferOffsetAlignment;
  const bytes = new ArrayBuffer(stride * slices.length);
  const [seed0, seed1] = seedKey(seed);
  const firstResample = resampling?.first ?? 0;
  slices.forEach(([from, to], i) => {
    const view = new DataView(bytes, stride * i);
    [to - from, from, iterations, firstResample, seed0, seed1].forEach((word, k) => view.setUint32(4 * k, word, true));
    const { gradient, step, objective, damping, rounding } = SEARCH_TOLERANCES;
    [gradient, step, objective, damping, rounding].forEach((value, k) => view.setFloat32(24 + 4 * k, value, true));
    view.setUint32(44, stamps.own, true);
    view.setUint32(48, stamps.samples, true);
  });
  const run = maker.createBuffer({
    label: "run",
    size: bytes.byteLength,
    usage: Usage.UNIFORM | Usage.COPY_DST,
  });
  device.queue.writeBuffer(run, 0, bytes);
  return run;
}

/** A bind group of a run and what its stage binds besides. */
export function bindBuffers(
  device: GPUDevice,
  layout: GPUBindGroupLayout,
  run: GPUBuffer,
  buffers: readonly (readonly [binding: number, buffer: GPUBuffer])[],
): GPUBindGroup {
  const resources = buffers.map(([binding, buffer]) => ({ binding, resource: { buffer } }));
  return device.createBindGroup({
    layout,
    entries: [{ binding: 0, resource: { buffer: run, size: 4 * RUN_WORDS } }, ...resources],
  });
}

/** Resample and ordinal of the start of each fit of a chunk. */
export function addressWords(states: FitStates, first: number, end: number): Uint32Array {
  const words = new Uint32Array(2 * (end - first));
  for (let fit = first; fit < end; fit++) {
    words[2 * (fit - first)] = states.resample[fit];
    words[2 * (fit - first) + 1] = states.start[fit];
  }
  return words;
}

/** Workgroups as the device reads them. */
export function groupWords(groups: readonly FitGroup[]): Uint32Array {
  const words = new Uint32Array(GROUP_WORDS * groups.length);
  groups.forEach((group, i) => words.set([group.problem, group.firstFit, group.fits], GROUP_WORDS * i));
  return words;
}
