import { boundsInForce } from "../core/forms/bnsl/bounds.js";
import type { FitMeta } from "../core/types.js";

/**
 * How a table of fits was made, as Arrow schema metadata: the whole as JSON under `bnsl.meta`, and the parts
 * that a person looks for under keys of their own. Infinite bounds are written as "Infinity".
 */
export function metadataOf(meta: FitMeta): Map<string, string> {
  const { options } = meta;
  const parts: [string, string | null][] = [
    ["bnsl.version", meta.version],
    ["bnsl.command", meta.command],
    ["bnsl.engine", meta.engine],
    ["bnsl.adapter", meta.adapter],
    ["bnsl.seed", String(options.seed)],
    ["bnsl.breaks", options.breaks.join(",")],
    ["bnsl.starts", String(options.starts)],
    ["bnsl.objective", options.objective],
    ["bnsl.select", options.select],
    ["bnsl.bounds", toJson(boundsInForce(options))],
    ["bnsl.fixed", toJson(options.fixed)],
    ["bnsl.ties", toJson(options.ties)],
    ["bnsl.meta", toJson(meta)],
  ];
  return new Map(parts.filter((part): part is [string, string] => part[1] !== null));
}

function toJson(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => {
    if (typeof item !== "number") return item;
    if (Object.is(item, -0)) return "-0";
    return Number.isFinite(item) ? item : String(item);
  });
}
