import { readFile } from "node:fs/promises";
import { InputError } from "../errors.js";
import type { PageAssets, PageFont } from "../page/html.js";
import { packageFile } from "./package.js";

/** weights of Inter that page and figures are set in */
const WEIGHTS = [400, 600];

/**
 * Script, style and fonts of a report's page.
 *
 * @param folder where the bundle lies; left out: where the build puts it
 * @throws InputError where it was not built
 */
export async function readPageAssets(folder = packageFile("dist/page")): Promise<PageAssets> {
  const [script, style, ...fonts] = await Promise.all([
    readBundle(`${folder}/client.js`),
    readBundle(`${folder}/client.css`),
    ...WEIGHTS.map(readFont),
  ]);
  return { script, style, fonts };
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

async function readFont(weight: number): Promise<PageFont> {
  const path = packageFile(`src/figure/fonts/inter-latin-${weight}-normal.woff2`);
  return { family: "Inter", weight, bytes: await readFile(path) };
}
