import type { FitResult } from "./types.js";

export { InputError } from "./inputError.js";

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

/**
 * An adapter returned what no kernel wrote, or did not solve a problem whose answer is known. Nothing that it says can be
 * trusted: no second try on it helps, another adapter or the CPU may.
 */
export class AdapterError extends EngineError {
  override name = "AdapterError";

  /** what the adapter did, without advice */
  readonly what: string;

  /** @param adapter the adapter's own words */
  constructor(
    readonly adapter: string,
    fault: string,
  ) {
    const what = `the adapter "${adapter}" ${fault}: its driver or the device itself may be broken`;
    super(`${what}; try another adapter (bnsl devices), or --engine cpu`);
    this.what = what;
  }
}

/** The device has no room for a buffer: worth another try with less at once. */
export class DeviceMemoryError extends EngineError {
  override name = "DeviceMemoryError";
}
