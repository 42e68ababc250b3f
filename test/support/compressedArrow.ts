import {
  AsyncByteQueue,
  CompressionType,
  compressionRegistry,
  RecordBatchFileWriter,
  RecordBatchStreamWriter,
  type Table,
} from "apache-arrow";

/** How the buffers of a table are compressed. */
export interface Compression {
  readonly codec: CompressionType;
  readonly encode: (bytes: Uint8Array) => Uint8Array;
  /** what a buffer says that it unpacks to; left out: the truth */
  readonly claim?: (length: number) => number | bigint;
}

export const lz4: Compression = { codec: CompressionType.LZ4_FRAME, encode: lz4Frame };
export const zstd: Compression = { codec: CompressionType.ZSTD, encode: zstdFrame };

/** A table as Arrow file or stream with compressed buffers; those that would not become smaller are stored. */
export function compressedArrow(table: Table, kind: "file" | "stream", compression: Compression): Uint8Array {
  const { codec, encode, claim = (length) => length } = compression;
  compressionRegistry.set(codec, { encode });
  const writer =
    kind === "file"
      ? new RecordBatchFileWriter({ compressionType: codec })
      : new RecordBatchStreamWriter({ compressionType: codec });
  const chunks: Uint8Array[] = [];
  const sink = new AsyncByteQueue();
  sink.write = (chunk: Uint8Array) => void (chunk.length > 0 && chunks.push(chunk.slice()));
  // the library's own writer says how many bytes a buffer has, not how many it unpacks to
  const made = writer as unknown as Made;
  const compress = made._compressBodyBuffers.bind(made);
  made._compressBodyBuffers = (buffers) => {
    const compressed = compress(buffers);
    buffers.forEach(({ byteLength }, i) => {
      const prefix = compressed.buffers[2 * i];
      if (prefix.length === 0) return;
      const view = new DataView(prefix.buffer, prefix.byteOffset);
      if (view.getBigInt64(0, true) !== -1n) view.setBigInt64(0, BigInt(claim(byteLength)), true);
    });
    return compressed;
  };
  writer.reset(sink, table.schema);
  for (const batch of table.batches) writer.write(batch);
  writer.close();
  return Buffer.concat(chunks);
}

interface Made {
  _compressBodyBuffers(buffers: ArrayBufferView[]): { buffers: Uint8Array[] };
}

/** What an LZ4 frame may have besides its blocks. */
export interface Lz4Options {
  /** bytes of a block before it is compressed */
  readonly block?: number;
  readonly checksums?: boolean;
  readonly contentSize?: boolean;
}

/** An LZ4 frame. Its blocks may look back into the ones before them; what does not become smaller is stored. */
export function lz4Frame(
  bytes: Uint8Array,
  { block = 65_536, checksums = false, contentSize = false }: Lz4Options = {},
) {
  const flags = 0x40 | (checksums ? 0x14 : 0) | (contentSize ? 8 : 0);
  const size = Buffer.alloc(contentSize ? 8 : 0);
  if (contentSize) size.writeBigUInt64LE(BigInt(bytes.length));
  const parts: Uint8Array[] = [Uint8Array.of(4, 0x22, 0x4d, 0x18, flags, 0x40), size, Uint8Array.of(0)];
  const sum = Buffer.alloc(checksums ? 4 : 0);
  for (let at = 0; at < bytes.length; at += block) {
    const end = Math.min(bytes.length, at + block);
    const packed = lz4Block(bytes, at, end);
    const stored = packed.length >= end - at;
    const length = Buffer.alloc(4);
    length.writeUInt32LE(stored ? (0x8000_0000 | (end - at)) >>> 0 : packed.length);
    parts.push(length, stored ? bytes.subarray(at, end) : packed, sum);
  }
  return Buffer.concat([...parts, Buffer.alloc(4), sum]);
}

/** Literals and matches of 4 bytes or more, found by a table of the last place of each 4 bytes. */
function lz4Block(bytes: Uint8Array, from: number, end: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const last = new Map<number, number>();
  for (let at = Math.max(0, from - 65_535); at + 4 <= from; at++) last.set(view.getUint32(at, true), at);
  const out: number[] = [];
  let literals = from;
  for (let at = from; at + 12 < end;) {
    const word = view.getUint32(at, true);
    const before = last.get(word);
    last.set(word, at);
    if (before === undefined || at - before > 65_535) {
      at++;
      continue;
    }
    let match = 4;
    while (at + match < end - 5 && bytes[before + match] === bytes[at + match]) match++;
    sequence(bytes.subarray(literals, at), at - before, match);
    at += match;
    literals = at;
  }
  sequence(bytes.subarray(literals, end), 0, 0);
  return Uint8Array.from(out);

  function sequence(raw: Uint8Array, back: number, match: number): void {
    out.push((Math.min(raw.length, 15) << 4) | (back === 0 ? 0 : Math.min(match - 4, 15)));
    lengthBytes(raw.length - 15);
    out.push(...raw);
    if (back === 0) return;
    out.push(back & 255, back >> 8);
    lengthBytes(match - 19);
  }

  function lengthBytes(rest: number): void {
    if (rest < 0) return;
    for (; rest >= 255; rest -= 255) out.push(255);
    out.push(rest);
  }
}

const LARGEST_BLOCK = 65_536;

/** A Zstandard frame of stored blocks, and of runs where a block is one byte again and again. */
export function zstdFrame(bytes: Uint8Array): Uint8Array {
  // no window but the content's size of 4 bytes
  const size = Buffer.alloc(4);
  size.writeUInt32LE(bytes.length);
  const parts: Uint8Array[] = [Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0xa0), size];
  for (let at = 0; at < bytes.length || parts.length === 2; at += LARGEST_BLOCK) {
    const block = bytes.subarray(at, at + LARGEST_BLOCK);
    const isRun = block.length > 0 && block.every((byte) => byte === block[0]);
    const header = Buffer.alloc(3);
    const isLast = at + LARGEST_BLOCK >= bytes.length;
    header.writeUIntLE((block.length << 3) | (isRun ? 2 : 0) | (isLast ? 1 : 0), 0, 3);
    parts.push(header, isRun ? block.subarray(0, 1) : block);
  }
  return Buffer.concat(parts);
}
