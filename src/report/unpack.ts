import { intervalTable, PACKED_FORMAT, pageCodec } from "./codecs.js";
import type { PageData, PageIntervals } from "./pageData.js";

/**
 * The data that `packPage` embedded. Runs in a browser: nothing of Node is used.
 *
 * @throws Error in words for what is no such data, or of another format
 */
export async function unpackPage(base64: string): Promise<PageData> {
  return pageCodec.unpack(await parse(base64));
}

/** One of the texts of `packBlocks`. */
export async function unpackBlock(base64: string): Promise<PageIntervals> {
  return intervalTable.unpack((await parse(base64)).intervals);
}

interface Packed {
  readonly format: number;
  readonly intervals: unknown;
}

async function parse(base64: string): Promise<Packed> {
  const packed = await unzipped(base64);
  if (packed.format === PACKED_FORMAT) return packed;
  throw new Error(
    `this page holds data of format ${String(packed.format)}, and its script reads format ${PACKED_FORMAT}: ` +
      `page and script are of different versions of bnsl; write the report again`,
  );
}

async function unzipped(base64: string): Promise<Packed> {
  try {
    const stream = new Blob([bytesOf(base64)]).stream().pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(stream).text()) as Packed;
  } catch (error) {
    throw new Error(`the data of this page cannot be read (${String(error)}): the file is damaged; write it again`, {
      cause: error,
    });
  }
}

/** A loop: Uint8Array.from takes a second where this takes a frame. */
function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64.trim());
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
