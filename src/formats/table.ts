import { DataType, Field, RecordBatch, Schema, Struct, Table, makeData, vectorFromArray } from "apache-arrow";

export interface TableColumn {
  readonly name: string;
  readonly type: DataType;
  readonly nullable: boolean;
  readonly values: readonly unknown[];
}

/**
 * An Arrow table of one batch. Every column is built into buffers of its own: Apache Arrow's writer corrupts
 * a file whose columns share or overlap one buffer.
 */
export function buildTable(columns: readonly TableColumn[], metadata?: Map<string, string>): Table {
  const schema = new Schema(
    columns.map(({ name, type, nullable }) => new Field(name, type, nullable)),
    metadata,
  );
  const children = columns.map(({ type, values }) => vectorFromArray(values, type).data[0]);
  const length = columns[0]?.values.length ?? 0;
  const data = makeData({ type: new Struct(schema.fields), length, nullCount: 0, children });
  return new Table(schema, [new RecordBatch(schema, data)]);
}
