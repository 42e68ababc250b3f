import type { RecordBatch, Schema } from "apache-arrow";
import { hasFit, statusName } from "../core/status.js";
import type { CurveDraws } from "../uncertainty/types.js";
import { namedIn, rowTable, type RowColumn, SPREAD } from "./columns.js";
import { tableKinds } from "./tableKind.js";
import { uncertaintyMetadata, type UncertaintyMeta } from "./uncertaintyMeta.js";

/** One refit: a resample of a curve. */
interface Draw {
  readonly key: readonly string[];
  readonly draws: CurveDraws;
  /** its place among the curve's draws */
  readonly at: number;
}

const drawColumns: readonly RowColumn<Draw>[] = [
  { name: "n_breaks", kind: "count", cell: ({ draws }) => draws.nBreaks },
  { name: "resample", kind: "count", cell: ({ draws, at }) => draws.resample[at] },
  { name: "status_name", kind: "text", cell: ({ draws, at }) => statusName(draws.status[at]) },
  { name: "kind", kind: "text", cell: ({ draws }) => draws.kind },
  { name: "objective", kind: "number", cell: number("objective") },
  { name: "a", kind: "number", cell: number("a") },
  { name: "b", kind: "number", cell: number("b") },
  { name: "c0", kind: "number", cell: number("c0") },
  { name: "c", kind: "numbers", cell: numbers("c") },
  { name: "d", kind: "numbers", cell: numbers("d") },
  { name: "f", kind: "numbers", cell: numbers("f") },
];

/** The columns of a table of draws, key columns (text) first, and how it was made. */
export function drawsSchema(meta: UncertaintyMeta): Schema {
  const metadata = uncertaintyMetadata(tableKinds.draws, meta);
  return rowTable<Draw>([], meta.keyNames, drawColumns, metadata, isDrawColumn).schema;
}

/** The refits of one curve, a row each in the order of the resamples, as one batch of that table. */
export function drawsBatch(draws: CurveDraws, schema: Schema, keyNames: readonly string[]): RecordBatch {
  const rows = Array.from(draws.resample, (_, at): Draw => ({ key: draws.key, draws, at }));
  return rowTable(rows, keyNames, drawColumns, schema.metadata, isDrawColumn).batches[0];
}

function isDrawColumn(name: string): boolean {
  return namedIn(drawColumns)(name) || SPREAD.test(name);
}

/** Null where the refit failed. */
function number(field: "objective" | "a" | "b" | "c0") {
  return ({ draws, at }: Draw): number | null => {
    const value = draws[field][at];
    return hasFit(draws.status[at]) && !Number.isNaN(value) ? value : null;
  };
}

/** None where the refit failed. */
function numbers(field: "c" | "d" | "f") {
  return ({ draws, at }: Draw): readonly number[] => (hasFit(draws.status[at]) ? draws[field][at] : []);
}
