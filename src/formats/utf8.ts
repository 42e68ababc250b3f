import { makeData, makeVector, type Data, type LargeUtf8, Utf8, type Vector } from "apache-arrow";

/*
 * Arrow's own builders and getters cost a call into TextEncoder or TextDecoder per value. Here a whole column is one
 * call: where the text is ASCII, byte offsets are character offsets.
 */

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** A Utf8 column of the given cells, without nulls. At most 2^31 bytes of text. */
export function utf8Vector(cells: readonly string[]): Vector<Utf8> {
  const text = cells.join("");
  const data = encoder.encode(text);
  const ascii = data.length === text.length;
  const valueOffsets = new Int32Array(cells.length + 1);
  for (let i = 0; i < cells.length; i++) {
    valueOffsets[i + 1] = valueOffsets[i] + (ascii ? cells[i].length : encoder.encode(cells[i]).length);
  }
  return makeVector(makeData({ type: new Utf8(), length: cells.length, nullCount: 0, valueOffsets, data }));
}

/** The cells of a Utf8 or LargeUtf8 column; null where the column says so. */
export function utf8Cells(data: Data<Utf8> | Data<LargeUtf8>): (string | null)[] {
  const { length, values } = data;
  if (length === 0) return [];
  const offsets = plainOffsets(data.valueOffsets);
  const start = offsets[0];
  const bytes = values.subarray(start, offsets[length]);
  const text = decoder.decode(bytes);
  const ascii = text.length === bytes.length;
  const hasNulls = data.nullCount > 0;
  const cells = new Array<string | null>(length);
  for (let i = 0; i < length; i++) {
    if (hasNulls && !data.getValid(i)) cells[i] = null;
    else if (ascii) cells[i] = text.substring(offsets[i] - start, offsets[i + 1] - start);
    else cells[i] = decoder.decode(values.subarray(offsets[i], offsets[i + 1]));
  }
  return cells;
}

function plainOffsets(offsets: Int32Array | BigInt64Array): Int32Array | Float64Array {
  return offsets instanceof Int32Array ? offsets : Float64Array.from(offsets, Number);
}
