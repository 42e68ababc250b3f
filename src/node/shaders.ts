import { readFile } from "node:fs/promises";
import { SHADER_FILES, type ShaderSources } from "../gpu/shader.js";

/** The WGSL sources of the package, read from its `shaders/` folder. */
export async function readShaders(): Promise<ShaderSources> {
  const names = [...new Set([...SHADER_FILES, "models/bnsl"])];
  const texts = await Promise.all(
    names.map((name) => readFile(new URL(`../../shaders/${name}.wgsl`, import.meta.url), "utf8")),
  );
  return Object.fromEntries(names.map((name, i) => [name, texts[i]]));
}
