import { tableFromIPC, type Table } from "apache-arrow";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { auditColumns, auditToArrow } from "../../src/tables/audit.js";
import { breakTestColumns, breakTestsToArrow } from "../../src/tables/breakTests.js";
import { drawsBatch, drawsSchema } from "../../src/tables/draws.js";
import { intervalColumns, intervalsToArrow } from "../../src/tables/intervals.js";
import type { Cell, RowColumn } from "../../src/tables/columns.js";
import { decodeParquet } from "../../src/formats/parquet.js";
import { tableBytes } from "../../src/tables/write.js";
import { hasFit } from "../../src/core/status.js";
import {
  madeAuditRow,
  madeDraws,
  madeInterval,
  madeIntervals,
  madeTest,
  madeUncertaintyMeta,
  withoutIntervals,
} from "./madeUncertainty.js";

const meta = madeUncertaintyMeta();
const keys = ["Domain", "Model"];

const intervals = [
  ...madeIntervals(2),
  madeInterval({ lo: -Infinity, hi: Infinity, ends: "none", se: null }),
  madeInterval({ estimate: 5e-324, lo: -0, hi: 0.1 + 0.2 }),
  withoutIntervals({ key: ["", 'say "hi", größe 層'] }),
];
const tests = [
  madeTest(),
  madeTest({ supported: false, location: 5e-324, support: "rests-on-rows", restsOn: [4, 17] }),
  madeTest({
    status: "too-few-points",
    nNull: null,
    statistic: null,
    pValue: null,
    pError: null,
    pHolm: null,
    pBh: null,
    supported: null,
    location: null,
  }),
];
const audits = [
  madeAuditRow(),
  madeAuditRow({ quantity: "prediction", index: null, x: 1e10, medianWidth: Infinity }),
  madeAuditRow({ status: "no-fit", nBreaks: null, quantity: null, method: null, kind: null, truth: null }),
];

const cases: [string, Table, readonly RowColumn<never>[], readonly { key: readonly string[] }[], string[]][] = [
  [
    "intervals",
    intervalsToArrow(intervals, meta),
    intervalColumns,
    intervals,
    [
      "n_breaks",
      "quantity",
      "index",
      "x",
      "estimate",
      "se",
      "lo",
      "hi",
      "level",
      "kind",
      "method",
      "share_identified",
      "share_at_bound",
      "resamples",
      "failed",
      "status",
      "ends",
      "dof",
      "errors",
      "rho",
      "times_last",
      "target",
      "scale",
      "interval_of",
    ],
  ],
  [
    "break-tests",
    breakTestsToArrow(tests, meta),
    breakTestColumns,
    tests,
    [
      "n_null",
      "objective_null",
      "status",
      "statistic",
      "p_value",
      "p_error",
      "p_holm",
      "p_bh",
      "supported",
      "location",
      "resamples",
      "failed",
      "errors",
      "rho",
      "support",
      "rests_on",
    ],
  ],
  [
    "audit",
    auditToArrow(audits, meta),
    auditColumns,
    audits,
    [
      "n_breaks",
      "quantity",
      "index",
      "x",
      "truth",
      "level",
      "kind",
      "method",
      "covered",
      "intervals",
      "coverage",
      "coverage_lo",
      "coverage_hi",
      "median_width",
      "simulations",
      "failed",
      "status",
      "dof",
      "errors",
      "rho",
      "target",
    ],
  ],
];

/** A list comes back as a vector. */
function isList(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null;
}

