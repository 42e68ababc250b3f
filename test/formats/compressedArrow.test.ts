import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CompressionType, Dictionary, Float64, Int16, Table, Utf8, tableToIPC, vectorFromArray } from "apache-arrow";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { InputError } from "../../src/core/errors.js";
import { loadCurves } from "../../src/curves/load.js";
import { decodeArrow } from "../../src/formats/arrow.js";
import { decompressorOf } from "../../src/formats/decompress.js";
import { openSource } from "../../src/node/files.js";
import { byteSource, withoutLines } from "../curves/sources.js";
import { type Compression, compressedArrow, lz4, lz4Frame, zstd, zstdFrame } from "../support/compressedArrow.js";

const ROWS = 3000;
const rows = Array.from({ length: ROWS }, (_, i) => i);

/** Words, a dictionary, nulls, numbers that are all the same, that come again, and that do not compress. */
function made(): Table {
  return new Table({
    curve: vectorFromArray(
      rows.map((i) => `run ${i >> 8}`),
      new Utf8(),
    ),
    part: vectorFromArray(
      rows.map((i) => ["train", "test"][i & 1]),
      new Dictionary(new Utf8(), new Int16()),
    ),
    x: vectorFromArray(
      rows.map((i) => 1 + (i & 255)),
      new Float64(),
    ),
    zero: vectorFromArray(
      rows.map(() => 0),
      new Float64(),
    ),
    y: vectorFromArray(
      rows.map((i) => (i % 9 === 8 ? null : 0.5 + Math.abs(Math.sin(i)))),
      new Float64(),
    ),
  });
}

const options = { curve: ["curve"], x: "x", y: "y", train: "part", badRows: "skip" as const };
const kinds: readonly (readonly [string, Compression])[] = [
  ["LZ4", lz4],
  [
    "LZ4 in small blocks with checksums",
    { ...lz4, encode: (bytes) => lz4Frame(bytes, { block: 700, checksums: true, contentSize: true }) },
  ],
  [
    "two LZ4 frames",
    { ...lz4, encode: (bytes) => Buffer.concat([lz4Frame(bytes.subarray(0, 9)), lz4Frame(bytes.subarray(9))]) },
  ],
  ["ZSTD", zstd],
];

describe("a table with compressed buffers", () => {
  const folder = mkdtempSync(join(tmpdir(), "bnsl-compressed-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(kinds)("%s: is read as the same table without", async (_, compression) => {
    const plain = withoutLines(await loadCurves([byteSource("c", tableToIPC(made(), "file"))], options));
    for (const kind of ["file", "stream"] as const) {
      const bytes = compressedArrow(made(), kind, compression);
      expect(bytes.length).not.toBe(tableToIPC(made(), kind).length);
      expect(withoutLines(await loadCurves([byteSource("c", bytes, 777)], options))).toEqual(plain);
      const path = join(folder, `c.${kind}`);
      writeFileSync(path, bytes);
      expect(withoutLines(await loadCurves([{ ...openSource(path), name: "c" }], options))).toEqual(plain);
      const table = await decodeArrow(bytes, "c");
      expect(table.toArray().map(String)).toEqual(made().toArray().map(String));
    }
  });

  it.each<[string, Partial<Compression>, RegExp]>([
    ["unpack to more than they say", { claim: (length) => length - 1 }, /does not unpack to what it says/],
    ["unpack to less than they say", { claim: (length) => length + 1 }, /does not unpack to what it says/],
    ["say a length below −1", { claim: () => -2 }, /has a length that is none/],
    [
      "say 2^40 bytes",
      { claim: () => 2n ** 40n },
      /unpack to more than a file of its size has reason to; write it uncompressed/,
    ],
    [
      "say 2^62 bytes",
      { claim: () => 2n ** 62n },
      /unpack to more than a file of its size has reason to; write it uncompressed/,
    ],
    ["say half a GiB", { claim: () => 2 ** 29 }, /unpack to more than a file of its size has reason to/],
    ["say none", { claim: () => 0 }, /does not unpack to what it says|too short/],
    [
      "are noise",
      { encode: (bytes) => bytes.subarray(0, bytes.length >> 1).map((byte, i) => byte ^ i) },
      /does not unpack/,
    ],
  ])("is refused where its buffers %s", async (_, wrong, message) => {
    for (const compression of [lz4, zstd]) {
      const magic = compression.encode(new Uint8Array(0)).subarray(0, 9);
      const encode = wrong.encode && ((bytes: Uint8Array) => Buffer.concat([magic, wrong.encode!(bytes)]));
      const bytes = compressedArrow(made(), "file", { ...compression, ...wrong, ...(encode ? { encode } : {}) });
      const said = await loadCurves([byteSource("c.feather", bytes)], options).catch((error: unknown) => error);
      expect(said).toBeInstanceOf(InputError);
      expect((said as Error).message).toMatch(/^c\.feather: /);
      expect((said as Error).message).toMatch(message);
    }
  });
});

