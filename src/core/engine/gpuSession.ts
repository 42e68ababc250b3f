import { AdapterError, DeviceMemoryError } from "../errors.js";
import { BufferSet, emptyBuffer, readBytes, Stopwatch, storageBuffer, Usage } from "../gpu/buffers.js";
import { checked, lossOr } from "../gpu/errors.js";
import type { FitStage, Stage } from "../gpu/shader.js";
import type { Resampling } from "../problem/problem.js";
import { answerOf, makeRoom, type DeviceUse } from "./deviceUse.js";
import {
  type Chunk,
  chunkRanges,
  type FitGroup,
  fitGroups,
  nextChunk,
  queueLength,
  RESAMPLE_WORK,
  type Slice,
  slicesOf,
  type Span,
  workOf,
} from "./dispatches.js";
import type { Batch, EngineSession } from "./engine.js";
import { FitStates, type StartRange } from "./fitStates.js";
import { addressWords, batchArrays, bindBuffers, groupWords, runBuffer, WORKGROUP } from "./layout.js";
import { Pace } from "./pace.js";
import { deviceRows, nextStamp, takeRows } from "./seal.js";
import { faultOfStates, UNWRITTEN } from "./verify.js";

export type Pipelines = Readonly<Record<FitStage, GPUComputePipeline> & Partial<Record<Stage, GPUComputePipeline>>>;

/** One batch on a device. */
export class GpuSession implements EngineSession {
  private readonly parameters: number;
  private readonly bound: readonly GPUBuffer[];
  /** of the dispatch that drew the resamples; 0 where there are none */
  private readonly sampleStamp: number;

  /** @param buffers takes what the batch needs, and is the session's to let go of */
  constructor(
    private readonly use: DeviceUse,
    private readonly pipelines: Pipelines,
    private readonly batch: Batch,
    private readonly buffers: BufferSet,
  ) {
    this.parameters = batch.form.parameterCount(batch.breaks);
    const arrays = batchArrays(batch);
    const points = storageBuffer(buffers, "points", arrays.points);
    const curves = storageBuffer(buffers, "curves", arrays.curves);
    const bounds = storageBuffer(buffers, "bounds", arrays.bounds);
    const parents = storageBuffer(buffers, "parents", arrays.parents);
    const samples = emptyBuffer(buffers, "samples", 8 * arrays.sampleValues);
    this.bound = [points, curves, bounds, parents, samples];
    this.sampleStamp = batch.resampling ? nextStamp() : 0;
    if (batch.resampling) this.drawResamples(arrays.errors, batch.resampling);
  }

  async starts(ranges: readonly StartRange[]): Promise<FitStates> {
    const states = FitStates.ofStarts(this.parameters, ranges);
    await this.inChunks("starts", states, 1);
    return states;
  }

  async iterate(states: FitStates, iterations: number): Promise<void> {
    await this.inChunks("levenberg_marquardt", states, iterations);
  }

  release(): void {
    this.buffers.destroy();
  }

  private async inChunks(stage: FitStage, states: FitStates, iterations: number): Promise<void> {
    const { use, batch } = this;
    const queue = stage === "starts" ? WORKGROUP : queueLength(use.limits, states.count);
    const pace = this.paceOf(stage);
    const pending: Span[] = [{ first: 0, end: states.count, iterations }];
    for (let span = pending.pop(); span; span = pending.pop()) {
      if (span.end === span.first || span.iterations === 0) continue;
      const mostFits = Math.max(WORKGROUP, Math.floor(use.stateBytes / (4 * (states.stride + 1))));
      const chunk = nextChunk(span, states, batch.problems, pace, use.limits, queue, mostFits);
      const done = await this.runChunk(stage, states, chunk, pace).then(
        () => true,
        (error: unknown) => this.askForLess(error, states, chunk),
      );
      if (!done) pending.push(span);
      else pending.push({ ...span, first: chunk.end }, restOf(span, chunk));
    }
  }

  private paceOf(stage: FitStage): Pace {
    const { paces, limits } = this.use;
    const pipeline = this.pipelines[stage];
    const pace = paces.get(pipeline) ?? new Pace(limits.firstWork, limits.dispatchSeconds);
    paces.set(pipeline, pace);
    return pace;
  }

  /** Where the device had no room for a chunk of several workgroups, half of it may fit; always false. */
  private async askForLess(error: unknown, states: FitStates, { first, end }: Chunk): Promise<false> {
    if (!(error instanceof DeviceMemoryError) || end - first <= WORKGROUP) throw error;
    await makeRoom(this.use);
    this.use.stateBytes = 2 * (states.stride + 1) * (end - first);
    return false;
  }

  private async runChunk(stage: FitStage, states: FitStates, chunk: Chunk, pace: Pace): Promise<void> {
    const { first, end, iterations } = chunk;
    const values = states.values.subarray(first * states.stride, end * states.stride);
    const groups = fitGroups(states, first, end, chunk.queue);
    const before =
      stage === "starts"
        ? new Float32Array((end - first) * (states.stride + 1)).fill(UNWRITTEN)
        : deviceRows(values, states.stride);
    const { problems } = this.batch;
    const slices = this.slices(groups, iterations, chunk.dispatchWork);
    const foretold = pace.seconds(
      workOf(groups, problems, () => iterations),
      slices.length,
    );
    const addresses = addressWords(states, first, end);
    const cut = { groups, slices, iterations, hungAfter: this.hungAfter(foretold) };
    const stamp = nextStamp();
    const { after, seconds } = await this.dispatch(stage, before, addresses, cut, stamp);
    const asked = { parameters: this.parameters, stamp, iterations: stage === "starts" ? null : iterations };
    const fault = faultOfStates(before, after, asked);
    if (fault !== null) throw new AdapterError(this.use.adapter, fault);
    takeRows(after, values, states.stride);
    const [at, row] = [this.parameters + 3, states.stride + 1];
    const iterated = (fit: number) => after[fit * row + at] - before[fit * row + at];
    pace.observe(workOf(groups, problems, stage === "starts" ? () => 1 : iterated), slices.length, seconds);
  }

