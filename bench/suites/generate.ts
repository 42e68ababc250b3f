/**
 * Writes the default suite and its truth beside this file, the same bytes every time:
 *
 *     npx tsx bench/suites/generate.ts
 */
import { writeFileSync } from "node:fs";
import { suiteTables } from "./tables.js";

for (const [name, text] of Object.entries(suiteTables())) {
  writeFileSync(new URL(name, import.meta.url), text);
  console.log(`${name}: ${text.split("\n").length - 2} rows, ${(text.length / 1024).toFixed(0)} KiB`);
}
