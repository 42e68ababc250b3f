import type { Field, RecordBatch, Schema } from "apache-arrow";
import { listItem, numberText, scalarReader, type Scalar } from "./scalars.js";

/**
 * JSON lines: an object per row in the order of the columns, lists as arrays, null for null. What JSON has no
 * number for is the text "NaN", "Infinity" or "-Infinity".
 */
export async function* encodeJsonl(schema: Schema, batches: AsyncIterable<RecordBatch>): AsyncGenerator<Uint8Array> {
  const texts = schema.fields.map(jsonText);
  const names = schema.fields.map((field) => JSON.stringify(field.name));
  for await (const batch of batches) {
    const columns = schema.fields.map((_, c) => batch.getChildAt(c)!);
    const lines: string[] = [];
    for (let i = 0; i < batch.numRows; i++) {
      const members = columns.map((column, c) => `${names[c]}:${texts[c](column.get(i))}`);
      lines.push(`{${members.join(",")}}\n`);
    }
    yield Buffer.from(lines.join(""));
  }
}

function jsonText(field: Field): (value: unknown) => string {
  const item = listItem(field);
  const read = scalarReader(item ?? field);
  if (item === null) return (value) => scalarText(read(value));
  return (value) =>
    value === null || value === undefined
      ? "null"
      : `[${Array.from(value as Iterable<unknown>, (entry) => scalarText(read(entry))).join(",")}]`;
}

function scalarText(value: Scalar): string {
  if (typeof value === "bigint" || (typeof value === "number" && Number.isFinite(value))) {
    return numberText(value);
  }
  return JSON.stringify(typeof value === "number" ? String(value) : value);
}
