import { readdirSync } from "node:fs";
import { type BuildOptions, build } from "esbuild";
import { describe, expect, it } from "vitest";
import { packageFile } from "../../src/node/packageFiles.js";

/** Names that no text contains, in place of globals that only Node has. */
const NODE_GLOBALS = { Buffer: "BUFFER_OF_NODE", process: "PROCESS_OF_NODE", global: "GLOBAL_OF_NODE" };

describe("a bundle for the browser", () => {
  it.each(["core", "uncertainty", "suite", "run", "figure"])("of src/%s needs nothing of Node", async (shelf) => {
    const files = filesOf(shelf);
    const contents = files.map((file) => `import "./${file}";`).join("\n");
    // all of every file, not only what an entry uses
    const whole = { treeShaking: false, ignoreAnnotations: true };
    const bundled = await bundle({ stdin: { contents, resolveDir: packageFile("") }, ...whole });
    expect(bundled.inputs).toEqual(expect.arrayContaining(files));
    expect(bundled.ofNode).toEqual([]);
  });

  it("of the report's script needs nothing of Node", async () => {
    const bundled = await bundle({ entryPoints: ["src/report/client/main.tsx"] });
    expect(bundled.inputs).toContain("src/report/client/main.tsx");
    expect(bundled.ofNode).toEqual([]);
  });

  it("would show what needs Node", async () => {
    const of = (contents: string) => bundle({ stdin: { contents, resolveDir: packageFile("") } });
    await expect(of('import { writeFile } from "./src/node/files.js"; writeFile();')).rejects.toThrow("node:fs");
    expect((await of("console.log(Buffer.alloc(1), process.argv);")).ofNode).toEqual([
      NODE_GLOBALS.Buffer,
      NODE_GLOBALS.process,
    ]);
  });
});

function filesOf(shelf: string): string[] {
  const names = readdirSync(packageFile(`src/${shelf}`), { recursive: true, encoding: "utf8" });
  return names.filter((name) => /\.tsx?$/.test(name)).map((name) => `src/${shelf}/${name}`);
}

/** The files of a bundle, and what of it only Node has: imports that were left to it, and globals. */
async function bundle(options: BuildOptions): Promise<{ inputs: string[]; ofNode: string[] }> {
  const { metafile, outputFiles = [] } = await build({
    absWorkingDir: packageFile(""),
    outdir: "out",
    bundle: true,
    write: false,
    logLevel: "silent",
    platform: "browser",
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    define: NODE_GLOBALS,
    ...options,
    metafile: true,
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports.map(({ path }) => path));
  const globals = Object.values(NODE_GLOBALS);
  return {
    inputs: Object.keys(metafile.inputs),
    ofNode: [...imports, ...globals.filter((name) => outputFiles.some(({ text }) => text.includes(name)))],
  };
}
