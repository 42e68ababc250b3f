import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { packageFile } from "../../src/node/packageFiles.js";
import { EIGEN_INCLUDE } from "./requirements.js";

export const COMPILER_FLAGS = ["-std=c++17", "-O3", "-march=native", "-DNDEBUG"] as const;

/**
 * Compiles the Ceres peer (some twenty seconds) for a number of breaks, unless these sources have been compiled for this processor before.
 * @returns the program's path
 * @throws Error with the compiler's words
 */
export function buildCeres(breaks: number, flags: readonly string[] = COMPILER_FLAGS): string {
  const folder = fileURLToPath(new URL("ceres/", import.meta.url));
  const sources = readdirSync(folder).sort();
  const hash = createHash("sha256").update([cpus()[0]?.model, breaks, ...flags].join(" "));
  for (const source of sources) hash.update(readFileSync(join(folder, source)));
  const target = packageFile(`out/peers/ceres-${hash.digest("hex").slice(0, 12)}`);
  if (existsSync(target)) return target;
  mkdirSync(packageFile("out/peers"), { recursive: true });
  const main = join(folder, "peer.cpp");
  const libraries = ["-lceres", "-lglog", "-lpthread"];
  const args = [...flags, `-DBREAKS=${breaks}`, EIGEN_INCLUDE, main, "-o", target, ...libraries];
  const { status, stderr } = spawnSync("g++", args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`g++ ended with ${status}: ${stderr.slice(0, 2000)}`);
  return target;
}
