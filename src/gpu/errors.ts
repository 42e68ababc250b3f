import { EngineError } from "../errors.js";

/** Compiles a shader module; an error shows the message, the line and the generated source around it. */
export async function compileShader(
  device: GPUDevice,
  label: string,
  code: string,
): Promise<GPUShaderModule> {
  const module = device.createShaderModule({ label, code });
  const { messages } = await module.getCompilationInfo();
  const errors = messages.filter((message) => message.type === "error");
  if (errors.length > 0) throw new EngineError(describe(label, code, errors));
  return module;
}

/**
 * Runs `work` (which must not await) inside error scopes and fails if the device objects to it. Both scopes are
 * pushed and popped before anything else can run: scopes held across an await would catch each other's errors.
 */
export async function checked<T>(device: GPUDevice, what: string, work: () => T): Promise<T> {
  const filters: GPUErrorFilter[] = ["internal", "out-of-memory", "validation"];
  for (const filter of filters) device.pushErrorScope(filter);
  let scopes: Promise<GPUError | null>[] = [];
  let result: T;
  try {
    result = work();
  } finally {
    scopes = filters.map(() => device.popErrorScope());
    // Awaited below where all went well; a lost device rejects them, and what was thrown says more.
    for (const scope of scopes) scope.catch(() => {});
  }
  for (const error of await Promise.all(scopes)) {
    if (error) throw new EngineError(`${what}: ${error.message}`);
  }
  return result;
}

function describe(label: string, code: string, errors: readonly GPUCompilationMessage[]): string {
  const lines = code.split("\n");
  const reports = errors.slice(0, 5).map((error) => {
    const from = Math.max(0, error.lineNum - 3);
    const context = lines
      .slice(from, error.lineNum + 2)
      .map(
        (text, i) =>
          `${from + i + 1 === error.lineNum ? ">" : " "} ${String(from + i + 1).padStart(5)} ${text}`,
      );
    return `${error.message} (line ${error.lineNum}:${error.linePos})\n${context.join("\n")}`;
  });
  return `shader ${label} does not compile:\n${reports.join("\n")}`;
}