describe("an LZ4 frame", () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc
      .tuple(fc.uint8Array({ minLength: 1, maxLength: 5 }), fc.nat(3000))
      .map(([word, n]) => Uint8Array.from({ length: n }, (_, i) => word[i % word.length])),
    fc.array(fc.constantFrom(0, 1, 250), { maxLength: 500 }).map((array) => Uint8Array.from(array)),
  );

  it("unpacks to what was packed, whatever its blocks", async () => {
    const unpack = await decompressorOf(CompressionType.LZ4_FRAME);
    const property = fc.property(bytes, fc.integer({ min: 1, max: 300 }), fc.boolean(), (content, block, extras) => {
      const packed = lz4Frame(content, { block, checksums: extras, contentSize: extras });
      const output = new Uint8Array(content.length);
      unpack(packed, output);
      expect(output).toEqual(content);
      for (const wrong of [content.length + 1, content.length - 1].filter((length) => length >= 0)) {
        expect(() => unpack(packed, new Uint8Array(wrong))).toThrow("does not unpack to what it says");
      }
      const cut = packed.subarray(0, packed.length - (extras ? 9 : 5));
      if (content.length > 0) expect(() => unpack(cut, new Uint8Array(content.length))).toThrow("does not unpack");
    });
    fc.assert(property, { numRuns: 300 });
  });
});

/** 4000 numbers of 4 bytes in zstd's own compression, level 19. */
const REAL_ZSTD =
  "KLUv/WCAPRUFANYXJRcQ180b4gT2JNlg5nPw32nsQYG30ZA7BR0AHgAfAC/8c8WxRx64541/jy654dylW+444oN3z259OvQBp7zyyzmnrh3wwyHH/LrgjGu+" +
  "ffHMvT9ePfHOCd8Eb05454lXf9x75otv15xxwa9jDvnhgGunzvnllVMmAYc+3Xr27oMj7rjl0rkbLnn07417Hnjk2BX/vDACALx8fri4DHKvFA==";

describe("a Zstandard frame", () => {
  it("unpacks to what was packed", async () => {
    const unpack = await decompressorOf(CompressionType.ZSTD);
    const numbers = Int32Array.from({ length: 4000 }, (_, i) => (i * i) % 97);
    const content = new Uint8Array(numbers.buffer);
    for (const packed of [Buffer.from(REAL_ZSTD, "base64"), zstdFrame(content)]) {
      const output = new Uint8Array(content.length);
      unpack(packed, output);
      expect(output).toEqual(content);
      expect(() => unpack(packed, new Uint8Array(content.length - 1))).toThrow("does not unpack to what it says");
      expect(() => unpack(packed.subarray(0, packed.length >> 1), output)).toThrow("does not unpack to what it says");
    }
  });

  it("of another compression is refused", async () => {
    await expect(decompressorOf(7 as CompressionType)).rejects.toThrow("compressed in an unknown way");
  });
});
