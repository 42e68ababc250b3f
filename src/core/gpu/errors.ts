import { DeviceLostError, DeviceMemoryError, EngineError } from "../errors.js";

/** Compiles a shader module; an error shows the message, the line and the generated source around it. */
export async function compileShader(device: GPUDevice, label: string, code: string): Promise<GPUShaderModule> {
  const module = device.createShaderModule({ label, code });
  const { messages } = await module.getCompilationInfo();
  const errors = messages.filter((message) => message.type === "error");
  if (errors.length > 0) throw new EngineError(describe(label, code, errors));
  return module;
}

/**
 * Runs `work` (which must not await) inside error scopes and fails if the device objects to it. All scopes are
 * pushed and popped before anything else can run: scopes held across an await would catch each other's errors.
 *
 * @throws DeviceMemoryError where the device has no room for what `work` makes, EngineError where it objects otherwise
 */
export async function checked<T>(device: GPUDevice, what: string, work: () => T): Promise<T> {
  // popped from the last to the first: a buffer that there is no room for is no valid one either
  const filters: GPUErrorFilter[] = ["internal", "validation", "out-of-memory"];
  for (const filter of filters) device.pushErrorScope(filter);
  let scopes: Promise<GPUError | null>[] = [];
  let result: T;
  try {
    result = work();
  } catch (error) {
    // what is mapped when it is made has to be had at once
    if (error instanceof RangeError) throw new DeviceMemoryError(noRoom(what, error.message), { cause: error });
    throw error;
  } finally {
    scopes = filters.map(() => device.popErrorScope());
    // Awaited below where all went well; a lost device rejects them, and what was thrown says more.
    for (const scope of scopes) scope.catch(() => {});
  }
  const [memory, ...others] = await Promise.all(scopes);
  if (memory) throw new DeviceMemoryError(noRoom(what, memory.message));
  for (const error of others) {
    if (error) throw new EngineError(`${what}: ${error.message}`);
  }
  return result;
}

/** Dawn tells the names of its own source files from the second line on. */
function noRoom(what: string, message: string): string {
  return `${what}: the device has no memory left for it (${message.split("\n")[0].replace(/\.$/, "")})`;
}

/** A lost device rejects what is under way with errors of many kinds: ask the device itself what was the matter. */
export async function lossOr(device: GPUDevice, what: string, error: unknown): Promise<EngineError> {
  if (error instanceof DeviceLostError) return error;
  const message = `${what}: ${error instanceof Error ? error.message : String(error)}`;
  const info = await Promise.race([
    device.lost,
    new Promise<null>((resolve) => setTimeout(resolve, LOSS_MILLISECONDS, null)),
  ]);
  if (info) return new DeviceLostError(`${message} (device lost: ${info.message || info.reason})`, { cause: error });
  return error instanceof EngineError ? error : new EngineError(message, { cause: error });
}

/** after which a device that has rejected something is not lost */
const LOSS_MILLISECONDS = 50;

function describe(label: string, code: string, errors: readonly GPUCompilationMessage[]): string {
  const lines = code.split("\n");
  const reports = errors.slice(0, 5).map((error) => {
    const from = Math.max(0, error.lineNum - 3);
    const context = lines
      .slice(from, error.lineNum + 2)
      .map((text, i) => `${from + i + 1 === error.lineNum ? ">" : " "} ${String(from + i + 1).padStart(5)} ${text}`);
    return `${error.message} (line ${error.lineNum}:${error.linePos})\n${context.join("\n")}`;
  });
  return `shader ${label} does not compile:\n${reports.join("\n")}`;
}

/** The time is counted in so many parts, of which a thread that was busy or a machine that slept misses all but one. */
const PARTS = 10;

/**
 * Waits for a device no longer than `seconds` of this thread's attention.
 *
 * @throws DeviceLostError where it takes longer: nothing on this machine tells a device that hangs from a slow one
 */
export function unlessHung<T>(what: string, pending: Promise<T>, seconds: number): Promise<T> {
  return new Promise((resolve, reject) => {
    let parts = 0;
    const clock = setInterval(
      () => {
        if (++parts < PARTS) return;
        clearInterval(clock);
        reject(new DeviceLostError(`${what}: the device has not answered for ${seconds} s: it hangs`));
      },
      (1000 * seconds) / PARTS,
    );
    pending.then(resolve, reject).finally(() => clearInterval(clock));
  });
}
