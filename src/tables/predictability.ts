import type { Table } from "apache-arrow";
import type { PredictabilityRow } from "../uncertainty/predictability.js";
import type { PredictabilityRequest, Truth } from "../uncertainty/predictabilityRequest.js";
import { rowTable, type RowColumn } from "./columns.js";
import { tableKinds } from "./tableKind.js";
import { uncertaintyMetadata } from "./uncertaintyMeta.js";

/** How a study of predictability was made; travels as Arrow schema metadata. */
export interface PredictabilityMeta {
  readonly version: string;
  /** command line, or null from code */
  readonly command: string | null;
  readonly options: PredictabilityRequest;
  /** names of the key columns: those of the fits, none for a law of its own */
  readonly keyNames: readonly string[];
  readonly truths: readonly Truth[];
  readonly engine: string | null;
  readonly adapter: string | null;
  /** what was left out or chosen on the way, a line each */
  readonly notes: readonly string[];
  readonly seconds: number;
}

/** The columns behind the key columns, in order: two rows per cell, one for each knowledge. */
export const predictabilityColumns: readonly RowColumn<PredictabilityRow>[] = [
  { name: "n_breaks", kind: "count", cell: ({ nBreaks }) => nBreaks },
  { name: "knowledge", kind: "text", cell: ({ knowledge }) => knowledge },
  { name: "stop", kind: "number", cell: ({ stop }) => stop },
  { name: "sharpness", kind: "number", cell: ({ sharpness }) => sharpness },
  { name: "noise", kind: "number", cell: ({ noise }) => noise },
  { name: "repeats", kind: "count", cell: ({ repeats }) => repeats },
  { name: "points", kind: "count", cell: ({ points }) => points },
  { name: "median_error", kind: "number", cell: ({ medianError }) => medianError },
  { name: "upper_error", kind: "number", cell: ({ upperError }) => upperError },
  { name: "location_error", kind: "number", cell: ({ locationError }) => locationError },
  { name: "located", kind: "number", cell: ({ located }) => located },
  { name: "taken", kind: "number", cell: ({ taken }) => taken },
  { name: "simulations", kind: "count", cell: ({ simulations }) => simulations },
  { name: "failed", kind: "count", cell: ({ failed }) => failed },
];

/** A study as an Arrow table: key columns (text) first. A key column named like one of ours gets `key.` in front. */
export function predictabilityToArrow(rows: readonly PredictabilityRow[], meta: PredictabilityMeta): Table {
  const metadata = uncertaintyMetadata(tableKinds.predictability, meta);
  return rowTable(rows, meta.keyNames, predictabilityColumns, metadata);
}
