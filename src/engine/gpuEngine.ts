import { DeviceLostError, EngineError } from "../errors.js";
import type { Resampling } from "../problem/resampling.js";
import { emptyBuffer, storageBuffer, readFloats, Usage, type Waiting } from "../gpu/buffers.js";
import { checked } from "../gpu/errors.js";
import { PipelineCache } from "../gpu/pipelineCache.js";
import type { FitStage, ShaderSources, Stage } from "../gpu/shader.js";
import { chunkRanges, fitGroups, type FitGroup } from "../plan/chunks.js";
import { addressWords, bindBuffers, groupWords, runBuffer } from "./dispatchBuffers.js";
import {
  DEFAULT_LIMITS,
  iterationsPerDispatch,
  queueLength,
  slicesOf,
  type ChunkLimits,
  type Slice,
} from "./dispatches.js";
import type { Batch, Engine, EngineSession } from "./engine.js";
import { FitStates, type StartRange } from "./fitStates.js";
import { batchArrays, WORKGROUP } from "./layout.js";
import { verifyStates } from "./verify.js";

/** The engine on a WebGPU device. The device stays the caller's; it is not destroyed by `close`. */
export class GpuEngine implements Engine {
  readonly name = "gpu";
  private readonly pipelines: PipelineCache;
  private readonly limits: ChunkLimits;

  constructor(
    private readonly device: GPUDevice,
    sources: ShaderSources,
    readonly adapter: string,
    limits: Partial<ChunkLimits> = {},
    private readonly waitFor?: Waiting,
  ) {
    this.pipelines = new PipelineCache(device, sources);
    const stateBytes = Math.min(DEFAULT_LIMITS.stateBytes, device.limits.maxStorageBufferBindingSize);
    this.limits = { ...DEFAULT_LIMITS, stateBytes, ...limits };
  }

  async open(batch: Batch): Promise<EngineSession> {
    const stages: Stage[] = [
      "starts",
      "levenberg_marquardt",
      ...(batch.resampling ? (["resample"] as const) : []),
    ];
    const compiled = await Promise.all(stages.map((stage) => this.pipelines.get(stage, batch)));
    const pipelines = Object.fromEntries(stages.map((stage, i) => [stage, compiled[i]])) as Pipelines;
    return checked(
      this.device,
      `curves of a batch (n = ${batch.breaks})`,
      () => new GpuSession(this.device, pipelines, this.pipelines, batch, this.limits, this.waitFor),
    );
  }

  async close(): Promise<void> {}
}

type Pipelines = Readonly<Record<FitStage, GPUComputePipeline> & Partial<Record<Stage, GPUComputePipeline>>>;

class GpuSession implements EngineSession {
  private readonly parameters: number;
  private readonly buffers: Readonly<
    Record<"points" | "curves" | "bounds" | "parents" | "samples", GPUBuffer>
  >;

  constructor(
    private readonly device: GPUDevice,
    private readonly pipelines: Pipelines,
    private readonly layouts: Pick<PipelineCache, "fitLayout" | "resampleLayout">,
    private readonly batch: Batch,
    private readonly limits: ChunkLimits,
    private readonly waitFor: Waiting | undefined,
  ) {
    this.parameters = batch.form.parameterCount(batch.breaks);
    const arrays = batchArrays(batch);
    this.buffers = {
      points: storageBuffer(device, "points", arrays.points),
      curves: storageBuffer(device, "curves", arrays.curves),
      bounds: storageBuffer(device, "bounds", arrays.bounds),
      parents: storageBuffer(device, "parents", arrays.parents),
      samples: emptyBuffer(device, "samples", 8 * arrays.sampleValues),
    };
    if (batch.resampling) this.drawResamples(arrays.errors, batch.resampling);
  }

  async starts(ranges: readonly StartRange[]): Promise<FitStates> {
    const states = FitStates.ofStarts(this.parameters, ranges);
    await this.inChunks("starts", states, 1);
    return states;
  }

  async iterate(states: FitStates, iterations: number): Promise<void> {
    const most = iterationsPerDispatch(this.limits, this.batch.problems, states.count);
    for (let done = 0; done < iterations; done += most) {
      await this.inChunks("levenberg_marquardt", states, Math.min(most, iterations - done));
    }
  }

  release(): void {
    for (const buffer of Object.values(this.buffers)) buffer.destroy();
  }

  private async inChunks(stage: FitStage, states: FitStates, iterations: number): Promise<void> {
    const most = Math.max(WORKGROUP, Math.floor(this.limits.stateBytes / (4 * states.stride)));
    for (const [first, end] of chunkRanges(states.count, most)) {
      await this.runChunk(stage, states, first, end, iterations);
    }
  }

