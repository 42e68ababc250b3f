import { build } from "esbuild";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The command as users have it, so that a child needs no time to compile it. */
export interface BuiltCommand {
  /** the path of bin.js */
  readonly bin: string;
  remove(): void;
}

/** Builds the sources as they are into a folder of their own, laid out like the package. */
export async function buildCommand(): Promise<BuiltCommand> {
  const folder = mkdtempSync(join(tmpdir(), "bnsl-built-"));
  mkdirSync(join(folder, "dist"));
  for (const name of ["shaders", "src", "package.json", "node_modules"])
    symlinkSync(join(root, name), join(folder, name));
  await build({
    absWorkingDir: root,
    entryPoints: sources("src"),
    outdir: join(folder, "dist"),
    outbase: "src",
    format: "esm",
    platform: "node",
    target: "node20",
    logLevel: "warning",
  });
  return {
    bin: join(folder, "dist/cli/bin.js"),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function sources(folder: string): string[] {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => /\.tsx?$/.test(name) && !name.includes("report/client"))
    .map((name) => join(folder, name));
}
