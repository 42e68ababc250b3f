import { tableFromIPC } from "apache-arrow";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { scoreSuite } from "../../src/suite/suite.js";
import { namedIn } from "../../src/tables/columns.js";
import { toJson } from "../../src/tables/meta.js";
import { suiteColumns, suiteToArrow } from "../../src/tables/suite.js";
import { suiteMetaFrom } from "../../src/tables/suiteMeta.js";
import { tableBytes } from "../../src/tables/write.js";
import { madeForms, madeSuite } from "../suite/madeSuite.js";
import { madeMeta } from "./madeFits.js";
import { madeSuiteMeta } from "./madeSuiteMeta.js";

const { set, fits } = madeSuite();
const suite = scoreSuite(set, fits, { forms: madeForms, resamples: 10 });
const meta = madeSuiteMeta();

describe("suiteToArrow", () => {
  it("has key columns, then the documented ones, in every format's header", async () => {
    const names = [
      "Domain",
      "Model",
      "form",
      "status_name",
      "params",
      "n_train",
      "n_test",
      "rmsle_train",
      "rmsle_test",
      "se_test",
      "rank",
      "best",
      "starts",
      "basin_share",
      "at_bound",
    ];
    const table = suiteToArrow(suite, meta);
    expect(table.schema.fields.map((field) => field.name)).toEqual(names);
    const csv = Buffer.from(await tableBytes(table, "csv")).toString();
    expect(csv.split("\n")[0]).toBe(names.join(","));
  });

  it("comes back from an Arrow file number for number, with its metadata", async () => {
    const back = tableFromIPC(await tableBytes(suiteToArrow(suite, meta), "arrow"));
    const cells = suite.cells.flat();
    expect(back.numRows).toBe(cells.length);
    for (const { name, kind, cell } of suiteColumns) {
      const values = [...back.getChild(name)!].map((value: unknown) =>
        kind === "names" ? [...(value as Iterable<string>)] : value,
      );
      expect(values, name).toEqual(cells.map(cell));
    }
    expect([...back.getChild("Model")!]).toEqual(cells.map(({ key }) => key[1]));
    expect(suiteMetaFrom(back.schema.metadata, "suite.arrow")).not.toBeNull();
    expect(back.schema.metadata.get("bnsl.forms")).toBe("a,b,c");
    expect(back.schema.metadata.get("bnsl.protocol")).toBe("default");
    expect(JSON.parse(back.schema.metadata.get("bnsl.suite")!)).toEqual(meta);
  });

  it("comes back from CSV number for number", async () => {
    const csv = Buffer.from(await tableBytes(suiteToArrow(suite, meta), "csv")).toString();
    const rows = parse(csv, { columns: true }) as unknown as Record<string, string>[];
    const cells = suite.cells.flat();
    const number = (text: string) => (text === "" ? null : Number(text));
    expect(rows.map((row) => [number(row.rmsle_test), number(row.se_test), number(row.rank), row.best])).toEqual(
      cells.map(({ rmsleTest, seTest, rank, best }) => [rmsleTest, seTest, rank, String(best)]),
    );
    expect(rows.map((row) => JSON.parse(row.params) as unknown)).toEqual(cells.map(({ params }) => params));
    expect(rows[1]).toMatchObject({ Domain: "V", Model: "m1", form: "b", at_bound: "c;beta" });
    expect(rows[9]).toMatchObject({
      status_name: "too-few-points",
      params: "{}",
      basin_share: "",
      at_bound: "",
    });
  });

  it("puts key. before a key column that is called like one of ours", () => {
    const clash = suiteToArrow(suite, madeSuiteMeta({ keyNames: ["form", "key.rank"] }));
    expect(clash.schema.fields.slice(0, 3).map((field) => field.name)).toEqual(["key.form", "key.key.rank", "form"]);
    expect(["best", "Best"].map(namedIn(suiteColumns))).toEqual([true, false]);
  });

  it("leaves out of the metadata what there is not", () => {
    const { metadata } = suiteToArrow(suite, madeSuiteMeta({ command: null, adapter: null })).schema;
    expect([metadata.has("bnsl.command"), metadata.has("bnsl.adapter"), metadata.has("bnsl.meta")]).toEqual([
      false,
      false,
      false,
    ]);
    expect(suiteMetaFrom(new Map([["bnsl.meta", JSON.stringify(madeMeta())]]), "fits.arrow")).toBeNull();
  });
});

describe("toJson", () => {
  it("keeps the form's order and every digit", () => {
    const params = { gamma: 0.1 + 0.2, beta: 5e-324, alpha: -1 / 3, huge: 1e300 };
    expect(Object.entries(JSON.parse(toJson(params)) as object)).toEqual(Object.entries(params));
  });

  it("writes what JSON has no number for as text", () => {
    expect(toJson({ a: Infinity, b: NaN, c: -0 })).toBe('{"a":"Infinity","b":"NaN","c":"-0"}');
  });
});
