/*
 * How far a WebAssembly module may grow is written in its memory section; a decoder without a maximum takes up to 4 GiB
 * when a page of a damaged or hostile file unpacks to that much, and no caller can stop it.
 */

const PAGE = 65_536;
const MOST_PAGES = 65_536;
const HEADER = 8;
const MEMORY_SECTION = 5;

/**
 * The same module with a most for its one memory, in bytes; growing beyond it fails inside the module.
 * @throws Error where it has no memory of its own
 */
export function withMemoryLimit(wasm: Uint8Array, most: number): Uint8Array {
  const pages = Math.min(MOST_PAGES, Math.ceil(most / PAGE));
  for (let at = HEADER; at < wasm.length;) {
    const size = readNumber(wasm, at + 1);
    const end = size.end + size.value;
    if (wasm[at] === MEMORY_SECTION) {
      // one memory; flags; least pages
      const least = readNumber(wasm, size.end + 2).value;
      const content = [1, 1, ...numberBytes(least), ...numberBytes(Math.max(least, pages))];
      const section = [MEMORY_SECTION, ...numberBytes(content.length), ...content];
      return Buffer.concat([wasm.subarray(0, at), Uint8Array.from(section), wasm.subarray(end)]);
    }
    at = end;
  }
  throw new Error("the WebAssembly module has no memory section");
}

/** An unsigned LEB128. */
function readNumber(bytes: Uint8Array, at: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let shift = 1; ; shift *= 128) {
    const byte = bytes[at++];
    value += (byte & 127) * shift;
    if (byte < 128) return { value, end: at };
  }
}

function numberBytes(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...numberBytes(Math.floor(value / 128))];
}
