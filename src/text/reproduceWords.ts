import type { FitMeta } from "../core/types.js";
import { escapeControls, shortNumber } from "../formats/terminalText.js";

/** How a table of fits can be made again, a line each. */
export function reproduceWords(meta: FitMeta): string[] {
  if (meta.version === "unknown") {
    return ["How these fits were made is not in this format: -o fits.arrow or fits.parquet keeps it."];
  }
  const { version, command, engine, adapter, seconds, options } = meta;
  const on = adapter === null ? "" : ` on ${adapter}`;
  return [
    command === null ? "Made from code, not by a command." : `Made by: ${command}`,
    `seed ${options.seed}, bnsl ${version}, engine ${engine}${on}, objective ${options.objective}, ${shortNumber(seconds, 3)} s`,
  ].map(escapeControls);
}
