import { gzipSync } from "node:zlib";
import { intervalTable, PACKED_FORMAT, pageCodec } from "./codecs.js";
import type { PageData, PageIntervals } from "./pageData.js";

/** Rows that a browser reads within a few frames. */
const ROWS_OF_BLOCK = 15_000;

/**
 * A page's data as text to embed: JSON by column, gzipped, in base64. x keeps 8 significant digits, y and parameters of laws
 * 12, all else that is measured 6. `unpackPage` reads it.
 */
export function packPage(data: PageData): string {
  return squeeze(pageCodec.pack(data));
}

/** Intervals as several texts, each of which is read in a moment, for a page with very many of them. `unpackBlock` reads one. */
export function packBlocks({ rows, meta }: PageIntervals): string[] {
  const blocks = Math.ceil(rows.length / ROWS_OF_BLOCK);
  return Array.from({ length: blocks }, (_, i) => {
    const some = rows.slice(i * ROWS_OF_BLOCK, (i + 1) * ROWS_OF_BLOCK);
    return squeeze({ intervals: intervalTable.pack({ rows: some, meta }) });
  });
}

function squeeze(packed: unknown): string {
  return gzipSync(JSON.stringify({ format: PACKED_FORMAT, ...(packed as object) })).toString("base64");
}
