import type { FitterRace } from "../../src/tables/race.js";

/** A made-up race of three fitters over four curves: one solves all, one half of them, one was raced on a sample. */
export function madeRace(): FitterRace {
  return {
    curves: 4,
    note: "made up",
    environment: { adapter: "llvmpipe", cpu: "a processor", cores: 2, date: "2026-11-22T05:04:29.243Z" },
    settings: { breaks: "1" },
    skipped: [{ line: "Gpufit: no CUDA device" }],
    fitters: [
      {
        name: "bnsl, gpu engine",
        configuration: "128 starts a round",
        versions: { bnsl: "0.1.0" },
        runs: [run([0.5, 0.5, 1, 2], 2, 6000), run([0.5, 0.5, 1, 4], 4, 7000)],
      },
      { name: "SciPy", runs: [run([1, 10, null, null], 40, 20)] },
      { name: "the recipe", runs: [{ sample: [2], solveSeconds: [[null]], seconds: 8 }] },
    ],
  };
}

function run(times: (number | null)[], seconds: number, convergedPerSecond: number) {
  return { solveSeconds: [times, times], seconds, ends: { convergedPerSecond }, peakMemoryMiB: 100 };
}
