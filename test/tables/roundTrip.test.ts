import { tableFromIPC } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { InputError } from "../../src/core/errors.js";
import { fitsToArrow } from "../../src/tables/arrow.js";
import { fitsFromArrow, fitsFromBytes } from "../../src/tables/read.js";
import { tableBytes, type TableFormat } from "../../src/tables/write.js";
import { Status } from "../../src/core/status.js";
import type { FitResult } from "../../src/core/types.js";
import { madeFailure, madeMeta, madeResult, madeRow } from "./madeFits.js";

const formats: TableFormat[] = ["arrow", "arrows", "parquet", "csv", "jsonl"];
const withMeta: TableFormat[] = ["arrow", "arrows", "parquet"];

async function roundTrip(result: FitResult, format: TableFormat): Promise<FitResult> {
  return fitsFromBytes(await tableBytes(result, format), `fits.${format}`);
}

describe("a table of fits", () => {
  it.each(formats)("comes back from %s exactly, row by row", async (format) => {
    const result = madeResult();
    const back = await roundTrip(result, format);
    expect(back.rows).toEqual(result.rows);
    expect(back.meta.keyNames).toEqual(result.meta.keyNames);
  });

  it.each(withMeta)("comes back from %s with how it was made", async (format) => {
    const result = madeResult();
    expect((await roundTrip(result, format)).meta).toEqual(result.meta);
  });

  it("comes back without metadata under plain assumptions", async () => {
    const { meta } = await roundTrip(madeResult(), "csv");
    expect(meta).toMatchObject({ version: "unknown", command: null, sources: ["fits.csv"], engine: "gpu" });
    expect(meta.options).toMatchObject({ breaks: [0, 1, 2], objective: "log", select: "bic" });
    const unselected = { ...madeResult(), rows: [madeRow({ selected: false })] };
    expect((await roundTrip(unselected, "jsonl")).meta.options.select).toBe("none");
  });

  it.each(formats)("may have no rows in %s", async (format) => {
    const back = await roundTrip({ meta: madeMeta(), rows: [] }, format);
    expect(back.rows).toEqual([]);
  });

  it.each(formats)("may have no key columns in %s", async (format) => {
    const one = { meta: madeMeta({ keyNames: [] }), rows: [madeRow({ key: [] })] };
    expect(await roundTrip(one, format)).toMatchObject({ meta: { keyNames: [] }, rows: one.rows });
  });

  it.each(formats)("keeps key columns apart that are named like its own in %s", async (format) => {
    const keyNames = ["status", "c1", "key.status"];
    const row = madeRow({ key: ["one", "two", "three"], status: Status.AtBound });
    const back = await roundTrip({ meta: madeMeta({ keyNames }), rows: [row] }, format);
    expect(back.meta.keyNames).toEqual(keyNames);
    expect(back.rows).toEqual([row]);
  });

  it.each(formats)("keeps -0, the largest and the smallest double in %s", async (format) => {
    const row = madeRow({ a: -0, b: -Number.MAX_VALUE, c0: Number.MIN_VALUE, aic: Infinity, c: [-0] });
    expect((await roundTrip({ meta: madeMeta(), rows: [row] }, format)).rows).toEqual([row]);
  });

  it("comes back with nulls only where they were put (negative control)", async () => {
    const back = await roundTrip(madeResult(), "arrow");
    expect(back.rows).not.toEqual(madeResult().rows.map((row) => ({ ...row, b: 0 })));
    expect(back.rows[3]).toEqual(madeFailure({ key: madeResult().rows[3].key, nBreaks: 0 }));
  });

  it("comes back from Arrow at a size where buffers would be joined", async () => {
    const rows = Array.from({ length: 5000 }, (_, i) =>
      madeRow({ key: ["curve", String(i)], a: i / 7, c: [i], d: [1 + i], f: [1 / (1 + i)] }),
    );
    const result = { meta: madeMeta(), rows };
    expect((await roundTrip(result, "arrow")).rows).toEqual(rows);
  });
});

