import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { launch, type Browser } from "puppeteer-core";
import { readPageAssets } from "../../src/node/packageFiles.js";
import type { PageAssets } from "../../src/report/html.js";

/** A headless Chromium with the flags that running as root in a container takes. Fails where there is none. */
export function launchChromium(): Promise<Browser> {
  return launch({
    executablePath: chromiumPath(),
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"],
  });
}

/** The page's assets, bundled from the sources into a folder: no older build is ever tested. */
export function bundledAssets(folder: string): Promise<PageAssets> {
  const script = fileURLToPath(new URL("../../scripts/bundle-page.js", import.meta.url));
  execFileSync(process.execPath, [script, folder], { stdio: ["ignore", "ignore", "inherit"] });
  return readPageAssets(folder);
}

/** The Chromium that scripts/ensure-chromium finds. */
function chromiumPath(): string {
  const asked = process.env.CHROMIUM;
  if (asked !== undefined && asked !== "") return asked;
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = ["chromium", "chromium-browser", "google-chrome"]
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new Error("tests of the page need a Chromium: run scripts/ensure-chromium, or set BNSL_NO_CHROMIUM=1");
}
