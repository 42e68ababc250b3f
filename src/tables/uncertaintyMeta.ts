import type { Table } from "apache-arrow";
import { z } from "zod";
import type { OptionTable } from "../core/optionTable.js";
import { type ErrorModel, FIT_OPTIONS } from "../core/options.js";
import type { CurveSet, FitMeta, FitOptions, FitResult } from "../core/types.js";
import type { BreakTestRequest } from "../uncertainty/breakTestRequest.js";
import {
  type AuditRequest,
  type BootstrapRequest,
  type IntervalMethod,
  METHODS as INTERVAL_METHODS,
} from "../uncertainty/request.js";
import type { BootstrapStatus, Quantity } from "../uncertainty/types.js";
import { type FieldColumn, rowTable } from "./columns.js";
import { type ReadRow, readRows } from "./fits.js";
import { metadataMap, readJsonMeta } from "./meta.js";
import { optionFields, optionsSchema } from "./optionSchema.js";
import { readRaw } from "./rawTable.js";
import type { ReadTable } from "./read.js";
import type { TableKind } from "./tableKind.js";

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
  readonly fits: Pick<FitMeta, "version" | "engine" | "sources"> & Pick<FitOptions, (typeof REPEATED_OPTIONS)[number]>;
  /** what was guessed or chosen on the way, a line each */
  readonly notes: readonly string[];
  /** left out of draws, which are written before it is known */
  readonly seconds?: number;
}

/** The options of a fit that tables of its uncertainty repeat. */
const REPEATED_OPTIONS = ["seed", "objective", "huber", "select"] as const;

/** What only the run knows; the rest is told by the curves and their fits. */
type UncertaintyRun = Omit<UncertaintyMeta, "keyNames" | "xName" | "yName" | "sources" | "fits">;

export function describeUncertainty(set: CurveSet, { meta }: FitResult, run: UncertaintyRun): UncertaintyMeta {
  const { version, engine, sources, options } = meta;
  return {
    ...run,
    keyNames: set.keyNames,
    xName: set.xName,
    yName: set.yName,
    sources: set.sources,
    fits: { version, engine, sources, ...pick(options, REPEATED_OPTIONS) },
  };
}

/** The metadata of a table: the whole as JSON under the mark of its kind, and what a person looks for under keys of its own. */
export function uncertaintyMetadata({ mark }: TableKind, meta: CommonMeta): Map<string, string> {
  return metadataMap([
    ["bnsl.version", meta.version],
    ["bnsl.command", meta.command],
    ["bnsl.options", JSON.stringify(meta.options)],
    ["bnsl.seed", String(meta.options.seed)],
    ["bnsl.engine", meta.engine],
    ["bnsl.adapter", meta.adapter],
    [mark, JSON.stringify(meta)],
  ]);
}

// Loose: a field that a later version adds must survive being read and written again.
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
      ...optionFields(pick(FIT_OPTIONS, REPEATED_OPTIONS)),
    }),
    notes: z.array(z.string()),
    seconds: z.number().exactOptional(),
  });
}

function pick<T extends object, Name extends keyof T>(all: T, names: readonly Name[]): Pick<T, Name> {
  return Object.fromEntries(names.map((name) => [name, all[name]])) as Pick<T, Name>;
}

/** The words that tables of uncertainty may hold, each once. */
type Words<T extends string> = Readonly<Record<T, true>>;

export const QUANTITIES: Words<Quantity> = {
  a: true,
  b: true,
  c0: true,
  c: true,
  d: true,
  f: true,
  slope: true,
  prediction: true,
  band: true,
  reach: true,
  never: true,
  profile: true,
};

export const METHODS = Object.fromEntries(INTERVAL_METHODS.map((method) => [method, true])) as Words<IntervalMethod>;

export const ERROR_WORDS: Words<ErrorModel> = { independent: true, ar1: true };

export const BOOTSTRAP_STATUSES: Words<BootstrapStatus> = {
  ok: true,
  "no-fit": true,
  "no-freedom": true,
  "too-few-refits": true,
};

/**
 * A kind of table of uncertainty, both ways.
 *
 * `toArrow` gives rows as an Arrow table, key columns (text) first: one named like a column of the table gets `key.` in front.
 * `read` is its inverse, from a file in any format that `-o` writes; "-" is standard input. CSV and JSON lines carry no
 * metadata: the columns before the first of the table's own are the keys. It throws an InputError for what cannot be read,
 * another kind of table, damaged metadata, a damaged cell.
 *
 * @param options of the command that writes it
 * @param earlier a column that tables of earlier versions lack, and what brings a row of them up to date
 */
export function uncertaintyTable<Row extends { readonly key: readonly string[] }>(
  kind: TableKind,
  columns: readonly FieldColumn<Row>[],
  options: OptionTable,
  earlier?: { readonly column: string; readonly today: (row: Row) => Row },
) {
  return {
    toArrow: (rows: readonly Row[], meta: UncertaintyMeta): Table =>
      rowTable(rows, meta.keyNames, columns, uncertaintyMetadata(kind, meta)),
    read: async (path: string): Promise<ReadTable<Row, UncertaintyMeta>> => {
      const raw = await readRaw(path, kind);
      const asked = optionsSchema(options) as z.ZodType<UncertaintyMeta["options"]>;
      const meta = readJsonMeta(raw.metadata, kind.mark, schemaOf(asked), raw.name);
      const { rows } = readRows(raw, { kind, columns }, meta?.keyNames ?? null);
      const rowOf = ({ key, cells }: ReadRow) => {
        const fields = columns.map(({ field, name }) => [field, cells.get(name)!] as const);
        return { key, ...Object.fromEntries(fields) } as unknown as Row;
      };
      const isEarlier = earlier !== undefined && !raw.columns.includes(earlier.column);
      return { rows: isEarlier ? rows.map(rowOf).map(earlier.today) : rows.map(rowOf), meta };
    },
  };
}
