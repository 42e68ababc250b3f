import { gzipSync } from "node:zlib";
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
  packPlain,
  packRows,
} from "./codecs.js";
import type { PageData, PageIntervals } from "./pageData.js";
import type { ReadSuite, ReadTable } from "../tables/read.js";

/** Rows that a browser reads within a few frames. */
const ROWS_OF_BLOCK = 15_000;

/**
 * A page's data as text to embed: JSON by column, gzipped, in base64. x keeps 8 significant digits, y and parameters of laws
 * 12, all else that is measured 6. `unpackPage` reads it.
 */
export function packPage(data: PageData): string {
  const { version, command, meta, rows, curves, intervals, breakTests, audit, suite, fitters } = data;
  const packed: PackedPage = {
    format: PACKED_FORMAT,
    version,
    command,
    meta: packPlain(meta),
    rows: packRows(rows, fitFields),
    curves: packRows(curves, curveFields),
    intervals: packTable(intervals, intervalFields),
    breakTests: packTable(breakTests, breakTestFields),
    audit: packTable(audit, auditFields),
    suite: suite && packSuite(suite),
    fitters: fitters && packPlain(fitters),
  };
  return squeeze(packed);
}

/** Intervals as several texts, each of which is read in a moment, for a page with very many of them. `unpackBlock` reads one. */
export function packBlocks({ rows, meta }: PageIntervals): string[] {
  const blocks = Math.ceil(rows.length / ROWS_OF_BLOCK);
  return Array.from({ length: blocks }, (_, i) => {
    const some = rows.slice(i * ROWS_OF_BLOCK, (i + 1) * ROWS_OF_BLOCK);
    const block: PackedBlock = {
      format: PACKED_FORMAT,
      intervals: { rows: packRows(some, intervalFields), meta: packPlain(meta) },
    };
    return squeeze(block);
  });
}

function squeeze(packed: PackedPage | PackedBlock): string {
  return gzipSync(JSON.stringify(packed)).toString("base64");
}

function packTable<Row extends object>(table: ReadTable<Row, unknown> | null, codecs: Codecs<Row>): PackedTable | null {
  return table && { rows: packRows(table.rows, codecs), meta: packPlain(table.meta) };
}

function packSuite({ forms, cells, sections, meta }: ReadSuite): PackedSuite {
  return {
    forms,
    cells: packRows(cells, cellFields),
    sections: packPlain(sections),
    meta: packPlain(meta),
  };
}
