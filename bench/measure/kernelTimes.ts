/** Milliseconds that the passes of each pipeline took on the device, and how many passes there were. */
export type KernelTimes = ReadonlyMap<string, { readonly milliseconds: number; readonly passes: number }>;

const MOST_PASSES = 2048;
/** numbers of Dawn's GPUBufferUsage */
const QUERY_RESOLVE = 0x200;
const COPY_SRC = 4;
const COPY_DST = 8;
const MAP_READ = 1;

/**
 * Puts timestamp queries around every compute pass of a device, from now on. `read` waits for the device and hands out
 * the times since the last reading.
 *
 * @throws Error where the device was opened without `timestamp-query`
 */
export function timeKernels(device: GPUDevice): { read(): Promise<KernelTimes> } {
  if (!device.features.has("timestamp-query")) throw new Error("this device has no timestamp queries");
  const querySet = device.createQuerySet({ type: "timestamp", count: 2 * MOST_PASSES });
  let labels: string[] = [];
  const plain = device.createCommandEncoder.bind(device);
  device.createCommandEncoder = (descriptor) => {
    const encoder = plain(descriptor);
    const begin = encoder.beginComputePass.bind(encoder);
    encoder.beginComputePass = (pass = {}) => {
      const at = labels.length;
      if (at >= MOST_PASSES) throw new Error(`more than ${MOST_PASSES} passes between two readings`);
      labels.push("");
      const timestampWrites = {
        querySet,
        beginningOfPassWriteIndex: 2 * at,
        endOfPassWriteIndex: 2 * at + 1,
      };
      const timed = begin({ ...pass, timestampWrites });
      const set = timed.setPipeline.bind(timed);
      timed.setPipeline = (pipeline) => {
        labels[at] = pipeline.label;
        set(pipeline);
      };
      return timed;
    };
    return encoder;
  };
  const read = async (): Promise<KernelTimes> => {
    const taken = labels;
    labels = [];
    return sumTimes(taken, await resolve(device, plain, querySet, taken.length));
  };
  return { read };
}

async function resolve(
  device: GPUDevice,
  encode: GPUDevice["createCommandEncoder"],
  querySet: GPUQuerySet,
  passes: number,
): Promise<BigUint64Array> {
  if (passes === 0) return new BigUint64Array(0);
  const size = 16 * passes;
  const resolved = device.createBuffer({ size, usage: QUERY_RESOLVE | COPY_SRC });
  const staging = device.createBuffer({ size, usage: MAP_READ | COPY_DST });
  const encoder = encode();
  encoder.resolveQuerySet(querySet, 0, 2 * passes, resolved, 0);
  encoder.copyBufferToBuffer(resolved, 0, staging, 0, size);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(1);
  const stamps = new BigUint64Array(staging.getMappedRange().slice(0));
  resolved.destroy();
  staging.destroy();
  return stamps;
}

function sumTimes(labels: readonly string[], stamps: BigUint64Array): KernelTimes {
  const times = new Map<string, { milliseconds: number; passes: number }>();
  labels.forEach((label, i) => {
    const [stage] = label.split(" ");
    const entry = times.get(stage) ?? { milliseconds: 0, passes: 0 };
    entry.milliseconds += Number(stamps[2 * i + 1] - stamps[2 * i]) / 1e6;
    entry.passes++;
    times.set(stage, entry);
  });
  return times;
}
