import { type BufferMaker, Usage } from "../gpu/buffers.js";
import {
  outermost,
  type Problem,
  Resample,
  type ResamplePlan,
  type SerialDraws,
  type StartPlan,
} from "../problem/problem.js";
import { seedKey } from "../random/philox.js";
import { isFirstOfRun } from "../solver/resample.js";
import type { FitGroup, Slice } from "./dispatches.js";
import { type Batch, SEARCH_TOLERANCES } from "./engine.js";
import type { FitStates } from "./fitStates.js";

/** Words of the structs of `shaders/fit_state.wgsl`. A test holds them against the compiled shader's own layout. */
export const CURVE_WORDS = 17;
export const GROUP_WORDS = 4;
export const RUN_WORDS = 14;
export const WORKGROUP = 64;
/** resamples whose points stand side by side: room is made for whole tiles */
export const TILE = 32;
/** A bound that is none, of either sign: `finite` of the shaders refuses it as it would an infinity. */
const LARGEST_F32 = 3.4028234663852886e38;

/** A batch as the device reads it. */
interface BatchArrays {
  /** vec4 a point: u, y, weight, 0 */
  readonly points: Float32Array;
  readonly curves: ArrayBuffer;
  /** vec4 a parameter, P a curve: lo, hi, mean and weight of the prior */
  readonly bounds: Float32Array;
  readonly parents: Float32Array;
  /**
   * vec4 a point: ŷ, error, unit, first point of the cluster of this number (where errors are correlated: the row of this place along
   * the runs, −1 less it where it begins a run). Behind those of all curves a vec4 for each correlation: ρ, √(1 − ρ²), size, 0. Empty
   * without resamples
   */
  readonly errors: Float32Array;
  /** (y, weight) pairs that all resamples of the batch take, each with a pair of its own behind its points */
  readonly sampleValues: number;
}

export function batchArrays(batch: Batch): BatchArrays {
  const pointCount = batch.problems.reduce((sum, problem) => sum + problem.u.length, 0);
  const parentCount = batch.starts.reduce((sum, plan) => sum + plan.parents.length, 0);
  const parentStride = 2 + 2 * batch.breaks;
  const points = new Float32Array(4 * pointCount);
  const curves = new ArrayBuffer(4 * CURVE_WORDS * batch.problems.length);
  const bounds = new Float32Array(
    batch.problems.flatMap(({ lo, hi, prior }) =>
      Array.from(lo, (low, k) => [bound(low), bound(hi[k]), prior?.mean[k] ?? 0, prior?.weight[k] ?? 0]).flat(),
    ),
  );
  const parents = new Float32Array(Math.max(1, parentCount) * parentStride);
  const { resampling } = batch;
  const serialCount = (resampling?.plans ?? []).reduce((sum, plan) => sum + (serialOf(plan)?.rho.length ?? 0), 0);
  const errors = new Float32Array(resampling ? 4 * (pointCount + serialCount) : 0);
  const tiles = Math.ceil((resampling?.count ?? 0) / TILE);
  let firstPoint = 0;
  let firstParent = 0;
  let firstSerial = pointCount;
  batch.problems.forEach((problem, i) => {
    const plan = batch.starts[i];
    const view = new DataView(curves, 4 * CURVE_WORDS * i);
    writePoints(points, firstPoint, problem);
    writeParents(parents, firstParent * parentStride, plan, batch.breaks);
    writeCurve(view, problem, plan, firstPoint, firstParent);
    if (resampling) {
      const drawn = resampling.plans[i];
      writeErrors(errors, firstPoint, firstSerial, problem, drawn);
      writeResampling(view, drawn, tiles * TILE * (firstPoint + i), firstSerial);
      firstSerial += serialOf(drawn)?.rho.length ?? 0;
    }
    firstPoint += problem.u.length;
    firstParent += plan.parents.length;
  });
  return {
    points,
    curves,
    bounds,
    parents,
    errors,
    sampleValues: tiles * TILE * (pointCount + batch.problems.length),
  };
}

function bound(value: number): number {
  return Math.max(-LARGEST_F32, Math.min(LARGEST_F32, value));
}

function writeErrors(
  errors: Float32Array,
  first: number,
  firstSerial: number,
  { run }: Problem,
  plan: ResamplePlan,
): void {
  const { fitted, errors: drawn, unit, clusters } = plan;
  const serial = serialOf(plan);
  const alongRuns = ({ order }: SerialDraws, k: number) => (isFirstOfRun(order, run, k) ? -1 - order[k] : order[k]);
  for (let j = 0; j < fitted.length; j++) {
    const slot = serial ? alongRuns(serial, j) : (clusters[j] ?? 0);
    errors.set([fitted[j], drawn[j], unit[j], slot], 4 * (first + j));
  }
  serial?.rho.forEach((rho, i) => {
    errors.set([rho, Math.sqrt(1 - rho * rho), serial.size[i], 0], 4 * (firstSerial + i));
  });
}

/** Where points are drawn and no errors, how errors follow one another is not asked. */
function serialOf({ kind, serial }: ResamplePlan): SerialDraws | undefined {
  return kind === Resample.Case || kind === Resample.Jackknife ? undefined : serial;
}

function writeResampling(view: DataView, plan: ResamplePlan, firstValue: number, firstSerial: number): void {
  const freedom = Number.isFinite(plan.freedom) ? plan.freedom : 0;
  const { kind, clusters, dataFirst } = plan;
  const serialCount = serialOf(plan)?.rho.length ?? 0;
  const words = [firstValue, kind, clusters.length, dataFirst ? 1 : 0, freedom, firstSerial, serialCount];
  words.forEach((word, i) => view.setUint32(40 + 4 * i, word, true));
}

function writePoints(points: Float32Array, first: number, problem: Problem): void {
  for (let j = 0; j < problem.u.length; j++) {
    points.set([problem.u[j], problem.y[j], problem.w[j], 0], 4 * (first + j));
  }
}

function writeParents(parents: Float32Array, at: number, plan: StartPlan, breaks: number): void {
  plan.parents.forEach((parent, i) => {
    const base = at + i * (2 + 2 * breaks);
    parents.set([parent.a, parent.delta.length], base);
    parents.set(parent.delta, base + 2);
    parents.set(parent.phi, base + 2 + breaks);
  });
}

function writeCurve(view: DataView, problem: Problem, plan: StartPlan, firstPoint: number, firstParent: number): void {
  const { extreme, range } = outermost(problem);
  const words = [firstPoint, problem.u.length, plan.hash, firstParent, plan.parents.length, plan.randomStarts];
  words.forEach((word, i) => view.setUint32(4 * i, word, true));
  const huber = Math.min(problem.huber, 3e38);
  [problem.sign, huber, extreme, range].forEach((value, i) => view.setFloat32(24 + 4 * i, value, true));
}

/** What marks a dispatch, and the one before it that drew the resamples; 0: none did. */
interface Stamps {
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

/** Workgroups as the device reads them. The fourth word, `taken`, begins at 0 and counts in the dispatch: the words serve one dispatch only. */
export function groupWords(groups: readonly FitGroup[]): Uint32Array {
  const words = new Uint32Array(GROUP_WORDS * groups.length);
  groups.forEach((group, i) => words.set([group.problem, group.firstFit, group.fits], GROUP_WORDS * i));
  return words;
}
