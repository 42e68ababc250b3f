import {
  Bool,
  type Data,
  Field,
  Float64,
  makeData,
  makeVector,
  RecordBatch,
  Schema,
  Struct,
  type Vector,
} from "apache-arrow";

/** A record batch of named columns of one length, none with nulls. */
export function recordBatch(
  columns: readonly (readonly [name: string, column: Vector])[],
  length: number,
): RecordBatch {
  const schema = new Schema(columns.map(([name, column]) => new Field(name, column.type, false)));
  const children = columns.map(([, column]) => column.data[0] as Data);
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length, nullCount: 0, children }));
}

/** A Float64 column that takes the array over, without copying it. */
export function float64Vector(values: Float64Array): Vector<Float64> {
  return makeVector(makeData({ type: new Float64(), length: values.length, nullCount: 0, data: values }));
}

/** A Bool column of 1 (true) and 0. */
export function boolVector(flags: Uint8Array): Vector<Bool> {
  const data = new Uint8Array(Math.ceil(flags.length / 8));
  flags.forEach((flag, i) => (data[i >> 3] |= flag << (i & 7)));
  return makeVector(makeData({ type: new Bool(), length: flags.length, nullCount: 0, data }));
}
