import { EngineError } from "../errors.js";
import type { Form } from "../models/form.js";
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
}

/** Compiled pipelines of one device, by stage, form, number of breaks and objective. */
export class PipelineCache {
  private readonly pipelines = new Map<string, Promise<GPUComputePipeline>>();
  private readonly layout: GPUPipelineLayout;
  readonly bindGroupLayout: GPUBindGroupLayout;

  constructor(
    private readonly device: GPUDevice,
    private readonly sources: ShaderSources,
  ) {
    const types: GPUBufferBindingType[] = [
      "uniform",
      "read-only-storage",
      "read-only-storage",
      "read-only-storage",
      "read-only-storage",
      "storage",
      "read-only-storage",
    ];
    this.bindGroupLayout = device.createBindGroupLayout({
      entries: types.map((type, binding) => ({
        binding,
        visibility: 4, // GPUShaderStage.COMPUTE, whose global does not exist outside browsers
        buffer: { type, hasDynamicOffset: binding === 0 },
      })),
    });
    this.layout = device.createPipelineLayout({ bindGroupLayouts: [this.bindGroupLayout] });
  }

  /** The pipeline of a stage for batches of one shape. */
  get(stage: Stage, shape: BatchShape): Promise<GPUComputePipeline> {
    const { form, breaks, linear, robust, ties, prior } = shape;
    const key = [stage, form.name, breaks, linear, robust, JSON.stringify(ties), prior].join(" ");
    let pipeline = this.pipelines.get(key);
    if (!pipeline) {
      pipeline = this.compile(key, stage, shape);
      this.pipelines.set(key, pipeline);
    }
    return pipeline;
  }

  private async compile(
    label: string,
    stage: Stage,
    { form, breaks, linear, robust, ties, prior }: BatchShape,
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
    });
    const module = await compileShader(this.device, label, code);
    return this.device
      .createComputePipelineAsync({ label, layout: this.layout, compute: { module, entryPoint: stage } })
      .catch((error: Error) => {
        throw new EngineError(`pipeline ${label}: ${error.message}`, { cause: error });
      });
  }
}
