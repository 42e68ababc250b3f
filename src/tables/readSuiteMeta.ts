import { z } from "zod";
import { readJsonMeta } from "./readJsonMeta.js";
import type { SuiteMeta } from "./suiteMeta.js";
import { tableKinds } from "./tableKind.js";

/** How a table of a suite was made, or null where it does not say; InputError where it is damaged. */
export function suiteMetaFrom(metadata: ReadonlyMap<string, string>, file: string): SuiteMeta | null {
  return readJsonMeta(metadata, tableKinds.suite.mark, schema, file);
}

// Loose: a field that a later version adds must survive being read and written again.
const schema: z.ZodType<SuiteMeta> = z.looseObject({
  version: z.string(),
  command: z.string().nullable(),
  forms: z.array(z.string()).min(1),
  protocol: z.string(),
  seed: z.number(),
  starts: z.union([z.number(), z.literal("auto")]),
  breaks: z.array(z.number()).nullable().default(null),
  compare: z.array(z.tuple([z.string(), z.string()])).optional(),
  resamples: z.number(),
  engine: z.string(),
  adapter: z.string().nullable(),
  domainName: z.string().nullable(),
  groups: z.record(z.string(), z.array(z.string())),
  keyNames: z.array(z.string()),
  xName: z.string(),
  yName: z.string(),
  trainName: z.string().nullable(),
  sources: z.array(z.string()),
  notes: z.array(z.string()),
  seconds: z.number(),
});
