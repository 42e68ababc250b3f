import { EngineError } from "../errors.js";
import { Status } from "../status.js";

const ENDED: readonly number[] = [
  Status.ConvergedGradient,
  Status.ConvergedStep,
  Status.ConvergedObjective,
  Status.AtBound,
  Status.NonFinite,
];

/**
 * Refuses states that a device cannot have written: a kernel that did not run, or left slots out, must not pass for
 * an answer. Rows of P parameters, then objective, damping, growth, iterations, stalled, status, pinned.
 *
 * @param iterations what each running fit was to do at most; 0 where starts were drawn into rows of NaN
 * @throws EngineError
 */
export function verifyStates(
  before: Float32Array,
  after: Float32Array,
  parameters: number,
  stride: number,
  iterations: number,
): void {
  for (let at = 0; at < after.length; at += stride) {
    const status = after[at + parameters + 5];
    const done = after[at + parameters + 3] - before[at + parameters + 3];
    const ran = status === -1 && (iterations === 0 || done === iterations);
    const finite = status === Status.NonFinite || Number.isFinite(after[at + parameters]);
    if (finite && (ran || ENDED.includes(status))) continue;
    throw new EngineError(
      `the device returned a state that no kernel writes (status ${status}, objective ${after[at + parameters]}): ` +
        "its driver may be broken; try another adapter (bnsl devices), or --engine cpu",
    );
  }
}
