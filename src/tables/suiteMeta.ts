import { z } from "zod";
import type { CurveSet } from "../core/types.js";
import type { Suite } from "../suite/suiteResult.js";
import { metadataMap, readJsonMeta } from "./meta.js";
import { tableKinds } from "./tableKind.js";

/** How a table of a suite was made; travels as Arrow schema metadata. */
export interface SuiteMeta {
  readonly version: string;
  /** command line, or null from code */
  readonly command: string | null;
  readonly forms: readonly string[];
  readonly protocol: string;
  readonly seed: number;
  readonly starts: number | "auto";
  /** numbers of breaks that bnsl chose among, where they were given */
  readonly breaks: readonly number[] | null;
  /** pairs of forms that were compared; older tables do not say */
  readonly compare?: readonly (readonly [string, string])[] | undefined;
  readonly resamples: number;
  /** engine and adapter that were taken */
  readonly engine: string;
  readonly adapter: string | null;
  readonly domainName: string | null;
  readonly groups: Readonly<Record<string, readonly string[]>>;
  readonly keyNames: readonly string[];
  readonly xName: string;
  readonly yName: string;
  readonly trainName: string | null;
  readonly sources: readonly string[];
  /** what was guessed, skipped or chosen on the way, a line each, the engine among them */
  readonly notes: readonly string[];
  readonly seconds: number;
}

/** What only the run knows; the rest is told by the curves and their suite. */
export type SuiteRun = Omit<
  SuiteMeta,
  "forms" | "compare" | "domainName" | "keyNames" | "xName" | "yName" | "trainName" | "sources"
>;

export function describeSuite(set: CurveSet, suite: Suite, run: SuiteRun): SuiteMeta {
  const { keyNames, xName, yName, trainName, sources } = set;
  const { forms, domainName } = suite;
  const compare = suite.sections[0].comparisons.map(({ a, b }) => [a, b] as const);
  return { ...run, forms, compare, domainName, keyNames, xName, yName, trainName, sources };
}

/** The metadata of a table of a suite: the whole, and what a person looks for under keys of its own. */
export function suiteMetadata(meta: SuiteMeta): Map<string, string> {
  return metadataMap([
    ["bnsl.version", meta.version],
    ["bnsl.command", meta.command],
    ["bnsl.forms", meta.forms.join(",")],
    ["bnsl.protocol", meta.protocol],
    ["bnsl.seed", String(meta.seed)],
    ["bnsl.starts", String(meta.starts)],
    ["bnsl.engine", meta.engine],
    ["bnsl.adapter", meta.adapter],
    [tableKinds.suite.mark, JSON.stringify(meta)],
  ]);
}

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