describe("fitsToArrow", () => {
  it("types its columns and tells the parts that people look for in the metadata", () => {
    const { schema } = fitsToArrow(madeResult());
    const types = Object.fromEntries(schema.fields.map((field) => [field.name, String(field.type)]));
    expect(types).toMatchObject({
      Domain: "Utf8",
      n_breaks: "Int32",
      selected: "Bool",
      a: "Float64",
      c: "List<Float64>",
      at_bound: "List<Utf8>",
      iterations: "Int64",
    });
    expect(Object.fromEntries(schema.metadata)).toMatchObject({
      "bnsl.version": "0.1.0",
      "bnsl.command": "bnsl fit curves.csv --seed 7",
      "bnsl.seed": "9007199254740991",
      "bnsl.objective": "log",
      "bnsl.adapter": "made-up adapter",
    });
    // The bounds in force, defaults too: what a reader needs to know what "on a bound" means.
    expect(JSON.parse(schema.metadata.get("bnsl.bounds")!)).toEqual({
      a: [0, "Infinity"],
      b: [0, "Infinity"],
      c: [-20, 20],
      c0: [0, 0],
      d: "smallest training x / 10 to largest training x * 10",
      f: [0.01, 10],
    });
  });

  it("leaves out what there is not: no command from code, no adapter on the CPU", () => {
    const { metadata } = fitsToArrow({ meta: madeMeta({ command: null, adapter: null }), rows: [] }).schema;
    expect([metadata.has("bnsl.command"), metadata.has("bnsl.adapter")]).toEqual([false, false]);
  });
});

describe("fitsFromArrow", () => {
  it("names the file and the missing columns of a table that is not one of fits", () => {
    const table = fitsToArrow(madeResult()).select(["Domain", "Model", "n_breaks", "a", "b"]);
    expect(() => fitsFromArrow(table, "other.arrow")).toThrow(InputError);
    expect(() => fitsFromArrow(table, "other.arrow")).toThrow(
      /^other\.arrow is no table of fits: it has no column selected, status, n_train and \d+ more \(it has Domain, Model, n_breaks, a, b\)/,
    );
  });

  it("misses a key column that the metadata names", () => {
    const all = fitsToArrow(madeResult());
    const names = all.schema.fields.map((field) => field.name).filter((name) => name !== "Model");
    expect(() => fitsFromArrow(all.select(names), "cut.arrow")).toThrow(/cut\.arrow .* has no column Model /);
  });

  it("reads tables of earlier versions: columns that they lack are null, or empty lists", () => {
    const all = fitsToArrow(madeResult());
    const later = ["errors", "rho", "support", "p_support", "rests_on", "set_aside", "huber", "last_x"];
    const names = all.schema.fields.map((field) => field.name).filter((name) => !later.includes(name));
    const { rows } = fitsFromArrow(all.select(names), "old.arrow");
    const none = { errors: null, rho: null, support: null, pSupport: null, restsOn: [], setAside: [], huber: null };
    expect(rows).toEqual(madeResult().rows.map((row) => ({ ...row, ...none, lastX: null })));
  });

  it("says what is missing where a table of another version cannot be read", () => {
    const all = fitsToArrow(madeResult());
    const names = all.schema.fields.map((field) => field.name).filter((name) => name !== "starts");
    expect(() => fitsFromArrow(all.select(names), "old.arrow")).toThrow(
      /has no column starts .* Another version of bnsl wrote it, or it was edited: run `bnsl fit` again/,
    );
  });

  it("takes the columns before n_breaks for keys where the metadata is lost", () => {
    const table = fitsToArrow(madeResult());
    table.schema.metadata.clear();
    const back = fitsFromArrow(table, "bare.arrow");
    expect(back.meta).toMatchObject({ keyNames: ["Domain", "Model"], version: "unknown" });
    expect(back.rows).toEqual(madeResult().rows);
  });

  it("tells damaged metadata", () => {
    const table = fitsToArrow(madeResult());
    table.schema.metadata.set("bnsl.meta", "{");
    expect(() => fitsFromArrow(table, "fits.arrow")).toThrow(/^fits\.arrow: its metadata bnsl\.meta is not JSON/);
    table.schema.metadata.set("bnsl.meta", '{"version":1}');
    expect(() => fitsFromArrow(table, "fits.arrow")).toThrow(/bnsl\.meta is damaged at .*version/);
  });

  it("tells a status that it does not know, and lists that do not fit the number of breaks", () => {
    const damaged = (parts: object) => fitsToArrow({ meta: madeMeta(), rows: [madeRow(), madeRow(parts)] });
    expect(() => fitsFromArrow(damaged({ status: 9 }), "fits.arrow")).toThrow(
      "fits.arrow, row 2, column status: 9 is no status of this version (0 to 6)",
    );
    expect(() => fitsFromArrow(damaged({ d: [1, 2] }), "fits.arrow")).toThrow(
      "fits.arrow, row 2, column d: 2 values where n_breaks is 1; give the table as bnsl wrote it",
    );
    expect(() => fitsFromArrow(damaged({ starts: null }), "fits.arrow")).toThrow(
      "fits.arrow, row 2, column starts: null is not a whole number ≥ 0",
    );
  });
});

