import { readFile } from "node:fs/promises";
import { MODEL_NAMES } from "../core/forms/forms.js";
import { SHADER_FILES, type ShaderSources } from "../core/gpu/shader.js";

/** The WGSL sources of the package, read from its `shaders/` folder. */
export async function readShaders(): Promise<ShaderSources> {
  const names = [...SHADER_FILES, ...MODEL_NAMES.map((name) => `models/${name}`)];
  const texts = await Promise.all(
    names.map((name) => readFile(new URL(`../../shaders/${name}.wgsl`, import.meta.url), "utf8")),
  );
  return Object.fromEntries(names.map((name, i) => [name, texts[i]]));
}
