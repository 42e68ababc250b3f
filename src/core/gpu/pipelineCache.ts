import { EngineError } from "../errors.js";
import type { Form } from "../forms/form.js";
import type { Tie } from "../problem/problem.js";
import { compileShader } from "./errors.js";
import { linkStage, type ShaderSources, type Stage } from "./shader.js";

/** What kernels are specialised by. */
export interface BatchShape {
  readonly form: Form;
  readonly breaks: number;
  readonly linear: boolean;
  readonly robust: boolean;
  readonly ties: readonly Tie[];
  readonly prior: boolean;
  /** null: no resamples */
  readonly resampling: object | null;
}

/** What a stage binds, by number: `shaders/fit_state.wgsl`, `samples.wgsl` and `resample.wgsl` declare it. */
const FIT_BINDINGS: readonly GPUBufferBindingType[] = [
  "uniform",
  "read-only-storage", // points
  "read-only-storage", // curves
  "read-only-storage", // bounds
  "storage", // groups
  "storage", // states
  "read-only-storage", // parents
  "read-only-storage", // addresses
  "read-only-storage", // samples
];
/** All that a device must offer is eight storage buffers a stage: this stage leaves out what it does not read. */
const RESAMPLE_BINDINGS: readonly (GPUBufferBindingType | null)[] = [
  "uniform",
  "read-only-storage", // points
  "read-only-storage", // curves
  null,
  "storage", // groups
  null,
  null,
  null,
  "storage", // samples
  "read-only-storage", // errors
];

/** Compiled pipelines of one device, by stage, form, number of breaks and objective. */
export class PipelineCache {
  private readonly pipelines = new Map<string, Promise<GPUComputePipeline>>();
  readonly fitLayout: GPUBindGroupLayout;
  readonly resampleLayout: GPUBindGroupLayout;

  constructor(
    private readonly device: GPUDevice,
    private readonly sources: ShaderSources,
  ) {
    this.fitLayout = bindGroupLayout(device, FIT_BINDINGS);
    this.resampleLayout = bindGroupLayout(device, RESAMPLE_BINDINGS);
  }

  /** The pipeline of a stage for batches of one shape. */
  get(stage: Stage, shape: BatchShape): Promise<GPUComputePipeline> {
    const { form, breaks, linear, robust, ties, prior, resampling } = shape;
    const key =
      stage === "resample"
        ? [stage, linear].join(" ")
        : [stage, form.name, breaks, linear, robust, JSON.stringify(ties), prior, resampling !== null].join(" ");
    let pipeline = this.pipelines.get(key);
    if (!pipeline) {
      pipeline = this.compile(key, stage, shape);
      this.pipelines.set(key, pipeline);
    }
    return pipeline;
  }

  /** Settles when nothing is compiled any more. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.pipelines.values());
  }

  private async compile(
    label: string,
    stage: Stage,
    { form, breaks, linear, robust, ties, prior, resampling }: BatchShape,
  ): Promise<GPUComputePipeline> {
    const code = linkStage(this.sources, stage, {
      form: form.name,
      breaks,
      parameters: form.parameterCount(breaks),
      linearParameters: form.linearCount(breaks),
      linearObjective: linear,
      robust,
      ties,
      prior,
      resampled: resampling !== null,
    });
    const bindGroupLayout = stage === "resample" ? this.resampleLayout : this.fitLayout;
    const layout = this.device.createPipelineLayout({ bindGroupLayouts: [bindGroupLayout] });
    const module = await compileShader(this.device, label, code);
    return this.device
      .createComputePipelineAsync({ label, layout, compute: { module, entryPoint: stage } })
      .catch((error: Error) => {
        throw new EngineError(`pipeline ${label}: ${error.message}`, { cause: error });
      });
  }
}

function bindGroupLayout(device: GPUDevice, types: readonly (GPUBufferBindingType | null)[]): GPUBindGroupLayout {
  const entries = types.flatMap((type, binding) => {
    if (type === null) return [];
    // 4 is GPUShaderStage.COMPUTE, whose global does not exist outside browsers
    return [{ binding, visibility: 4, buffer: { type, hasDynamicOffset: binding === 0 } }];
  });
  return device.createBindGroupLayout({ entries });
}
