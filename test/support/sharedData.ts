import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Real data beside the project, where there is any: `null` on a machine without it. */
export function sharedData(path: string): string | null {
  const file = fileURLToPath(new URL(`../../../shared/data/${path}`, import.meta.url));
  return existsSync(file) ? file : null;
}
