/** What a made-up device does with what the real one under it does. */
export interface Lies {
  /** whether a pass of the pipeline of this label is left out */
  skips?(label: string): boolean;
  /** what is read back instead of `bytes`; `previous`: what was last read back in truth */
  reads?(bytes: ArrayBuffer, previous: ArrayBuffer): ArrayBuffer;
}

/** A device that lies as `lies` says at the time. */
export function lyingDevice(device: GPUDevice, lies: Lies): GPUDevice {
  let previous = new ArrayBuffer(0);
  const createBuffer = (descriptor: GPUBufferDescriptor) => {
    const buffer = device.createBuffer(descriptor);
    if (descriptor.label !== "read back") return buffer;
    const read = buffer.getMappedRange.bind(buffer);
    buffer.getMappedRange = (offset, size) => {
      const bytes = read(offset, size).slice(0);
      const told = lies.reads?.(bytes, previous) ?? bytes;
      previous = bytes;
      return told;
    };
    return buffer;
  };
  const createCommandEncoder = () => {
    const encoder = device.createCommandEncoder();
    const beginComputePass = (descriptor?: GPUComputePassDescriptor) => {
      const pass = encoder.beginComputePass(descriptor);
      let label = "";
      return replaced(pass, {
        setPipeline: (pipeline: GPUComputePipeline) => {
          label = pipeline.label;
          pass.setPipeline(pipeline);
        },
        dispatchWorkgroups: (count: number) => {
          if (lies.skips?.(label) !== true) pass.dispatchWorkgroups(count);
        },
      });
    };
    return replaced(encoder, { beginComputePass });
  };
  return replaced(device, { createBuffer, createCommandEncoder });
}

/** The same object with some of its own put in the place of what it has. */
export function replaced<T extends object>(whole: T, parts: Record<string, unknown>): T {
  return new Proxy(whole, {
    get(target, name) {
      if (name in parts) return parts[name as string];
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}
