import { bnslForm } from "../../src/core/forms/bnsl/form.js";
import { readBytes, storageBuffer, Usage } from "../../src/core/gpu/buffers.js";
import { checked, compileShader } from "../../src/core/gpu/errors.js";
import { linkFiles, type Specialisation } from "../../src/core/gpu/shader.js";
import { readShaders } from "../../src/node/packageFiles.js";

/** What an output slot holds until the kernel writes it. */
export const SENTINEL = -12345.678;

export type KernelInput = Float32Array | Uint32Array | ArrayBuffer;

/** A small kernel around some of the project's WGSL files. */
export interface TestKernel {
  readonly files: readonly string[];
  readonly by?: Specialisation;
  /**
   * WGSL that calls the files' functions; may use @unroll and @scalars. `input0`, `input1`, … and `output` are
   * declared for it; its entry point is `main`.
   */
  readonly code: string;
  /** WGSL element types of the inputs, f32 where left out */
  readonly types?: readonly string[];
  readonly inputs: readonly KernelInput[];
  /** f32 slots of the output */
  readonly length: number;
  readonly workgroups?: number;
}

/** The specialisation of the BNSL form. */
export function bnslBy(breaks: number, options: Partial<Specialisation> = {}): Specialisation {
  return {
    form: "bnsl",
    breaks,
    parameters: bnslForm.parameterCount(breaks),
    linearParameters: bnslForm.linearCount(breaks),
    linearObjective: false,
    robust: false,
    ties: [],
    prior: false,
    resampled: false,
    ...options,
  };
}

/**
 * Runs a kernel and returns what it wrote.
 * @throws where it does not compile, where the device objects, and where a slot of the output stays unwritten
 */
export async function runKernel(device: GPUDevice, kernel: TestKernel): Promise<Float32Array> {
  const module = await compileShader(device, "test kernel", await linkKernel(kernel));
  const pipeline = await device.createComputePipelineAsync({
    layout: "auto",
    compute: { module, entryPoint: "main" },
  });
  const filled = new Float32Array(kernel.length).fill(SENTINEL);
  const staging = await checked(device, "test kernel", () => {
    const buffers = [...kernel.inputs, filled].map((data, i) => storageBuffer(device, `input${i}`, data));
    const back = device.createBuffer({ size: filled.byteLength, usage: Usage.MAP_READ | Usage.COPY_DST });
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(
      1,
      device.createBindGroup({
        layout: pipeline.getBindGroupLayout(1),
        entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
      }),
    );
    pass.dispatchWorkgroups(kernel.workgroups ?? 1);
    pass.end();
    encoder.copyBufferToBuffer(buffers[buffers.length - 1], 0, back, 0, filled.byteLength);
    device.queue.submit([encoder.finish()]);
    return back;
  });
  const output = new Float32Array(await readBytes(staging, 4 * kernel.length));
  const unwritten = output.indexOf(Math.fround(SENTINEL));
  if (unwritten >= 0) throw new Error(`slot ${unwritten} of the output was not written`);
  return output;
}

async function linkKernel({ files, by, code, types, inputs }: TestKernel): Promise<string> {
  const declarations = inputs.map(
    // a struct with an atomic in it can only be bound for writing, too
    (_, i) => `@group(1) @binding(${i}) var<storage, read_write> input${i}: array<${types?.[i] ?? "f32"}>;`,
  );
  const output = `@group(1) @binding(${inputs.length}) var<storage, read_write> output: array<f32>;`;
  const text = [...declarations, output, code].join("\n");
  return linkFiles({ ...(await readShaders()), test: text }, [...files, "test"], by ?? bnslBy(1));
}