  private async runChunk(
    stage: FitStage,
    states: FitStates,
    first: number,
    end: number,
    iterations: number,
  ): Promise<void> {
    const values = states.values.subarray(first * states.stride, end * states.stride);
    const groups = fitGroups(
      states,
      first,
      end,
      stage === "starts" ? WORKGROUP : queueLength(this.limits, end - first),
    );
    const before = new Float32Array(values);
    const addresses = addressWords(states, first, end);
    const after = await this.dispatch(stage, before, addresses, groups, iterations);
    verifyStates(before, after, this.parameters, states.stride, stage === "starts" ? 0 : iterations);
    values.set(after);
  }

  private async dispatch(
    stage: FitStage,
    values: Float32Array,
    addresses: Uint32Array,
    groups: readonly FitGroup[],
    iterations: number,
  ): Promise<Float32Array> {
    const { device } = this;
    const slices = this.slices(groups, iterations);
    const temporary: GPUBuffer[] = [];
    try {
      const staging = await checked(device, `${stage} (${groups.length} workgroups)`, () => {
        const run = runBuffer(device, this.batch, slices, iterations);
        const groupBuffer = storageBuffer(device, "groups", groupWords(groups));
        const state = storageBuffer(device, "states", values);
        const address = storageBuffer(device, "addresses", addresses);
        const staging = device.createBuffer({
          label: "read back",
          size: values.byteLength,
          usage: Usage.MAP_READ | Usage.COPY_DST,
        });
        temporary.push(run, groupBuffer, state, address, staging);
        const { points, curves, bounds, parents, samples } = this.buffers;
        const bound = [points, curves, bounds, groupBuffer, state, parents, address, samples];
        const bindGroup = bindBuffers(
          device,
          this.layouts.fitLayout,
          run,
          bound.map((buffer, i) => [i + 1, buffer]),
        );
        this.submit(this.pipelines[stage], bindGroup, slices, (encoder) =>
          encoder.copyBufferToBuffer(state, 0, staging, 0, values.byteLength),
        );
        return staging;
      });
      return await readFloats(staging, values.length, this.waitFor);
    } catch (error) {
      throw await this.asEngineError(stage, error);
    } finally {
      for (const buffer of temporary) buffer.destroy();
    }
  }

  /** A lost device rejects what is under way with errors of many kinds: ask the device itself. */
  private async asEngineError(stage: FitStage, error: unknown): Promise<EngineError> {
    const message = `${stage}: ${error instanceof Error ? error.message : String(error)}`;
    const info = await Promise.race([
      this.device.lost,
      new Promise<null>((resolve) => setTimeout(resolve, 50, null)),
    ]);
    if (info)
      return new DeviceLostError(`${message} (device lost: ${info.message || info.reason})`, {
        cause: error,
      });
    return error instanceof EngineError ? error : new EngineError(message, { cause: error });
  }

  private slices(groups: readonly FitGroup[], iterations: number): Slice[] {
    const most = this.device.limits.maxComputeWorkgroupsPerDimension;
    return slicesOf(groups, this.batch.problems, iterations, this.limits.dispatchWork, most);
  }

  /** Fills the buffer of samples. No fit can be dispatched before: the queue keeps the order. */
  private drawResamples(errors: Float32Array, { count }: Resampling): void {
    const { device, batch } = this;
    const pipeline = this.pipelines.resample;
    if (!pipeline) throw new Error("no pipeline for resamples");
    const groups = batch.problems.flatMap((_, problem) =>
      chunkRanges(count, WORKGROUP).map(([first, end]) => ({ problem, firstFit: first, fits: end - first })),
    );
    const slices = this.slices(groups, 1);
    const run = runBuffer(device, batch, slices, 0);
    const groupBuffer = storageBuffer(device, "groups of resamples", groupWords(groups));
    const errorBuffer = storageBuffer(device, "errors", errors);
    const { points, curves, samples } = this.buffers;
    const bindGroup = bindBuffers(device, this.layouts.resampleLayout, run, [
      [1, points],
      [2, curves],
      [4, groupBuffer],
      [8, samples],
      [9, errorBuffer],
    ]);
    this.submit(pipeline, bindGroup, slices);
    for (const buffer of [run, groupBuffer, errorBuffer]) buffer.destroy(); // once the device has done with them
  }

  /** One pass a slice; `last` adds to the commands of the last. */
  private submit(
    pipeline: GPUComputePipeline,
    bindGroup: GPUBindGroup,
    slices: readonly Slice[],
    last?: (encoder: GPUCommandEncoder) => void,
  ): void {
    slices.forEach(([from, to], i) => {
      const encoder = this.device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindGroup, [this.device.limits.minUniformBufferOffsetAlignment * i]);
      pass.dispatchWorkgroups(to - from);
      pass.end();
      if (i === slices.length - 1) last?.(encoder);
      this.device.queue.submit([encoder.finish()]);
    });
  }
}
