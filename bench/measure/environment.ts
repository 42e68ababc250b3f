import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { arch, cpus, loadavg, platform, release, totalmem } from "node:os";
import { packageVersion } from "../../src/node/packageFiles.js";

/** What a figure was measured on. */
export interface Environment {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  /** the GPU engine's adapter in its own words */
  readonly adapter: string;
  readonly node: string;
  readonly webgpu: string;
  readonly bnsl: string;
  readonly date: string;
  /** mean number of runnable processes over the minute before: near 0 on an idle machine */
  readonly loadBefore: number;
}

/** Call before measuring: the load is that of the minute before. */
export function describeEnvironment(adapter: string): Environment {
  const [first] = cpus();
  return {
    cpu: first?.model ?? "unknown",
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${arch()} ${release()}`,
    adapter,
    node: process.version,
    webgpu: webgpuVersion(),
    bnsl: packageVersion(),
    date: new Date().toISOString(),
    loadBefore: loadavg()[0],
  };
}

export function environmentLine(environment: Environment): string {
  const { cpu, cores, adapter, node, webgpu, bnsl, date, loadBefore } = environment;
  return (
    `${adapter}; ${cores} × ${cpu}; Node ${node}, webgpu ${webgpu}, bnsl ${bnsl}; ${date.slice(0, 16)}Z; ` +
    `load before ${loadBefore.toFixed(2)}`
  );
}

function webgpuVersion(): string {
  const file = createRequire(import.meta.url).resolve("webgpu/package.json");
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}
