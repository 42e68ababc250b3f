import { InputError } from "../core/errors.js";
import type { FitRun } from "./fitRun.js";

/** @throws InputError for an engine or a number of threads that there cannot be */
export function checkRun({ engine, threads }: Pick<FitRun, "engine" | "threads">): void {
  if (!["auto", "gpu", "cpu"].includes(engine)) {
    throw new InputError(`engine is "${String(engine)}": it is "auto", "gpu" or "cpu"`);
  }
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1)) {
    throw new InputError(`threads is ${threads}: it is a whole number from 1`);
  }
}
