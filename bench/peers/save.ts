import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { deviceSlug } from "../measure/results.js";
import type { Comparison } from "./comparison.js";
import { profilePlot } from "./plot.js";
import { comparisonMarkdown } from "./table.js";

/**
 * Writes `results/peers-<device>.json` and, made from it, the `.md` and the `.svg` of the same name. More breaks than
 * one are in the name.
 * @returns the files' paths
 */
export function saveComparison(comparison: Comparison): string[] {
  const folder = fileURLToPath(new URL("../results/", import.meta.url));
  mkdirSync(folder, { recursive: true });
  const breaks = Number(comparison.settings["breaks"]);
  const name = `peers-${deviceSlug(comparison.environment)}${breaks === 1 ? "" : `-${breaks}-breaks`}`;
  const files = [".json", ".md", ".svg"].map((ending) => folder + name + ending);
  writeFileSync(files[0], JSON.stringify(comparison, null, 1) + "\n");
  writeFileSync(files[1], comparisonMarkdown(comparison, `${name}.svg`));
  writeFileSync(files[2], profilePlot(comparison));
  return files;
}
