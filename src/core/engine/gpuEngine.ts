import { AdapterError, DeviceMemoryError } from "../errors.js";
import { BufferSet, type Waiting } from "../gpu/buffers.js";
import { checked, lossOr } from "../gpu/errors.js";
import { PipelineCache } from "../gpu/pipelineCache.js";
import type { ShaderSources, Stage } from "../gpu/shader.js";
import { DEFAULT_LIMITS, type ChunkLimits } from "./dispatches.js";
import type { Batch, Engine, EngineSession } from "./engine.js";
import { makeRoom, type DeviceUse } from "./deviceUse.js";
import { GpuSession, type Pipelines } from "./gpuSession.js";
import { selfCheck } from "./selfCheck.js";

/** The engine on a WebGPU device. The device stays the caller's; it is not destroyed by `close`. */
export class GpuEngine implements Engine {
  readonly name = "gpu";
  private readonly use: DeviceUse;
  private stuck: Promise<void> | null = null;
  /** of kernels without resamples, and with them */
  private readonly checks = new Map<boolean, Promise<void>>();

  constructor(
    private readonly device: GPUDevice,
    sources: ShaderSources,
    readonly adapter: string,
    limits: Partial<ChunkLimits> = {},
    waitFor?: Waiting,
  ) {
    const stateBytes = Math.min(DEFAULT_LIMITS.stateBytes, device.limits.maxStorageBufferBindingSize);
    const whole = { ...DEFAULT_LIMITS, stateBytes, ...limits };
    this.use = {
      device,
      adapter,
      layouts: new PipelineCache(device, sources),
      limits: whole,
      waitFor: waitFor ?? ((pending) => pending),
      paces: new Map(),
      stateBytes: whole.stateBytes,
      onHung: (settled) => {
        this.stuck = settled;
      },
    };
  }

  /**
   * Settles when the device has done with what it hung at; null where it never hung. To destroy a device before that
   * stops this thread until then, which may be for ever.
   */
  get hung(): Promise<void> | null {
    return this.stuck;
  }

  /** @throws AdapterError where the device does not pass its check */
  async open(batch: Batch): Promise<EngineSession> {
    await this.check(batch.resampling !== null);
    return this.openOn(this.use, batch);
  }

  /**
   * Has the device solve a problem whose answer is known, the first time that it is asked for; `open` does so by itself.
   *
   * @param resampled whether to check the kernels that fit resamples, rather than those that fit the data themselves
   * @throws AdapterError where its answer is another
   */
  check(resampled: boolean): Promise<void> {
    let check = this.checks.get(resampled);
    if (!check) {
      // as this engine's own work is cut it may be made to fail, and what is learnt from so little tells nothing of it
      const use = { ...this.use, limits: DEFAULT_LIMITS, paces: new Map() };
      check = selfCheck((batch) => this.openOn(use, batch), this.adapter, resampled);
      this.checks.set(resampled, check);
      check.catch((error: unknown) => {
        if (!(error instanceof AdapterError)) this.checks.delete(resampled);
      });
    }
    return check;
  }

  private openOn(use: DeviceUse, batch: Batch): Promise<EngineSession> {
    return this.openOnce(use, batch).catch(async (error: unknown) => {
      if (!(error instanceof DeviceMemoryError)) throw error;
      await makeRoom(use); // sessions before this one may have filled it
      return this.openOnce(use, batch);
    });
  }

  private async openOnce(use: DeviceUse, batch: Batch): Promise<EngineSession> {
    const what = `curves of a batch (n = ${batch.breaks})`;
    const buffers = new BufferSet(this.device);
    try {
      const pipelines = await this.pipelinesOf(batch);
      return await checked(this.device, what, () => new GpuSession(use, pipelines, batch, buffers));
    } catch (error) {
      buffers.destroy();
      throw await lossOr(this.device, what, error);
    }
  }

  /** Waits for what is still compiled: Dawn crashes where its instance is let go of in the middle of that. */
  async close(): Promise<void> {
    await this.use.layouts.settled();
  }

  private async pipelinesOf(batch: Batch): Promise<Pipelines> {
    const drawing = batch.resampling ? (["resample"] as const) : [];
    const stages: Stage[] = ["starts", "levenberg_marquardt", ...drawing];
    const compiled = await Promise.all(stages.map((stage) => this.use.layouts.get(stage, batch)));
    return Object.fromEntries(stages.map((stage, i) => [stage, compiled[i]])) as Pipelines;
  }
}
