import type { RecordBatch, Schema, Vector } from "apache-arrow";
import { listItem, numberText, scalarReader, type Scalar } from "./scalars.js";

/**
 * CSV text (RFC 4180 quoting, lines end in \n), a piece per batch. Null is an empty cell, the empty string
 * `""`. Neighbouring lists of numbers are spread as c1, d1, f1, c2, … up to the longest list, for which a
 * table with such columns is held whole where the length is not told; lists of names are joined with ";".
 * Everything else is written batch by batch.
 *
 * @param longest the length of the longest list of numbers, where it is known
 */
export async function* encodeCsv(
  schema: Schema,
  batches: AsyncIterable<RecordBatch>,
  longest?: number,
): AsyncGenerator<Uint8Array> {
  const holds = longest === undefined && schema.fields.some((_, i) => isSpread(schema, i));
  const held = holds ? await collect(batches) : [];
  const groups = columnGroups(schema, (from, to) => longest ?? longestList(held, from, to));
  yield Buffer.from(groups.flatMap((group) => group.headers.map(quoted)).join(",") + "\n");
  for await (const batch of holds ? held : batches) {
    const lines: string[] = [];
    const rows = groups.map((group) => group.open(batch));
    for (let i = 0; i < batch.numRows; i++) lines.push(rows.flatMap((cells) => cells(i)).join(","), "\n");
    yield Buffer.from(lines.join(""));
  }
}

/** Columns that are written side by side: one, or a run of lists. */
interface ColumnGroup {
  readonly headers: readonly string[];
  readonly open: (batch: RecordBatch) => (row: number) => string[];
}

function columnGroups(schema: Schema, longest: (from: number, to: number) => number): ColumnGroup[] {
  const groups: ColumnGroup[] = [];
  for (let i = 0; i < schema.fields.length; i++) {
    if (!isSpread(schema, i)) {
      groups.push(plainGroup(schema, i));
      continue;
    }
    const first = i;
    while (i + 1 < schema.fields.length && isSpread(schema, i + 1)) i++;
    groups.push(spreadGroup(schema, first, i + 1, longest(first, i + 1)));
  }
  return groups;
}

function plainGroup(schema: Schema, index: number): ColumnGroup {
  const field = schema.fields[index];
  const item = listItem(field);
  const read = scalarReader(item ?? field);
  const text = item
    ? (value: unknown) => cellText(listOf(value).length > 0 ? listOf(value).map(read).join(";") : null)
    : (value: unknown) => cellText(read(value));
  return {
    headers: [field.name],
    open: (batch) => {
      const column = columnOf(batch, index);
      return (row) => [text(column.get(row))];
    },
  };
}

function spreadGroup(schema: Schema, from: number, to: number, longest: number): ColumnGroup {
  const fields = schema.fields.slice(from, to);
  const read = scalarReader(listItem(fields[0])!);
  const lengths = Array.from({ length: longest }, (_, k) => k);
  return {
    headers: lengths.flatMap((k) => fields.map((field) => `${field.name}${k + 1}`)),
    open: (batch) => {
      const columns = fields.map((_, i) => columnOf(batch, from + i));
      return (row) => {
        const lists = columns.map((column) => listOf(column.get(row)));
        if (lists.some((list) => list.length > longest)) throw new RangeError(`a list is longer than ${longest}`);
        return lengths.flatMap((k) => lists.map((list) => cellText(read(list[k]))));
      };
    },
  };
}

function isSpread(schema: Schema, index: number): boolean {
  const item = listItem(schema.fields[index]);
  return item !== null && /^(Int|Uint|Float)/.test(String(item.type));
}

function longestList(batches: readonly RecordBatch[], from: number, to: number): number {
  let longest = 0;
  for (const batch of batches) {
    for (let c = from; c < to; c++) {
      const column = columnOf(batch, c);
      for (let i = 0; i < batch.numRows; i++) longest = Math.max(longest, listOf(column.get(i)).length);
    }
  }
  return longest;
}

function columnOf(batch: RecordBatch, index: number): Vector {
  return batch.getChildAt(index)!;
}

function listOf(value: unknown): unknown[] {
  return value === null || value === undefined ? [] : Array.from(value as Iterable<unknown>);
}

function cellText(value: Scalar): string {
  if (value === null) return "";
  if (typeof value === "string") return quoted(value);
  return typeof value === "boolean" ? String(value) : numberText(value);
}

function quoted(text: string): string {
  return text === "" || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
