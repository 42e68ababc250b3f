import { z } from "zod";
import { readJsonMeta } from "./readJsonMeta.js";
import { tableKinds, type TableKind } from "./tableKind.js";
import type { UncertaintyMeta } from "./uncertaintyMeta.js";

/** How a table of uncertainty was made, or null where it does not say; InputError where it is damaged. */
export function uncertaintyMetaFrom(
  metadata: ReadonlyMap<string, string>,
  kind: TableKind,
  file: string,
): UncertaintyMeta | null {
  return readJsonMeta(metadata, kind.mark, schemaOf(optionsOf(kind)), file);
}

function optionsOf(kind: TableKind): z.ZodType<UncertaintyMeta["options"]> {
  if (kind === tableKinds.breakTests) return breakTestOptions;
  return kind === tableKinds.audit ? auditOptions : bootstrapOptions;
}

const countOrAuto = z.union([z.number(), z.literal("auto")]);
const breaks = z.union([z.literal("selected"), z.number()]);
const method = z.enum(["envelope", "percentile", "basic", "bca", "delta", "profile"]);

// Loose: a field that a later version adds must survive being read and written again.
const bootstrapOptions = z.looseObject({
  resamples: z.number(),
  kind: z.enum(["auto", "case", "residual", "wild", "parametric"]),
  cluster: z.union([z.enum(["none", "x"]), z.number()]),
  level: z.number(),
  seed: z.number(),
  freshStarts: countOrAuto,
  breaks,
  methods: z.union([z.enum(["auto", "all"]), z.array(method)]),
  at: z.array(z.number()),
  band: z.number(),
  target: z.number().nullable(),
  profile: z.number(),
  absoluteSigma: z.boolean().default(false),
});

const auditOptions = bootstrapOptions.extend({ simulations: z.number() });

const breakTestOptions = z.looseObject({
  resamples: z.number(),
  seed: z.number(),
  breaks,
  starts: countOrAuto,
  alpha: z.number(),
});

function schemaOf(options: z.ZodType<UncertaintyMeta["options"]>): z.ZodType<UncertaintyMeta> {
  return z.looseObject({
    version: z.string(),
    command: z.string().nullable(),
    options,
    engine: z.string().nullable(),
    adapter: z.string().nullable(),
    keyNames: z.array(z.string()),
    xName: z.string(),
    yName: z.string(),
    sources: z.array(z.string()),
    fits: z.looseObject({
      version: z.string(),
      engine: z.string(),
      sources: z.array(z.string()),
      seed: z.number(),
      objective: z.enum(["log", "log1p", "linear"]),
      huber: z.number().nullable(),
      select: z.enum(["bic", "aicc", "aic", "holdout", "none"]),
    }),
    notes: z.array(z.string()),
    seconds: z.number().exactOptional(),
  });
}
