import { EngineError } from "../core/errors.js";
import type { FitMeta } from "../core/types.js";

/** An engine lost for good in the middle of a run; what was done is in its sink. */
export class RunError extends EngineError {
  override name = "RunError";

  constructor(
    cause: unknown,
    readonly meta: FitMeta,
  ) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
