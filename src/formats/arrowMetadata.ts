import { Message, MessageHeader, type Schema } from "apache-arrow";
import { Footer } from "apache-arrow/ipc/metadata/file";
import { ArrowFault, FlatBudget, FlatTable } from "./flatTable.js";

/** Bytes of a message's metadata: a schema of 100,000 columns is smaller. */
export const MOST_METADATA = 64 << 20;

/** Structs within lists within structs, … */
const DEEPEST = 24;
const BIG_ENDIAN = 1;

/**
 * The metadata of one message, decoded once all its offsets and lengths are known to lie inside.
 * @throws ArrowFault
 */
export function decodeMetadata(bytes: Uint8Array): Message {
  const message = FlatTable.root(bytes, new FlatBudget(bytes.length));
  const kind = message.number(1, 1) as MessageHeader;
  const header = message.table(2);
  checkKeyValues(message, 4);
  if (header === undefined) throw new ArrowFault("a message has no header");
  if (kind === MessageHeader.Schema) checkSchema(header);
  else if (kind === MessageHeader.RecordBatch) checkRecordBatch(header);
  else if (kind === MessageHeader.DictionaryBatch) checkDictionaryBatch(header);
  else throw new ArrowFault("a message is neither a schema nor rows nor a dictionary");
  if (message.number(3, 8) < 0) throw new ArrowFault("a message has a negative length");
  return Message.decode(bytes);
}

/** Where a message of a file stands, bytes. */
export interface Block {
  readonly offset: number;
  readonly metadataLength: number;
  readonly bodyLength: number;
}

export interface FooterParts {
  readonly schema: Schema;
  readonly dictionaries: readonly Block[];
  readonly batches: readonly Block[];
}

/**
 * The footer of a file, decoded in the same way.
 * @throws ArrowFault
 */
export function decodeFooter(bytes: Uint8Array): FooterParts {
  const footer = FlatTable.root(bytes, new FlatBudget(bytes.length));
  const schema = footer.table(1);
  if (schema === undefined) throw new ArrowFault("its footer has no schema");
  checkSchema(schema);
  const blocksOf = (field: number): Block[] =>
    footer.structs(field, 24).map((block) => ({
      offset: Number(block.getBigInt64(0, true)),
      metadataLength: block.getInt32(8, true),
      bodyLength: Number(block.getBigInt64(16, true)),
    }));
  return { schema: Footer.decode(bytes).schema, dictionaries: blocksOf(2), batches: blocksOf(3) };
}

function checkSchema(schema: FlatTable): void {
  if (schema.number(0, 2) === BIG_ENDIAN) {
    throw new ArrowFault("its numbers are big-endian, which is not read here");
  }
  schema.tables(1).forEach((field) => checkField(field, 0));
  checkKeyValues(schema, 2);
}

function checkField(field: FlatTable, depth: number): void {
  if (depth > DEEPEST) throw new ArrowFault(`its columns are nested more than ${DEEPEST} deep`);
  field.checkText(0);
  field.table(3);
  field.table(4)?.table(1);
  field.tables(5).forEach((child) => checkField(child, depth + 1));
  checkKeyValues(field, 6);
}

function checkKeyValues(table: FlatTable, field: number): void {
  for (const entry of table.tables(field)) {
    entry.checkText(0);
    entry.checkText(1);
  }
}

function checkRecordBatch(batch: FlatTable): void {
  batch.length(1, 16);
  batch.length(2, 16);
  batch.table(3);
  batch.length(4, 8);
}

function checkDictionaryBatch(dictionary: FlatTable): void {
  const data = dictionary.table(1);
  if (data === undefined) throw new ArrowFault("a dictionary has no data");
  checkRecordBatch(data);
}
