import { readFile } from "node:fs/promises";
import { InputError } from "../core/errors.js";
import { embeddedFaces, type EmbeddedFace } from "./faces.js";
import { packageFile } from "./package.js";

/** What a page brings along besides its data. */
export interface PageAssets {
  /** bundle of `src/report/client`, run at the end of the page */
  readonly script: string;
  readonly style: string;
  readonly faces: readonly EmbeddedFace[];
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
