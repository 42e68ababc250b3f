/** A line of more fields is none of a table of curves; each column takes memory, however few rows there are. */
export const MOST_FIELDS = 100_000;

const newline = 10;
const carriageReturn = 13;

/** Where lines go that are cut into fields. */
export interface FieldSink {
  /** field j is bytes starts[j] … starts[j + 1] − 2 of `bytes`; both may be used again by the caller */
  addFields(bytes: Uint8Array, starts: readonly number[], fields: number): void;
  /** told of a line of more than MOST_FIELDS */
  refuseFields(): never;
}

/**
 * Cuts text without quotes into lines and fields, without making strings of them: most tables of numbers have no quote,
 * and are read several times as fast as by a parser that heeds them.
 * @returns how many bytes were used: what stands behind is a line whose end has not come
 */
export function splitLines(bytes: Uint8Array, delimiter: number, sink: FieldSink): number {
  const starts = [0];
  let fields = 1;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === delimiter) {
      if (fields === MOST_FIELDS) sink.refuseFields();
      starts[fields++] = i + 1;
    } else if (byte === newline || byte === carriageReturn) {
      // the other half of a line end may not have come
      if (byte === carriageReturn && i + 1 === bytes.length) break;
      starts[fields] = i + 1;
      sink.addFields(bytes, starts, fields);
      if (byte === carriageReturn && bytes[i + 1] === newline) i++;
      starts[0] = i + 1;
      fields = 1;
    }
  }
  return starts[0];
}
