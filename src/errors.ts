import type { FitResult } from "./types.js";

/** Bad usage or bad input: names the file, line or row, column and value. The command line exits with 2. */
export class InputError extends Error {
  override name = "InputError";
}

/** No engine could be opened, or the one in use was lost for good. The command line exits with 3. */
export class EngineError extends Error {
  override name = "EngineError";
  /** what was fitted before the engine was lost */
  readonly partial?: FitResult;

  constructor(message: string, options: ErrorOptions & { partial?: FitResult } = {}) {
    super(message, options);
    if (options.partial) this.partial = options.partial;
  }
}

/** The device went away under the engine: worth another try on a new one. */
export class DeviceLostError extends EngineError {
  override name = "DeviceLostError";
}

/** The device has no room for a buffer: worth another try with less at once. */
export class DeviceMemoryError extends EngineError {
  override name = "DeviceMemoryError";
}
