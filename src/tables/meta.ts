import { z } from "zod";
import { InputError } from "../core/errors.js";
import { boundsInForce } from "../core/forms/bnsl/bounds.js";
import { DEFAULTS, FIT_OPTIONS } from "../core/options.js";
import type { FitMeta, FitRow } from "../core/types.js";
import { extendedNumber, optionsSchema } from "./optionSchema.js";
import { tableKinds } from "./tableKind.js";

/**
 * How a table of fits was made, as Arrow schema metadata: the whole as JSON under `bnsl.meta`, and the parts
 * that a person looks for under keys of their own. Infinite bounds are written as "Infinity".
 */
export function metadataOf(meta: FitMeta): Map<string, string> {
  const { options } = meta;
  return metadataMap([
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
  ]);
}

/** Metadata without the parts that are null. */
export function metadataMap(parts: readonly (readonly [key: string, text: string | null])[]): Map<string, string> {
  return new Map(parts.filter((part): part is [string, string] => part[1] !== null));
}

/** JSON of which every number reads back as the same double (`extendedNumber`): what JSON has no number for is text. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => {
    if (typeof item !== "number") return item;
    if (Object.is(item, -0)) return "-0";
    return Number.isFinite(item) ? item : String(item);
  });
}

/** The meta that a table carries, or null where it carries none; InputError where it is damaged. */
export function metaFrom(metadata: ReadonlyMap<string, string>, file: string): FitMeta | null {
  return readJsonMeta(metadata, tableKinds.fits.mark, metaSchema, file);
}

/**
 * What can be said of a table that carries no meta (CSV, JSON lines): the engine's defaults, version
 * "unknown".
 */
export function assumedMeta(keyNames: readonly string[], rows: readonly FitRow[], source: string): FitMeta {
  return {
    version: "unknown",
    command: null,
    options: {
      ...DEFAULTS,
      breaks: [...new Set(rows.map((row) => row.nBreaks))].sort((p, q) => p - q),
      signB: "auto",
      select: rows.some((row) => row.selected) ? "bic" : "none",
    },
    engine: rows[0]?.engine ?? "unknown",
    adapter: null,
    keyNames,
    xName: "x",
    yName: "y",
    sources: [source],
    seconds: 0,
  };
}

// Loose: a field that a later version adds must survive being read and written again.
const metaSchema: z.ZodType<FitMeta> = z.looseObject({
  version: z.string(),
  command: z.string().nullable(),
  options: optionsSchema(FIT_OPTIONS),
  engine: z.string(),
  adapter: z.string().nullable(),
  keyNames: z.array(z.string()),
  xName: z.string(),
  yName: z.string(),
  xColumn: z.string().optional(),
  xOffset: z.number().optional(),
  yColumns: z.union([z.string(), z.array(z.string())]).optional(),
  weightName: z.string().nullable().optional(),
  weightKind: z.enum(["weight", "sigma", "sigma-log"]).optional(),
  weightIsSigma: z.boolean().optional(),
  trainName: z.string().nullable().optional(),
  clusterName: z.string().nullable().optional(),
  dialect: z
    .object({
      decimal: z.enum([".", ","]).optional(),
      separator: z.string().optional(),
      comment: z.string().optional(),
    })
    .optional(),
  sources: z.array(z.string()),
  digest: z.string().nullable().optional(),
  shard: z.object({ index: z.number(), of: z.number(), curves: z.number() }).nullable().optional(),
  seconds: extendedNumber,
});

/**
 * The JSON that a schema's metadata hold under a key, checked; null where there is none.
 *
 * @param file for messages
 * @throws InputError that says what is damaged
 */
export function readJsonMeta<T>(
  metadata: ReadonlyMap<string, string>,
  mark: string,
  schema: z.ZodType<T>,
  file: string,
): T | null {
  const json = metadata.get(mark);
  if (json === undefined) return null;
  const parsed = schema.safeParse(parseJson(json, mark, file));
  if (parsed.success) return parsed.data;
  throw new InputError(`${file}: its metadata ${mark} is damaged at ${placesOf(parsed.error)}; ${advice}`);
}

const MOST_PLACES = 5;

function placesOf({ issues }: z.ZodError): string {
  const places = issues.map(({ path }) => path.join(".") || "its begin");
  const more = places.length > MOST_PLACES ? [`${places.length - MOST_PLACES} more`] : [];
  return [...places.slice(0, MOST_PLACES), ...more].join(", ");
}

const advice = "write or copy it again, or give it as CSV, which has none";

function parseJson(json: string, mark: string, file: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new InputError(`${file}: its metadata ${mark} is not JSON (${(error as Error).message}); ${advice}`);
  }
}
