import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The path of a file that the package ships; src/cli and dist/cli lie equally deep in it. */
export function packageFile(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}

export function packageVersion(): string {
  return (JSON.parse(readFileSync(packageFile("package.json"), "utf8")) as { version: string }).version;
}
