import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { Table, tableToIPC, vectorFromArray } from "apache-arrow";
import { afterAll, describe, expect, it } from "vitest";
import { InputError } from "../../src/core/errors.js";
import { loadCurves } from "../../src/curves/load.js";
import { openSource, readBytes } from "../../src/node/files.js";
import { unpacked } from "../../src/node/unpack.js";
import { parquetBytes, withoutLines } from "../curves/sources.js";
import { zstdFrame } from "../support/compressedArrow.js";

const folder = mkdtempSync(join(tmpdir(), "bnsl-unpack-"));
afterAll(() => rmSync(folder, { recursive: true }));

const rows = Array.from({ length: 500 }, (_, i) => [i + 1, 0.5 + 2 / (i + 1)]);
const texts = {
  "c.csv": `step,loss\n${rows.map((row) => row.join(",")).join("\n")}\n`,
  "c.tsv": `step\tloss\n${rows.map((row) => row.join("\t")).join("\n")}\n`,
  "c.jsonl": rows.map(([step, loss]) => `${JSON.stringify({ step, loss })}\n`).join(""),
};
const packed = gzipSync(texts["c.csv"]);

function put(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** As they come over a pipe. */
function stdin(bytes: Uint8Array, size: number): NodeJS.ReadableStream {
  return Readable.from(
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size)),
  );
}

async function messageOf(path: string): Promise<string> {
  const error: unknown = await loadCurves([openSource(path)], {}).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(InputError);
  return (error as Error).message.replace(folder, "").slice(1);
}

describe("a file that is compressed with gzip", () => {
  it.each(Object.entries(texts))("is read as %s within", async (name, text) => {
    const plain = await loadCurves([openSource(put(name, text))], {});
    for (const put_ of [`${name}.gz`, name, "no-ending"]) {
      const source = openSource(put(put_, gzipSync(text)));
      expect(source.path).toBeUndefined();
      const set = await loadCurves([source], {});
      expect(withoutLines(set)).toEqual(withoutLines(plain));
      expect(set.curves[0].lines).toEqual(plain.curves[0].lines);
    }
    for (const size of [1, 3, 1000]) {
      const set = await loadCurves([openSource("-", stdin(gzipSync(text), size))], {});
      expect(withoutLines(set)).toEqual(withoutLines(plain));
    }
  });

  it("may have several members, and zeros behind them", async () => {
    const [one, two] = [texts["c.csv"].slice(0, 99), texts["c.csv"].slice(99)];
    const joined = put("two.csv.gz", Buffer.concat([gzipSync(one), gzipSync(""), gzipSync(two), Buffer.alloc(700)]));
    expect(Buffer.from(await readBytes(openSource(joined))).toString()).toBe(texts["c.csv"]);
  });

  it("is refused where it is cut short, damaged, or followed by something else", async () => {
    const cut = "so that its gzip data cannot be unpacked; copy or make it again";
    for (const length of [3, 11, packed.length >> 1, packed.length - 1]) {
      expect(await messageOf(put("cut.gz", packed.subarray(0, length)))).toBe(`cut.gz: the file is cut short, ${cut}`);
    }
    for (const at of [packed.length >> 1, packed.length - 6, packed.length - 2]) {
      const bad = Uint8Array.from(packed);
      bad[at] ^= 16;
      expect(await messageOf(put("bad.gz", bad))).toBe(`bad.gz: the file is damaged, ${cut}`);
    }
    const more = Buffer.concat([packed, Buffer.from("1000,0.5\n")]);
    expect(await messageOf(put("more.gz", more))).toBe(`more.gz: the file is damaged, ${cut}`);
  });

  it("says what is wrong with its text as that of a plain file", async () => {
    const text = texts["c.csv"].replace("7,", "7,high").replace("9,", "9,,");
    const plain = await messageOf(put("odd.csv", text));
    expect(await messageOf(put("odd.csv.gz", gzipSync(text)))).toBe(plain.replaceAll("odd.csv", "odd.csv.gz"));
  });

  it("is refused where a whole Arrow or Parquet file is in it, or gzip once more", async () => {
    const table = new Table({ x: vectorFromArray([1, 2]), y: vectorFromArray([2, 1]) });
    const within = (bytes: Uint8Array) => messageOf(put("c.gz", gzipSync(bytes)));
    const whole = (kind: string) =>
      `c.gz: is ${kind} file that is compressed with gzip as a whole; unpack it first (gunzip)`;
    expect(await within(tableToIPC(table, "file"))).toBe(whole("an Arrow"));
    expect(await within(parquetBytes(table))).toBe(whole("a Parquet"));
    expect(await within(packed)).toBe("c.gz: is compressed with gzip; unpack it first (gunzip)");
    const stream = await loadCurves([openSource(put("c.gz", gzipSync(tableToIPC(table, "stream"))))], {});
    expect([...stream.curves[0].x]).toEqual([1, 2]);
  });

  it("lets go of its source when who reads it has seen enough", async () => {
    let open = 0;
    async function* chunks(): AsyncGenerator<Uint8Array> {
      open++;
      try {
        for (let i = 0; i < 1000; i++) yield await Promise.resolve(gzipSync("1,2\n".repeat(100_000)));
      } finally {
        open--;
      }
    }
    for await (const piece of unpacked("c.gz", chunks())) if (piece.length > 0) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(open).toBe(0);
  });

  it("passes on what its source says", async () => {
    async function* chunks(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(packed.subarray(0, 100));
      throw new InputError("c.gz: the disk fails; look after it");
    }
    const read = async () => {
      for await (const piece of unpacked("c.gz", chunks())) void piece;
    };
    await expect(read()).rejects.toThrow(new InputError("c.gz: the disk fails; look after it"));
  });
});

it("a file that is compressed with zstd says what to do", async () => {
  const path = put("c.csv.zst", zstdFrame(Buffer.from(texts["c.csv"])));
  expect(await messageOf(path)).toBe("c.csv.zst: is compressed with zstd; unpack it first (unzstd)");
});
