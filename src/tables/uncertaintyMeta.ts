import type { AuditRequest, BootstrapRequest, BreakTestRequest } from "../uncertainty/types.js";
import type { FitMeta, FitResult, CurveSet } from "../core/types.js";

/** What a table of uncertainty holds. */
type UncertaintyKind = "intervals" | "draws" | "break-tests" | "audit" | "predictability";

/** What the metadata of every such table has. */
type CommonMeta = Pick<UncertaintyMeta, "version" | "command" | "engine" | "adapter"> & {
  readonly options: { readonly seed: number };
};

/** How a table of intervals, draws, break tests or an audit was made; travels as Arrow schema metadata. */
export interface UncertaintyMeta {
  readonly version: string;
  /** command line, or null from code */
  readonly command: string | null;
  readonly options: BootstrapRequest | BreakTestRequest | AuditRequest;
  /** engine and adapter that were taken; null where the run ended before one was */
  readonly engine: string | null;
  readonly adapter: string | null;
  readonly keyNames: readonly string[];
  readonly xName: string;
  readonly yName: string;
  /** where the curves came from */
  readonly sources: readonly string[];
  /** what the fits say of themselves */
  readonly fits: Pick<FitMeta, "version" | "engine" | "sources"> &
    Pick<FitMeta["options"], "seed" | "objective" | "huber" | "select">;
  /** what was guessed or chosen on the way, a line each */
  readonly notes: readonly string[];
  /** left out of draws, which are written before it is known */
  readonly seconds?: number;
}

/** What only the run knows; the rest is told by the curves and their fits. */
export type UncertaintyRun = Omit<UncertaintyMeta, "keyNames" | "xName" | "yName" | "sources" | "fits">;

export function describeUncertainty(set: CurveSet, { meta }: FitResult, run: UncertaintyRun): UncertaintyMeta {
  const { version, engine, sources, options } = meta;
  const { seed, objective, huber, select } = options;
  return {
    ...run,
    keyNames: set.keyNames,
    xName: set.xName,
    yName: set.yName,
    sources: set.sources,
    fits: { version, engine, sources, seed, objective, huber, select },
  };
}

/** The metadata of a table: the whole as JSON under `bnsl.KIND`, and what a person looks for under keys of its own. */
export function uncertaintyMetadata(kind: UncertaintyKind, meta: CommonMeta): Map<string, string> {
  const parts: [string, string | null][] = [
    ["bnsl.version", meta.version],
    ["bnsl.command", meta.command],
    ["bnsl.options", JSON.stringify(meta.options)],
    ["bnsl.seed", String(meta.options.seed)],
    ["bnsl.engine", meta.engine],
    ["bnsl.adapter", meta.adapter],
    [`bnsl.${kind}`, JSON.stringify(meta)],
  ];
  return new Map(parts.filter((part): part is [string, string] => part[1] !== null));
}
