import { expect, it } from "vitest";
import { gpuWanted } from "../support/device.js";
import { fuzzSeed, planned } from "./cases.js";

it("all groups together make as many cases as were asked for", () => {
  const made = Object.entries(planned).filter(([name]) => gpuWanted || !name.includes("GPU"));
  const total = made.reduce((sum, [, cases]) => sum + cases, 0);
  console.log(`fuzz: ${total} cases in ${made.length} groups from seed ${fuzzSeed}`);
  expect(total).toBeGreaterThanOrEqual(Number(process.env.BNSL_FUZZ_CASES ?? 10_000));
});
