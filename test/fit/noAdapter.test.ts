import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageFile } from "../../src/node/packageFiles.js";
import { clearLaws, geometric, lawCurve } from "../support/curves.js";
import { gpuWanted } from "../support/device.js";

let folder = "";
let table = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bnsl-"));
  table = join(folder, "curve.csv");
  const { x, y } = lawCurve(clearLaws[0], geometric(1e3, 1e6, 12), 0.01);
  writeFileSync(table, ["x,y", ...Array.from(x, (v, i) => `${v},${y[i]}`)].join("\n"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the command line in a process of its own, which must end by itself. */
function bnsl(args: readonly string[], env: Record<string, string> = {}) {
  const node = ["--import", "tsx", packageFile("src/cli/bin.ts"), ...args];
  return new Promise<{ code: number; out: string; err: string }>((resolve, reject) => {
    execFile(process.execPath, node, { env: { ...process.env, ...env }, timeout: 50_000 }, (error, out, err) => {
      if (error?.signal) reject(new Error(`it did not end by itself: ${err}`));
      else resolve({ code: typeof error?.code === "number" ? error.code : 0, out, err });
    });
  });
}

const noDriver = { VK_DRIVER_FILES: "/nonexistent", VK_ICD_FILENAMES: "/nonexistent" };
const fit = (...args: string[]) => ["fit", table, "--breaks", "0", "--starts", "4", "--json", ...args];

describe("without an adapter", () => {
  it("auto takes the CPU, says so and why, and fits", async () => {
    const { code, out, err } = await bnsl(fit("--engine", "auto"), noDriver);
    expect(code).toBe(0);
    expect(err).toMatch(/^engine: cpu \(f64 on worker threads\): .*no adapter.*`bnsl devices`/im);
    expect(JSON.parse(out.trim())).toMatchObject({ engine: "cpu", n_breaks: 0 });
  });

  it("--engine gpu ends with exit code 3 and the reason, and writes no table", async () => {
    const output = join(folder, "none.arrow");
    const { code, out, err } = await bnsl(fit("--engine", "gpu", "-o", output), noDriver);
    expect(code).toBe(3);
    expect(out).toBe("");
    expect(err).toMatch(/no adapter/i);
  });
});

describe("--engine cpu", () => {
  it("asks for no adapter, and the process ends by itself", async () => {
    const { code, err } = await bnsl(fit("--engine", "cpu", "--threads", "1"));
    expect(code).toBe(0);
    expect(err).toContain("engine: cpu (f64 on worker threads): as asked for");
  });
});

if (!gpuWanted) console.log("BNSL_NO_GPU=1: left out the GPU tests of a process that ends by itself");
else {
  describe("--engine gpu (GPU)", () => {
    it("fits on the adapter it names, and the process ends by itself", async () => {
      const { code, out, err } = await bnsl(fit("--engine", "gpu"));
      expect(code).toBe(0);
      expect(err).toMatch(/^engine: gpu on /m);
      expect(JSON.parse(out.trim())).toMatchObject({ engine: "gpu", n_breaks: 0 });
    });
  });
}
