import type { ReadTable } from "./readTable.js";
import type { FieldColumn } from "./fieldColumns.js";
import { readRaw } from "./rawTable.js";
import { fieldRows, readRows } from "./readRows.js";
import { uncertaintyMetaFrom } from "./readUncertaintyMeta.js";
import type { TableKind } from "./tableKind.js";
import type { UncertaintyMeta } from "./uncertaintyMeta.js";

/** What a table of intervals, break tests or an audit consists of. */
export interface UncertaintySchema<Row> {
  readonly kind: TableKind;
  readonly columns: readonly FieldColumn<Row>[];
  readonly taken: (name: string) => boolean;
}

/**
 * A table of uncertainty from a file in any format that `-o` writes; "-" is standard input. CSV and JSON lines carry no
 * metadata: the columns before the first of its own are the keys.
 *
 * @throws InputError for what cannot be read, another kind of table, damaged metadata, a damaged cell
 */
export async function readUncertainty<Row extends { readonly key: readonly string[] }>(
  path: string,
  schema: UncertaintySchema<Row>,
  stdin: NodeJS.ReadableStream = process.stdin,
): Promise<ReadTable<Row, UncertaintyMeta>> {
  const raw = await readRaw(path, schema.kind, stdin);
  const meta = uncertaintyMetaFrom(raw.metadata, schema.kind, raw.name);
  const read = readRows(raw, schema, meta?.keyNames ?? null);
  return { rows: fieldRows(read, schema.columns), meta };
}
