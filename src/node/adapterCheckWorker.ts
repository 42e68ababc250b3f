/**
 * A process of its own: opens the adapter of this name and has it solve a problem whose answer is known, with resamples and
 * without. Writes a line of JSON: null, or why it is not to be used.
 */
import { writeSync } from "node:fs";
import { EngineError } from "../core/errors.js";
import { openEngine } from "./engines.js";

let fault: string | null = null;
try {
  const open = await openEngine("gpu", process.argv[2], 1, 0, { resampled: true });
  await open.close();
} catch (error) {
  if (!(error instanceof EngineError)) throw error;
  fault = error.message;
}
writeSync(1, `${JSON.stringify({ fault })}\n`);
process.exit(0);
