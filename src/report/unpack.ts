import {
  auditFields,
  breakTestFields,
  cellFields,
  type Codecs,
  curveFields,
  fitFields,
  intervalFields,
  PACKED_FORMAT,
  type PackedBlock,
  type PackedPage,
  type PackedSuite,
  type PackedTable,
  unpackPlain,
  unpackRows,
} from "./codecs.js";
import type { PageData, PageIntervals } from "./pageData.js";
import type { ReadSuite, ReadTable } from "../tables/read.js";

/**
 * The data that `packPage` embedded. Runs in a browser: nothing of Node is used.
 *
 * @throws Error in words for what is no such data, or of another format
 */
export async function unpackPage(base64: string): Promise<PageData> {
  const packed = (await parse(base64)) as PackedPage;
  checkFormat(packed);
  const { version, command, suite, fitters } = packed;
  return {
    version,
    command,
    meta: unpackPlain(packed.meta) as PageData["meta"],
    rows: unpackRows(packed.rows, fitFields),
    curves: unpackRows(packed.curves, curveFields),
    intervals: unpackTable(packed.intervals, intervalFields),
    breakTests: unpackTable(packed.breakTests, breakTestFields),
    audit: unpackTable(packed.audit, auditFields),
    suite: suite && unpackSuite(suite),
    fitters: (fitters && unpackPlain(fitters)) as PageData["fitters"],
  };
}

/** One of the texts of `packBlocks`. */
export async function unpackBlock(base64: string): Promise<PageIntervals> {
  const block = (await parse(base64)) as PackedBlock;
  checkFormat(block);
  return unpackTable(block.intervals, intervalFields)!;
}

function checkFormat({ format }: { readonly format: number }): void {
  if (format === PACKED_FORMAT) return;
  throw new Error(
    `this page holds data of format ${String(format)}, and its script reads format ${PACKED_FORMAT}: ` +
      `page and script are of different versions of bnsl; write the report again`,
  );
}

async function parse(base64: string): Promise<unknown> {
  try {
    const unzipped = new Blob([bytesOf(base64)]).stream().pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(unzipped).text()) as unknown;
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

function unpackTable<Row extends object, Meta>(
  packed: PackedTable | null,
  codecs: Codecs<Row>,
): ReadTable<Row, Meta> | null {
  return packed && { rows: unpackRows(packed.rows, codecs), meta: unpackPlain(packed.meta) as Meta | null };
}

function unpackSuite({ forms, cells, sections, meta }: PackedSuite): ReadSuite {
  return {
    forms,
    cells: unpackRows(cells, cellFields),
    sections: unpackPlain(sections) as ReadSuite["sections"],
    meta: unpackPlain(meta) as ReadSuite["meta"],
  };
}
