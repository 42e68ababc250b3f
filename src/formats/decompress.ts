import { CompressionType } from "apache-arrow";
import type { ZSTDDecoder } from "zstddec";
import { ArrowFault } from "./flatTable.js";

/**
 * Unpacks bytes into the place that they have to fill.
 * @throws ArrowFault where they are damaged, or unpack to more or to less
 */
export type Decompressor = (packed: Uint8Array, output: Uint8Array) => void;

/**
 * What unpacks the buffers of an Arrow file.
 * @throws ArrowFault for a compression that Arrow does not have
 */
export async function decompressorOf(codec: CompressionType): Promise<Decompressor> {
  if (codec === CompressionType.LZ4_FRAME) return unpackLz4;
  if (codec !== CompressionType.ZSTD) throw new ArrowFault("its buffers are compressed in an unknown way");
  zstd ??= startZstd();
  const decoder = await zstd;
  return (packed, output) => unpackZstd(decoder, packed, output);
}

let zstd: Promise<ZSTDDecoder> | undefined;

async function startZstd(): Promise<ZSTDDecoder> {
  const { ZSTDDecoder } = await import("zstddec");
  const decoder = new ZSTDDecoder();
  await decoder.init();
  return decoder;
}

/** The decoder's memory has to hold both; it has 2 GiB at most, and says nothing where that is too little. */
const MOST_OF_ZSTD = 1 << 30;

function unpackZstd(decoder: ZSTDDecoder, packed: Uint8Array, output: Uint8Array): void {
  if (packed.length + output.length > MOST_OF_ZSTD) {
    throw new ArrowFault("one of its buffers has more than 1 GiB; write it in smaller batches");
  }
  // of damaged bytes it gives none; asked for none it takes what they say
  const bytes = output.length === 0 ? output : decoder.decode(packed, output.length);
  if (bytes.length !== output.length) damaged();
  output.set(bytes);
}

/*
 * LZ4 as its own lz4_Frame_format.md and lz4_Block_format.md have it. Checksums are passed over, as the buffers of a file that
 * is not compressed have none either.
 */

const LZ4_MAGIC = 0x184d2204;
const VERSION = 1;
const STORED = 0x8000_0000;
const LEAST_MATCH = 4;
const LONGEST_NIBBLE = 15;
/** matches and literals from here on are copied by the library, which takes a while to call */
const LONG = 24;

function unpackLz4(packed: Uint8Array, output: Uint8Array): void {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  let written = 0;
  for (let at = 0; at < packed.length;) {
    if (at + 7 > packed.length || view.getUint32(at, true) !== LZ4_MAGIC) damaged();
    const flags = packed[at + 4];
    if (flags >> 6 !== VERSION) damaged();
    const [blockSum, contentSize, contentSum, dictionary] = [4, 3, 2, 0].map((bit) => (flags >> bit) & 1);
    at += 7 + 8 * contentSize + 4 * dictionary;
    for (;;) {
      if (at + 4 > packed.length) damaged();
      const size = view.getUint32(at, true);
      at += 4;
      if (size === 0) break;
      const bytes = size & ~STORED;
      if (at + bytes > packed.length) damaged();
      if (size >= STORED) {
        if (written + bytes > output.length) damaged();
        output.set(packed.subarray(at, at + bytes), written);
        written += bytes;
      } else {
        written = unpackBlock(packed, at, at + bytes, output, written);
      }
      at += bytes + 4 * blockSum;
    }
    at += 4 * contentSum;
  }
  if (written !== output.length) damaged();
}

/**
 * One block of literals and of matches, which may lie in the blocks before it.
 * @returns how much of the output is written
 */
function unpackBlock(input: Uint8Array, from: number, end: number, output: Uint8Array, written: number): number {
  let at = from;
  let to = written;
  while (at < end) {
    const token = input[at++];
    let literals = token >> 4;
    if (literals === LONGEST_NIBBLE) {
      for (let more = 255; more === 255; literals += more) {
        if (at >= end) damaged();
        more = input[at++];
      }
    }
    if (at + literals > end || to + literals > output.length) damaged();
    if (literals >= LONG) output.set(input.subarray(at, at + literals), to);
    else for (let i = 0; i < literals; i++) output[to + i] = input[at + i];
    at += literals;
    to += literals;
    // the last of a block has literals alone
    if (at === end) return to;
    if (at + 2 > end) damaged();
    const back = input[at] | (input[at + 1] << 8);
    at += 2;
    let match = (token & LONGEST_NIBBLE) + LEAST_MATCH;
    if (match === LONGEST_NIBBLE + LEAST_MATCH) {
      for (let more = 255; more === 255; match += more) {
        if (at >= end) damaged();
        more = input[at++];
      }
    }
    const source = to - back;
    if (back === 0 || source < 0 || to + match > output.length) damaged();
    if (back >= match && match >= LONG) output.copyWithin(to, source, source + match);
    // what is copied may be what was just written: a run
    else if (back === 1 && match >= LONG) output.fill(output[source], to, to + match);
    else for (let i = 0; i < match; i++) output[to + i] = output[source + i];
    to += match;
  }
  return to;
}

function damaged(): never {
  throw new ArrowFault("one of its compressed buffers does not unpack to what it says");
}