describe.each(cases)("a table of %s", (kind, table, columns, rows, names) => {
  it("has the key columns, then the documented ones in their order", () => {
    expect(table.schema.fields.map((field) => field.name)).toEqual([...keys, ...names]);
  });

  it.each(["arrow", "arrows", "parquet"] as const)("comes back from %s cell for cell", async (format) => {
    const bytes = await tableBytes(table, format);
    const back = format === "parquet" ? await decodeParquet(bytes, "it") : tableFromIPC(bytes);
    expect(back.numRows).toBe(rows.length);
    expect([...back.getChild("Model")!]).toEqual(rows.map(({ key }) => key[1]));
    for (const { name, cell } of columns) {
      const cells = Array.from(back.getChild(name)!, (value: unknown) => (isList(value) ? [...value] : value));
      expect(cells, name).toEqual(rows.map((row) => cell(row as never)));
    }
    expect(JSON.parse(back.schema.metadata.get(`bnsl.${kind}`)!)).toEqual(meta);
    expect(back.schema.metadata.get("bnsl.seed")).toBe("7");
    expect(back.schema.metadata.get("bnsl.adapter")).toBe("made-up adapter");
  });

  it("comes back from CSV and JSON lines, infinities in words", async () => {
    const csv = Buffer.from(await tableBytes(table, "csv")).toString();
    const records = parse(csv, { columns: true }) as unknown as Record<string, string>[];
    const jsonl = Buffer.from(await tableBytes(table, "jsonl")).toString();
    const objects = jsonl
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const text = (value: Cell) => {
      if (isList(value)) return [...value].join(";");
      return value === null ? "" : Object.is(value, -0) ? "-0" : String(value);
    };
    const json = (value: unknown) => (typeof value === "number" && !Number.isFinite(value) ? String(value) : value);
    rows.forEach((row, i) => {
      for (const { name, cell } of columns) {
        const value = cell(row as never);
        expect(records[i][name], name).toBe(text(value));
        expect(objects[i][name], name).toEqual(json(value));
      }
    });
  });
});

describe("infinite ends", () => {
  it("are Infinity in text", async () => {
    const csv = Buffer.from(await tableBytes(intervalsToArrow(intervals, meta), "csv")).toString();
    expect(csv).toContain(",-Infinity,Infinity,0.95,");
    const jsonl = Buffer.from(await tableBytes(intervalsToArrow(intervals, meta), "jsonl")).toString();
    expect(jsonl).toContain('"lo":"-Infinity","hi":"Infinity"');
  });
});

describe("key columns named like ours", () => {
  it("get key. in front", () => {
    const keyed = { ...meta, keyNames: ["x", "kind"] };
    const names = intervalsToArrow(intervals, keyed).schema.fields.map((field) => field.name);
    expect(names.slice(0, 2)).toEqual(["key.x", "key.kind"]);
    expect(new Set(names).size).toBe(names.length);
    expect(drawsSchema({ ...meta, keyNames: ["d1"] }).fields[0].name).toBe("key.d1");
  });
});

describe("a table of draws", () => {
  const schema = drawsSchema(meta);
  const draws = madeDraws(200, 2);
  const batch = drawsBatch(draws, schema, meta.keyNames);

  it("has the documented columns and says how it was made", () => {
    expect(schema.fields.map((field) => field.name)).toEqual([
      ...keys,
      "n_breaks",
      "resample",
      "status_name",
      "kind",
      "objective",
      "a",
      "b",
      "c0",
      "c",
      "d",
      "f",
    ]);
    expect(JSON.parse(schema.metadata.get("bnsl.draws")!)).toEqual(meta);
  });

  it("has a row per resample: numbers as they are, null and no list where the refit failed", () => {
    expect(batch.numRows).toBe(200);
    const column = (name: string): unknown[] => [...batch.getChild(name)!] as unknown[];
    const finite = draws.status.map(hasFit);
    expect(finite.filter((fit) => !fit)).toHaveLength(2);
    expect(column("resample")).toEqual([...draws.resample]);
    for (const name of ["objective", "a", "b", "c0"] as const) {
      expect(column(name), name).toEqual([...draws[name]].map((value, i) => (finite[i] ? value : null)));
    }
    for (const name of ["c", "d", "f"] as const) {
      const lists = column(name).map((list) => [...(list as Iterable<number>)]);
      expect(lists, name).toEqual(draws[name].map((list, i) => (finite[i] ? list : [])));
    }
    expect(column("status_name")[99]).toBe("non-finite");
    expect(new Set(column("Model"))).toEqual(new Set(["ResNet, wide"]));
  });

  it("has the same columns for any number of breaks", () => {
    const none = drawsBatch(madeDraws(3, 0), schema, meta.keyNames);
    expect(String(none.schema.fields.join())).toBe(String(batch.schema.fields.join()));
  });
});
