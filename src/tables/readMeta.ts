import { z } from "zod";
import type { FitMeta, FitRow } from "../core/types.js";
import { readJsonMeta } from "./readJsonMeta.js";
import { tableKinds } from "./tableKind.js";

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
      breaks: [...new Set(rows.map((row) => row.nBreaks))].sort((p, q) => p - q),
      starts: "auto",
      seed: 0,
      objective: "log",
      huber: null,
      signB: "auto",
      bounds: {},
      fixed: {},
      ties: {},
      select: rows.some((row) => row.selected) ? "bic" : "none",
      protocol: "default",
      domain: null,
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

/** A number that JSON has no word for travels as text. */
const number = z.union([z.number(), z.enum(["Infinity", "-Infinity", "NaN", "-0"]).transform(Number)]);

// Loose: a field that a later version adds must survive being read and written again.
const metaSchema: z.ZodType<FitMeta> = z.looseObject({
  version: z.string(),
  command: z.string().nullable(),
  options: z.looseObject({
    breaks: z.array(z.number()),
    starts: z.union([z.number(), z.literal("auto")]),
    seed: z.number(),
    objective: z.enum(["log", "log1p", "linear"]),
    huber: number.nullable(),
    signB: z.enum(["+", "-", "auto"]),
    bounds: z.record(z.string(), z.tuple([number, number])),
    fixed: z.record(z.string(), number),
    ties: z.record(z.string(), z.string()).default({}),
    select: z.enum(["bic", "aicc", "aic", "holdout", "none"]),
    protocol: z.enum(["default", "extrapolate"]).default("default"),
    domain: z.string().nullable().default(null),
  }),
  engine: z.string(),
  adapter: z.string().nullable(),
  keyNames: z.array(z.string()),
  xName: z.string(),
  yName: z.string(),
  weightName: z.string().nullable().optional(),
  weightKind: z.enum(["weight", "sigma", "sigma-log"]).optional(),
  weightIsSigma: z.boolean().optional(),
  trainName: z.string().nullable().optional(),
  sources: z.array(z.string()),
  digest: z.string().nullable().optional(),
  shard: z.object({ index: z.number(), of: z.number(), curves: z.number() }).nullable().optional(),
  seconds: number,
});
