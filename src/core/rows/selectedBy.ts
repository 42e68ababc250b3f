import type { FitMeta } from "../types.js";

/**
 * By what the number of breaks of the rows called selected was chosen, in words that follow "by"; null where nothing
 * was to be selected, and where the table's format does not say.
 */
export function selectedBy({ version, options }: Pick<FitMeta, "version" | "options">): string | null {
  if (version === "unknown") return null;
  if (options.protocol === "extrapolate") return "the protocol extrapolate";
  return options.select === "none" ? null : options.select;
}