  private hungAfter(foretold: number): number {
    const { hungSeconds, hungTimes } = this.use.limits;
    return Math.max(hungSeconds, hungTimes * foretold);
  }

  private async dispatch(
    stage: FitStage,
    values: Float32Array,
    addresses: Uint32Array,
    { groups, slices, iterations, hungAfter }: CutChunk,
    own: number,
  ): Promise<{ readonly after: Float32Array; readonly seconds: number }> {
    const { device } = this.use;
    const temporary = new BufferSet(device);
    const stopwatch = new Stopwatch(device);
    const bytes = values.byteLength;
    const size = bytes + stopwatch.room(bytes);
    try {
      const what = `${stage} (${groups.length} workgroups)`;
      const began = performance.now();
      const staging = await checked(device, what, () => {
        const stamps = { own, samples: this.sampleStamp };
        const run = runBuffer(device, temporary, this.batch, slices, iterations, stamps);
        const groupBuffer = storageBuffer(temporary, "groups", groupWords(groups));
        const state = storageBuffer(temporary, "states", values);
        const address = storageBuffer(temporary, "addresses", addresses);
        const usage = Usage.MAP_READ | Usage.COPY_DST;
        const staging = temporary.createBuffer({ label: "read back", size, usage });
        const [points, curves, bounds, parents, samples] = this.bound;
        const bound = [points, curves, bounds, groupBuffer, state, parents, address, samples];
        const numbered = bound.map((buffer, i) => [i + 1, buffer] as const);
        const bindGroup = bindBuffers(device, this.use.layouts.fitLayout, run, numbered);
        this.submit(this.pipelines[stage], bindGroup, slices, stopwatch, (encoder) => {
          encoder.copyBufferToBuffer(state, 0, staging, 0, bytes);
          stopwatch.write(encoder, temporary, staging, bytes);
        });
        return staging;
      });
      const readBack = await answerOf(this.use, what, readBytes(staging, size), hungAfter);
      const seconds = stopwatch.seconds(readBack, bytes, (performance.now() - began) / 1000);
      return { after: new Float32Array(readBack, 0, values.length), seconds };
    } catch (error) {
      throw await lossOr(device, stage, error);
    } finally {
      temporary.destroy();
      stopwatch.destroy();
    }
  }

  private slices(groups: readonly FitGroup[], iterations: number, dispatchWork: number): Slice[] {
    const most = this.use.device.limits.maxComputeWorkgroupsPerDimension;
    return slicesOf(groups, this.batch.problems, iterations, dispatchWork, most);
  }

  /** Fills the buffer of samples, each with its stamp. No fit can be dispatched before: the queue keeps the order. */
  private drawResamples(errors: Float32Array, { count }: Resampling): void {
    const { use, batch } = this;
    const pipeline = this.pipelines.resample;
    if (!pipeline) throw new Error("no pipeline for resamples");
    const groups = batch.problems.flatMap((_, problem) =>
      chunkRanges(count, WORKGROUP).map(([first, end]) => ({ problem, firstFit: first, fits: end - first })),
    );
    const temporary = new BufferSet(use.device);
    try {
      const slices = this.slices(groups, 1, Math.min(use.limits.dispatchWork, RESAMPLE_WORK));
      const stamps = { own: this.sampleStamp, samples: this.sampleStamp };
      const run = runBuffer(use.device, temporary, batch, slices, 0, stamps);
      const groupBuffer = storageBuffer(temporary, "groups of resamples", groupWords(groups));
      const errorBuffer = storageBuffer(temporary, "errors", errors);
      const [points, curves, , , samples] = this.bound;
      const bindGroup = bindBuffers(use.device, use.layouts.resampleLayout, run, [
        [1, points],
        [2, curves],
        [4, groupBuffer],
        [8, samples],
        [9, errorBuffer],
      ]);
      this.submit(pipeline, bindGroup, slices);
    } finally {
      temporary.destroy(); // once the device has done with them
    }
  }

  /** One pass a slice; `last` adds to the commands of the last. */
  private submit(
    pipeline: GPUComputePipeline,
    bindGroup: GPUBindGroup,
    slices: readonly Slice[],
    stopwatch?: Stopwatch,
    last?: (encoder: GPUCommandEncoder) => void,
  ): void {
    const { device } = this.use;
    slices.forEach(([from, to], i) => {
      const isLast = i === slices.length - 1;
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass(stopwatch?.passOf(i === 0, isLast));
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindGroup, [device.limits.minUniformBufferOffsetAlignment * i]);
      pass.dispatchWorkgroups(to - from);
      pass.end();
      if (isLast) last?.(encoder);
      device.queue.submit([encoder.finish()]);
    });
  }
}

/** A chunk as the device is given it. */
interface CutChunk {
  readonly groups: readonly FitGroup[];
  readonly slices: readonly Slice[];
  readonly iterations: number;
  /** seconds after which the device is taken to hang */
  readonly hungAfter: number;
}

/** What the fits of a chunk still have to do. */
function restOf(span: Span, { first, end, iterations }: Chunk): Span {
  return { first, end, iterations: span.iterations - iterations };
}
