import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { InputError } from "../core/errors.js";
import type { ShaderSources } from "../core/gpu/shader.js";
import type { EmbeddedFace } from "../figure/Words.js";
import type { PageAssets } from "../report/html.js";

/** The path of a file that the package ships; src/cli and dist/cli lie equally deep in it. */
export function packageFile(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}

export function packageVersion(): string {
  return (JSON.parse(readFileSync(packageFile("package.json"), "utf8")) as { version: string }).version;
}

/** The WGSL sources of the package, read from its `shaders/` folder. */
export async function readShaders(): Promise<ShaderSources> {
  // every command reads the package's version, few of them its shaders
  const { MODEL_NAMES } = await import("../core/forms/forms.js");
  const { SHADER_FILES } = await import("../core/gpu/shader.js");
  const names = [...SHADER_FILES, ...MODEL_NAMES.map((name) => `models/${name}`)];
  const texts = await Promise.all(names.map((name) => readFile(packageFile(`shaders/${name}.wgsl`), "utf8")));
  return Object.fromEntries(names.map((name, i) => [name, texts[i]]));
}

/** The shipped face, Latin letters and signs of both weights, as an SVG or a page embeds it. */
export function embeddedFaces(): EmbeddedFace[] {
  return [400, 600].map((weight) => {
    const file = packageFile(`src/figure/fonts/inter-latin-${weight}-normal.woff2`);
    return {
      family: "Inter",
      weight,
      url: `data:font/woff2;base64,${readFileSync(file).toString("base64")}`,
    };
  });
}

/**
 * Script, style and fonts of a report's page.
 *
 * @param folder where the bundle lies; left out: where the build puts it
 * @throws InputError where it was not built
 */
export async function readPageAssets(folder = packageFile("dist/report")): Promise<PageAssets> {
  const [script, style] = await Promise.all([readBundle(`${folder}/client.js`), readBundle(`${folder}/client.css`)]);
  return { script, style, faces: embeddedFaces() };
}

async function readBundle(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new InputError(`${path}: the page's script and style are not there; run npm run build`, {
      cause: error,
    });
  }
}
