/*
 * Arrow's messages are written in FlatBuffers: tables that point at each other by offset. The library that reads them trusts
 * every offset and length; here each is checked against the bytes that are there, before it reads them.
 */

/** What is wrong with the bytes of an Arrow file, to follow its name in a sentence. */
export class ArrowFault extends Error {
  override name = "ArrowFault";
}

/** Tables and text that may still be looked at: a table that is pointed at a million times takes no bytes. */
export class FlatBudget {
  #tables: number;
  #text: number;

  constructor(bytes: number) {
    this.#tables = bytes / 4 + 100;
    this.#text = 4 * bytes + 1000;
  }

  spend(tables: number, text: number): void {
    this.#tables -= tables;
    this.#text -= text;
    if (this.#tables < 0 || this.#text < 0) throw new ArrowFault("the same bytes are pointed at again and again");
  }
}

/** One table of a FlatBuffer. Fields are counted from 0 as in the schema; every getter throws ArrowFault where it points outside. */
export class FlatTable {
  readonly #fields: number;

  constructor(
    private readonly view: DataView,
    private readonly at: number,
    private readonly budget: FlatBudget,
  ) {
    budget.spend(1, 0);
    this.#inside(at, 4);
    this.#fields = at - view.getInt32(at, true);
    this.#inside(this.#fields, 4);
    const size = view.getUint16(this.#fields, true);
    this.#inside(this.#fields, size);
    for (let field = 0; 4 + 2 * field + 2 <= size; field++) {
      const offset = view.getUint16(this.#fields + 4 + 2 * field, true);
      if (offset !== 0) this.#inside(at + offset, 1);
      if (offset >= 32_768) outside();
    }
  }

  /** The table that the bytes begin with a pointer to. */
  static root(bytes: Uint8Array, budget: FlatBudget): FlatTable {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (bytes.length < 4) outside();
    return new FlatTable(view, view.getUint32(0, true), budget);
  }

  /** An unsigned integer of 1 or 2 bytes, or a signed one of 8 that a double holds; 0 where it is left out. */
  number(field: number, bytes: 1 | 2 | 8): number {
    const at = this.#field(field, bytes);
    if (at === 0) return 0;
    if (bytes === 1) return this.view.getUint8(at);
    return bytes === 2 ? this.view.getUint16(at, true) : safeNumber(this.view.getBigInt64(at, true));
  }

  table(field: number): FlatTable | undefined {
    const at = this.#target(field);
    return at === 0 ? undefined : new FlatTable(this.view, at, this.budget);
  }

  /** Entries of a vector of elements of so many bytes; 0 where it is left out. */
  length(field: number, bytes: number): number {
    const at = this.#target(field);
    if (at === 0) return 0;
    this.#inside(at, 4);
    const length = this.view.getUint32(at, true);
    this.#inside(at + 4, length * bytes);
    return length;
  }

  tables(field: number): FlatTable[] {
    const length = this.length(field, 4);
    const first = this.#target(field) + 4;
    return Array.from({ length }, (_, i) => {
      const at = first + 4 * i;
      return new FlatTable(this.view, at + this.view.getUint32(at, true), this.budget);
    });
  }

  /** The structs of a vector, of so many bytes each. */
  structs(field: number, bytes: number): DataView[] {
    const length = this.length(field, bytes);
    const first = this.view.byteOffset + this.#target(field) + 4;
    return Array.from({ length }, (_, i) => new DataView(this.view.buffer, first + i * bytes, bytes));
  }

  /** Checks a text, which is read elsewhere. */
  checkText(field: number): void {
    this.budget.spend(0, this.length(field, 1));
  }

  /** Where the field's value stands; 0 where it is left out. */
  #field(field: number, bytes: number): number {
    const entry = 4 + 2 * field;
    if (entry + 2 > this.view.getUint16(this.#fields, true)) return 0;
    const offset = this.view.getUint16(this.#fields + entry, true);
    if (offset === 0) return 0;
    this.#inside(this.at + offset, bytes);
    return this.at + offset;
  }

  /** Where the field points; 0 where it is left out. */
  #target(field: number): number {
    const at = this.#field(field, 4);
    return at === 0 ? 0 : at + this.view.getUint32(at, true);
  }

  #inside(at: number, bytes: number): void {
    if (at < 0 || at + bytes > this.view.byteLength) outside();
  }
}

function outside(): never {
  throw new ArrowFault("a part of its metadata points outside of it");
}

function safeNumber(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new ArrowFault("a length in its metadata is no length");
  return number;
}
