import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../../src/core/errors.js";
import { loadCurves } from "../../src/curves/load.js";
import { openSource } from "../../src/node/files.js";

/* Loads every file of a folder, and prints how many were read or refused and the most memory that took, in MiB. */
const [folder] = process.argv.slice(2);
let [read, refused] = [0, 0];
for (const name of readdirSync(folder)) {
  try {
    await loadCurves([openSource(join(folder, name))], { curve: [], x: "x", y: "y" });
    read++;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    refused++;
    if (process.env.BNSL_FUZZ_TELL) console.error(error.message);
  }
  if (process.env.BNSL_FUZZ_TELL) console.error(name, Math.round(peakOfProcess()));
}
console.log(JSON.stringify({ read, refused, peak: peakOfProcess() }));

/** MiB. What getrusage knows may be the most of the process that started this one. */
function peakOfProcess(): number {
  const status = "/proc/self/status";
  const peak = existsSync(status) ? /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(status, "utf8"))?.[1] : undefined;
  return (peak === undefined ? process.resourceUsage().maxRSS : Number(peak)) / 1024;
}
