import { createHash } from "node:crypto";
import type { FitOptions, Shard } from "../core/types.js";

/** What decides the rows of a run: the same command on the same input has the same. */
export interface RunKind {
  /** of bnsl */
  readonly version: string;
  readonly options: FitOptions;
  /** of the input (`CurveStore.digest`); null: curves given by code, which nothing tells apart */
  readonly digest: string | null;
  readonly shard: Shard | null;
}

/** The parts of a `RunKind` by name, each in JSON whose text is the same wherever the value is. */
export type RunParts = Readonly<Record<string, string>>;

export function partsOf({ version, options, digest, shard }: RunKind): RunParts {
  const named = Object.entries(options).map(([name, value]) => [name, jsonOf(value)] as const);
  return Object.fromEntries([
    ["version", jsonOf(version)],
    ["input", jsonOf(digest)],
    ["shard", jsonOf(shard)],
    ...named.sort(([p], [q]) => (p < q ? -1 : 1)),
  ]);
}

/** SHA-256 in hex of what decides the rows. */
export function identityOf(parts: RunParts): string {
  const names = Object.keys(parts).sort();
  return createHash("sha256")
    .update(jsonOf(names.map((name) => [name, parts[name]])))
    .digest("hex");
}

/** What tells two runs apart, in words: "breaks is [0,1] there and [0,1,2] here". Empty where they are of one kind. */
export function differences(there: RunParts, here: RunParts): string[] {
  const names = new Set([...Object.keys(there), ...Object.keys(here)]);
  return [...names].filter((name) => there[name] !== here[name]).map((name) => said(name, there, here));
}

function said(name: string, there: RunParts, here: RunParts): string {
  if (name === "input") return "the input is another one (its names, keys or numbers differ)";
  const [was, is] = [there[name] ?? "not set", here[name] ?? "not set"];
  return `${name === "version" ? "bnsl's version" : name} is ${was} there and ${is} here`;
}

/** Members in the order of their names; numbers that JSON has no word for as text. */
function jsonOf(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => {
    if (typeof item === "number") return Object.is(item, -0) || !Number.isFinite(item) ? numberText(item) : item;
    if (item === null || typeof item !== "object" || Array.isArray(item)) return item;
    return Object.fromEntries(Object.entries(item).sort(([p], [q]) => (p < q ? -1 : 1)));
  });
}

function numberText(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}
