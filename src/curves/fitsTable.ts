import type { RecordBatch } from "apache-arrow";
import { InputError } from "../core/errors.js";

const ours = ["n_breaks", "status", "basin_share"];

/**
 * Refuses what `bnsl fit` wrote, which would else be read as curves of odd columns.
 * @throws InputError that says where such a file belongs
 */
export function refuseFits(source: string, { schema }: RecordBatch): void {
  const names = schema.fields.map((field) => String(field.name));
  if (!schema.metadata.has("bnsl.meta") && !ours.every((name) => names.includes(name))) return;
  throw new InputError(`${source} holds fits, not curves: give the table that was fitted, or bnsl predict this one`);
}
