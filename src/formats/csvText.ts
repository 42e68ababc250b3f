import { InputError } from "../core/errors.js";

const newline = 10;
const carriageReturn = 13;
const quote = 34;

/**
 * Comma, unless the header line has none outside quotes: then tab or semicolon, whichever it has. Undefined as long as
 * the header line has no end yet.
 */
export function delimiterOf(start: Uint8Array): string | undefined {
  let quoted = false;
  const seen = new Set<number>();
  for (const byte of start) {
    if (byte === quote) quoted = !quoted;
    if (quoted) continue;
    const lineEnds = byte === newline || byte === carriageReturn;
    if (lineEnds && seen.size > 0) return [",", "\t", ";"].find((mark) => seen.has(mark.charCodeAt(0))) ?? ",";
    if (!lineEnds) seen.add(byte);
  }
  return undefined;
}

/** Lets chunks pass as they are, and throws InputError at the first bytes that are not UTF-8. */
export async function* utf8Only(name: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for await (const chunk of chunks) {
    check(chunk);
    yield chunk;
  }
  check();

  function check(chunk?: Uint8Array): void {
    try {
      decoder.decode(chunk, { stream: chunk !== undefined });
    } catch (error) {
      const hint = "save it as CSV in UTF-8, or as Arrow or Parquet";
      throw new InputError(`${name}: not text in UTF-8; ${hint}`, { cause: error });
    }
  }
}
