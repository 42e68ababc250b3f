import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildCommand, type BuiltCommand } from "../support/builtCommand.js";
import { clearLaws, geometric, lawCurve } from "../support/curves.js";
import { NOOP_ADAPTER, noopGpu } from "../support/noopGpu.js";

const gpu = noopGpu();
const none = { alone: {}, beforeSoftware: {} };
const { alone, beforeSoftware } = gpu ?? none;

describe.skipIf(gpu === null)("a GPU that executes nothing (skipped where Debian's mesa-drm-shim is missing)", () => {
  let folder = "";
  let built: BuiltCommand | null = null;
  const at = (name: string) => join(folder, name);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "bnsl-noop-"));
    built = await buildCommand();
    const lines = clearLaws.slice(0, 2).flatMap((law, i) => {
      const { x, y } = lawCurve(law, geometric(1e3, 1e7, 24), 0.01, i + 1);
      return Array.from(x, (v, j) => `curve ${i},${v},${y[j]},${j < 18 ? 1 : 0}`);
    });
    writeFileSync(at("curves.csv"), ["model,x,y,train", ...lines, ""].join("\n"));
    const { code, err } = await bnsl(fit("--engine", "cpu", "-o", at("cpu.csv")), alone);
    expect(code, err).toBe(0);
    expect((await bnsl(fit("--engine", "cpu", "-o", at("cpu.arrow")), alone)).code).toBe(0);
  }, 120_000);
  afterAll(() => {
    built?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  function bnsl(args: readonly string[], env: Readonly<Record<string, string>>) {
    return new Promise<{ code: number; out: string; err: string }>((resolve, reject) => {
      const options = { env: { ...process.env, ...env }, timeout: 110_000 };
      execFile(process.execPath, [built!.bin, ...args], options, (error, out, err) => {
        if (error?.signal) reject(new Error(`it did not end by itself: ${err}`));
        else resolve({ code: typeof error?.code === "number" ? error.code : 0, out, err });
      });
    });
  }

  const fit = (...args: string[]) => ["fit", at("curves.csv"), "--breaks", "0..1", "--starts", "16", ...args];
  const refits = ["--fits", "cpu.arrow", "--resamples", "39"];
  const commands: [name: string, args: string[]][] = [
    ["fit", ["--breaks", "0..1", "--starts", "16"]],
    ["suite", ["--forms", "m2,bnsl", "--breaks", "0..1", "--starts", "16"]],
    ["bootstrap", [...refits, "--method", "percentile"]],
    ["test-breaks", refits],
    ["audit", [...refits, "--simulations", "2"]],
  ];
  const spelt = (args: readonly string[]) => args.map((arg) => (arg === "cpu.arrow" ? at(arg) : arg));
  const refused = new RegExp(
    `the adapter "${NOOP_ADAPTER.replace(/[()]/g, "\\$&")}" returned a state that no kernel wrote in this dispatch .*bnsl devices`,
  );

  it.each(commands)(
    "ends %s with exit code 3, its name and no table",
    async (name, args) => {
      const output = at(`${name}.csv`);
      for (const choice of [
        ["--engine", "gpu"],
        ["--adapter", "navi31"],
      ]) {
        const { code, out, err } = await bnsl([name, at("curves.csv"), ...spelt(args), ...choice, "-o", output], alone);
        expect(code, err).toBe(3);
        expect(err).toMatch(refused);
        expect(out).toBe("");
        expect(existsSync(output)).toBe(false);
      }
    },
    120_000,
  );

  it("is left for the CPU by auto, which says so; the rows are those of --engine cpu", async () => {
    const { code, err } = await bnsl(fit("-o", at("auto.csv")), alone);
    expect(code, err).toBe(0);
    expect(err).toMatch(/^engine: cpu \(f64 on worker threads\): the adapter "AMD Radeon .* returned a state/m);
    expect(readFileSync(at("auto.csv"), "utf8")).toBe(readFileSync(at("cpu.csv"), "utf8"));
  }, 120_000);

  it("is left for the software adapter by auto, which says so", async () => {
    const { code, out, err } = await bnsl(fit("--json"), beforeSoftware);
    expect(code, err).toBe(0);
    expect(err).toMatch(/^engine: gpu on llvmpipe .*\(a software adapter: the adapter "AMD Radeon .* returned/m);
    const rows = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { engine: string });
    expect(rows.map(({ engine }) => engine)).toEqual(["gpu", "gpu", "gpu", "gpu"]);
    const tested = await bnsl(["test-breaks", at("curves.csv"), ...spelt(refits)], beforeSoftware);
    expect(tested.code, tested.err).toBe(0);
    expect(tested.err).toMatch(/^engine: gpu on llvmpipe /m);
  }, 120_000);

  it("is not what `bnsl devices` says that auto takes", async () => {
    const both = JSON.parse((await bnsl(["devices", "--json"], beforeSoftware)).out) as {
      adapters: { name: string; check: string | null }[];
      auto: { adapter: string };
    };
    expect(both.adapters.map(({ name }) => name.split(" ")[0])).toEqual(["AMD", "llvmpipe"]);
    expect(both.adapters[0].check).toMatch(refused);
    expect(both.adapters[1].check).toBeNull();
    expect(both.auto.adapter).toBe(both.adapters[1].name);
    const { out } = await bnsl(["devices"], alone);
    expect(out).toMatch(/^auto takes the CPU engine\./m);
    expect(out).toMatch(refused);
  }, 120_000);
});

describe("tests of a GPU that executes nothing", () => {
  it("are left out only where there is none, or none is wanted", () => {
    const wanted = process.env.BNSL_NO_GPU !== "1";
    const there = existsSync("/usr/lib/x86_64-linux-gnu/libamdgpu_noop_drm_shim.so");
    if (wanted && there && existsSync("/usr/share/vulkan/icd.d/radeon_icd.json")) expect(gpu).not.toBeNull();
    if (!wanted) expect(gpu).toBeNull();
  });
});
