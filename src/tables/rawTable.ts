import { DataType, type Table, type Vector } from "apache-arrow";
import { InputError } from "../core/errors.js";
import { decodeArrow } from "../formats/arrow.js";
import { textCells } from "../formats/cells.js";
import { openSource, readBytes } from "../node/files.js";
import { startsWith } from "../formats/bytes.js";
import { decodeParquet } from "../formats/parquet.js";
import { rawFromCsv, rawFromJsonl, type RawTable } from "../formats/rawText.js";
import { giveInstead, type TableKind } from "./tableKind.js";

/**
 * A table in any format that bnsl writes, told apart by its first bytes; "-" is standard input.
 *
 * @param wanted what kind of table is asked for: what a message tells to give
 * @throws InputError where the file is missing, a folder, empty, cut short, or no table
 */
export async function readRaw(
  path: string,
  wanted: TableKind,
  stdin: NodeJS.ReadableStream = process.stdin,
): Promise<RawTable> {
  const source = openSource(path, stdin);
  return rawFromBytes(await readBytes(source), source.name, wanted);
}

/** The same from bytes in memory; `name` stands for the file in messages. */
export async function rawFromBytes(bytes: Uint8Array, name: string, wanted: TableKind): Promise<RawTable> {
  if (startsWith(bytes, "PAR1")) return rawFromArrow(await decodeParquet(bytes, name), name);
  if (isArrow(bytes)) return rawFromArrow(await decodeArrow(bytes, name), name);
  const text = decodeText(bytes, name, wanted);
  if (text.startsWith("{")) return rawFromJsonl(text, name);
  if (text.trim() !== "") return rawFromCsv(text, name);
  // A table without rows is an empty file in JSON lines, and in no other format.
  if (/\.(jsonl|ndjson)$/i.test(name)) return rawFromJsonl("", name);
  throw new InputError(`${name} is empty: ${giveInstead(wanted)}`);
}

export function rawFromArrow(table: Table, name: string): RawTable {
  const columns = table.schema.fields.map((field) => String(field.name));
  const cells = new Map(columns.map((column) => [column, cellsOf(table.getChild(column)!)]));
  return {
    name,
    columns,
    metadata: table.schema.metadata,
    spread: false,
    rows: Array.from({ length: table.numRows }, (_, i) => {
      const cell = (column: string): unknown => cells.get(column)?.(i);
      return { where: `${name}, row ${i + 1}`, columns: null, cell, list: cell };
    }),
  };
}

/** The library's own getter drops the mark U+FEFF that a text may begin with. */
function cellsOf(column: Vector): (row: number) => unknown {
  const isText = DataType.isUtf8(column.type) || DataType.isLargeUtf8(column.type);
  const text = isText || DataType.isDictionary(column.type) ? textCells(column) : undefined;
  return text === undefined ? (row) => column.get(row) as unknown : (row) => text[row];
}

/** Whether bytes are the beginning of an Arrow file, or of a stream, which begins with the continuation marker. */
export function isArrow(bytes: Uint8Array): boolean {
  return startsWith(bytes, "ARROW1") || startsWith(bytes, "\xff\xff\xff\xff");
}

function decodeText(bytes: Uint8Array, name: string, wanted: TableKind): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new InputError(`${name} is neither Arrow, Parquet nor UTF-8 text: ${giveInstead(wanted)}`);
  }
}