describe("fitsFromBytes", () => {
  it("tells files that are cut short, empty or something else", async () => {
    const bytes = await tableBytes(madeResult(), "arrow");
    const read = (content: Uint8Array | string, name: string) => fitsFromBytes(Buffer.from(content), name);
    await expect(read(bytes.subarray(0, bytes.length - 9), "f.arrow")).rejects.toThrow(
      "f.arrow: not a whole Arrow file or stream: it is cut short; write or copy it again",
    );
    await expect(read("PAR1 and no more", "f.parquet")).rejects.toThrow(
      /^f\.parquet: not a whole Parquet file \(.*; write or copy it again$/,
    );
    await expect(read("", "f.csv")).rejects.toThrow("f.csv is empty: give a file that `bnsl fit` wrote");
    await expect(read(Buffer.from([0x1f, 0x8b, 0xff, 0]), "f.gz")).rejects.toThrow(
      "f.gz is neither Arrow, Parquet nor UTF-8 text",
    );
    await expect(read("x,y\n1,2\n", "curves.csv")).rejects.toThrow(
      /^curves\.csv is no table of fits: it has no column n_breaks, [a-z_]+, [a-z_]+ and \d+ more \(it has x, y\)/,
    );
  });

  it("names line, column and value of a bad cell in CSV", async () => {
    const text = Buffer.from(await tableBytes({ ...madeResult(), rows: [madeRow()] }, "csv")).toString();
    const spoil = (from: string, to: string) => fitsFromBytes(Buffer.from(text.replace(from, to)), "f.csv");
    await expect(spoil("0.41388453071629455", "high")).rejects.toThrow(
      'f.csv, line 2, column a: "high" is not a number',
    );
    await expect(spoil("true", "yes")).rejects.toThrow('f.csv, line 2, column selected: "yes" is not true or false');
    await expect(spoil("5.662903816010331", "")).rejects.toThrow(
      "f.csv, line 2, column c: 0 values where n_breaks is 1",
    );
    await expect(spoil("Domain", "Model")).rejects.toThrow("f.csv has two columns named Model: rename one");
    await expect(spoil(",gpu", ",gpu,1")).rejects.toThrow(/^f\.csv cannot be read as CSV: .* line 2/);
  });

  it("names the line of bad JSON", async () => {
    const text = Buffer.from(await tableBytes(madeResult(), "jsonl")).toString();
    const read = (content: string) => fitsFromBytes(Buffer.from(content), "f.jsonl");
    await expect(read(`${text}{"a":`)).rejects.toThrow(/^f\.jsonl, line 6 is not JSON: /);
    await expect(read(`${text}[1]`)).rejects.toThrow("f.jsonl, line 6 is not a JSON object");
    await expect(read(`${text}{"a":1}`)).rejects.toThrow(/^f\.jsonl, line 6 is no table of fits: /);
  });
});

describe("the Arrow file", () => {
  it("is read the same by the library itself as by us", async () => {
    const table = tableFromIPC(await tableBytes(madeResult(), "arrow"));
    expect(table.numRows).toBe(5);
    expect([...(table.getChild("d")!.get(2) as Iterable<number>)]).toEqual([1e-300, 3.1e11]);
  });
});
