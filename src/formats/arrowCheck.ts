import type { DataType, Message, Schema } from "apache-arrow";
import { checkLayout, type BatchClaims } from "./arrowLayout.js";
import { ArrowFault } from "./flatTable.js";

/** What a table's messages are held against: its schema, and the dictionaries that have come. */
export class MessageCheck {
  #schema: Schema | undefined;
  readonly #dictionaries = new Map<number, number>();

  /** @param schema where it stands elsewhere than in a message */
  constructor(schema?: Schema) {
    this.#schema = schema;
  }

  /** @throws ArrowFault where the body does not hold what the message claims, or the message has no place here */
  check(message: Message, body: Uint8Array): void {
    const schema = this.#schema;
    if (message.isSchema()) {
      if (schema !== undefined) throw new ArrowFault("it has two schemas");
      this.#schema = message.header();
      return;
    }
    if (schema === undefined) throw new ArrowFault("it does not begin with a schema");
    if (message.isRecordBatch()) {
      const types = schema.fields.map(({ type }) => type as DataType);
      return this.#layout(message.header(), types, body, schema);
    }
    const { id, data, isDelta } = message.header() as DictionaryClaims;
    const type = schema.dictionaries.get(id);
    if (type === undefined) throw new ArrowFault("it has a dictionary that no column uses");
    this.#layout(data, [type], body, schema);
    this.#dictionaries.set(id, data.length + (isDelta ? (this.#dictionaries.get(id) ?? 0) : 0));
  }

  #layout(claims: CompressedClaims, types: readonly DataType[], body: Uint8Array, schema: Schema): void {
    if (claims.compression != null) {
      throw new ArrowFault(
        "its buffers are compressed (LZ4 or ZSTD), which is not read here; write it uncompressed, or as Parquet",
      );
    }
    checkLayout(claims, types, body, this.#dictionaries, schema);
  }
}

interface CompressedClaims extends BatchClaims {
  readonly compression: unknown;
}

interface DictionaryClaims {
  readonly id: number;
  readonly data: CompressedClaims;
  readonly isDelta: boolean;
}
