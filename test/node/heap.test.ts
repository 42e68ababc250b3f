import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const heap = JSON.stringify(fileURLToPath(new URL("../../src/node/process.ts", import.meta.url)));

/** Bytes that V8 takes at the most while rows are kept for a while and then are garbage, as those of windows are. */
async function peakHeap(before: string): Promise<number> {
  const code = `
    import { getHeapStatistics } from "node:v8";
    const { keepHeapSmall } = await import(${heap});
    ${before}
    const kept = [];
    let peak = 0;
    for (let round = 0; round < 1000; round++) {
      kept[round % 100] = Array.from({ length: 4000 }, (_, k) => ({ k, values: [k, k + 0.5] }));
      peak = Math.max(peak, getHeapStatistics().total_heap_size);
    }
    console.log(peak);
  `;
  const args = ["--import", "tsx", "--input-type=module", "-e", code];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args);
  expect(stderr, "V8 knows the flags").not.toContain("flag");
  return Number(stdout);
}

it("a heap that is kept small takes far less for the same work", async () => {
  const small = await peakHeap("keepHeapSmall();");
  const usual = await peakHeap("");
  expect(small).toBeGreaterThan(0);
  expect(small / usual).toBeLessThan(0.75);
}, 60_000);
