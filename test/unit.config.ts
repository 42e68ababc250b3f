import { defaultExclude, defineConfig, mergeConfig } from "vitest/config";
import whole from "../vitest.config.js";

/** What `npm test` leaves to `npm run check`. */
const LONG = [
  // need a browser or an adapter from the first line on
  "test/report/{answers,client,fitters,history}.test.ts",
  "test/core/engine/hung.test.ts",
  // made-up input by the thousand
  "test/fuzz/**",
  "test/core/identify/**",
  // whole commands that are killed, run out of memory, or have no adapter
  "test/cli/{killedFit,stoppedWriting,standardOutput,helpExamples,fitCheckpoint}.test.ts",
  "test/node/{heap,dawn,workers}.test.ts",
  "test/fit/{noAdapter,noopGpu,fourDigitAddition}.test.ts",
  // stand in for modules, which needs modules of their own
  "test/run/{deviceLoss,uncertainty}.test.ts",
  // Slurm's scripts, Python, other fitters, what is installed
  "test/api/python.test.ts",
  "test/scripts/cluster.test.ts",
  "test/bench/{peers,resampledCurve,soak}.test.ts",
  "test/supplyChain.test.ts",
];

/** The unit tests: no GPU, no browser, nothing that takes seconds. CONTRIBUTING.md says when to run which. */
export default mergeConfig(
  whole,
  defineConfig({
    test: {
      // modules are loaded once a process instead of once a file: half of the time
      isolate: false,
      exclude: [...defaultExclude, ...LONG],
      env: { BNSL_NO_GPU: "1", BNSL_NO_CHROMIUM: "1" },
    },
  }),
);
