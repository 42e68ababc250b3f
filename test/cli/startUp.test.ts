import { build, type Metafile } from "esbuild";
import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";

const commands = readdirSync("src/cli/commands").map((name) => `src/cli/commands/${name}`);

/** All modules that an entry needs before it does anything; imports in the middle of code are left out. */
function loadedWith(entry: string, { inputs }: Metafile): string[] {
  const seen = new Set<string>();
  const walk = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const { kind, path: next } of inputs[path]?.imports ?? []) if (kind === "import-statement") walk(next);
  };
  walk(entry);
  return [...seen];
}

describe("what is loaded before a command runs", async () => {
  const entryPoints = ["src/cli/bin.ts", "src/cli/main.ts", ...commands];
  const bundled = { bundle: true, write: false, outdir: "unused", metafile: true } as const;
  const node = { platform: "node", format: "esm", packages: "external", logLevel: "silent" } as const;
  const { metafile } = await build({ entryPoints, ...bundled, ...node });

  it.each(entryPoints)("%s: commander alone of all packages, and few modules", (entry) => {
    const loaded = loadedWith(entry, metafile);
    const packages = loaded.filter((path) => !path.startsWith("src/") && !path.startsWith("node:"));
    expect(packages.filter((name) => name !== "commander")).toEqual([]);
    expect(loaded.length).toBeLessThan(60);
  });
});
