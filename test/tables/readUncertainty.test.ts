import type { Table } from "apache-arrow";
import fc from "fast-check";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { InputError } from "../../src/core/errors.js";
import type { ErrorModel } from "../../src/core/options.js";
import { auditToArrow, readAudit } from "../../src/tables/audit.js";
import { breakTestsToArrow, readBreakTests } from "../../src/tables/breakTests.js";
import { intervalsToArrow, readIntervals } from "../../src/tables/intervals.js";
import { readFits } from "../../src/tables/read.js";
import { suiteToArrow } from "../../src/tables/suite.js";
import type { UncertaintyMeta } from "../../src/tables/uncertaintyMeta.js";
import { tableBytes, type TableFormat } from "../../src/tables/write.js";
import { scoreSuite } from "../../src/suite/suite.js";
import { AUDIT_DEFAULTS } from "../../src/uncertainty/request.js";
import type {
  AuditRow,
  BootstrapStatus,
  BreakTestRow,
  IntervalMethod,
  IntervalRow,
  Quantity,
} from "../../src/uncertainty/types.js";
import { madeForms, madeSuite } from "../suite/madeSuite.js";
import { madeResult } from "./madeFits.js";
import { madeSuiteMeta } from "./madeSuiteMeta.js";
import {
  madeAuditRow,
  madeInterval,
  madeIntervals,
  madeTest,
  madeUncertaintyMeta,
  withoutIntervals,
} from "./madeUncertainty.js";

const formats: TableFormat[] = ["arrow", "arrows", "parquet", "csv", "jsonl"];
const withMeta = new Set<TableFormat>(["arrow", "arrows", "parquet"]);

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "bnsl-read-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, content: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const putTable = async (name: string, table: Table, format: TableFormat) =>
  put(`${name}.${format}`, await tableBytes(table, format));

// What a row may hold, by what its columns hold.
const key = fc.tuple(fc.string({ unit: "binary" }), fc.string());
const number = fc.option(fc.double({ noNaN: true }), { nil: null });
const count = fc.nat();
const maybeCount = fc.option(count, { nil: null });
const text = fc.option(fc.string({ minLength: 1 }), { nil: null });
const oneOf = <T>(...words: T[]) => fc.constantFrom(...words);
const status = oneOf<BootstrapStatus>("ok", "no-fit", "no-freedom", "too-few-refits");
const quantity = oneOf<Quantity | null>("a", "d", "slope", "prediction", "never", "profile", null);
const method = oneOf<IntervalMethod | null>("envelope", "bca", "delta", "profile", null);

const errors = oneOf<ErrorModel | null>("independent", "ar1", null);

const anyInterval: fc.Arbitrary<IntervalRow> = fc.record({
  key,
  nBreaks: maybeCount,
  status,
  quantity,
  index: maybeCount,
  x: number,
  timesLast: number,
  target: number,
  estimate: number,
  se: number,
  lo: number,
  hi: number,
  level: fc.double({ noNaN: true }),
  kind: text,
  method,
  shareIdentified: number,
  shareAtBound: number,
  resamples: count,
  failed: count,
  dof: maybeCount,
  errors,
  rho: number,
  ends: oneOf("both" as const, "lower", "upper", "none", null),
  scale: oneOf("linear" as const, "log", null),
  intervalOf: oneOf("curve" as const, "new-run", null),
});
const anyTest: fc.Arbitrary<BreakTestRow> = fc.record({
  key,
  nNull: maybeCount,
  objectiveNull: number,
  statistic: number,
  pValue: number,
  pError: number,
  pHolm: number,
  pBh: number,
  status: oneOf("ok" as const, "no-fit", "too-few-points", "most-breaks"),
  supported: oneOf(true, false, null),
  location: number,
  resamples: count,
  failed: count,
  errors,
  rho: number,
  support: oneOf("supported" as const, "no-gain", "rests-on-rows", null),
  restsOn: fc.array(fc.integer({ min: 1, max: 2 ** 31 - 1 }), { maxLength: 3 }),
});
const anyAudit: fc.Arbitrary<AuditRow> = fc.record({
  key,
  nBreaks: maybeCount,
  status,
  quantity,
  index: maybeCount,
  x: number,
  target: number,
  method,
  kind: text,
  level: fc.double({ noNaN: true }),
  truth: number,
  covered: count,
  intervals: count,
  coverage: number,
  coverageLo: number,
  coverageHi: number,
  medianWidth: number,
  simulations: count,
  failed: count,
  dof: maybeCount,
  errors,
  rho: number,
});

const meta = madeUncertaintyMeta();
const testMeta = madeUncertaintyMeta({
  options: { resamples: 500, seed: 7, breaks: 1, starts: "auto", alpha: 0.05, errors: "auto" },
});
const auditMeta = madeUncertaintyMeta({ options: { ...AUDIT_DEFAULTS, at: [1, 1e10], target: 0.5 } });

interface Case<Row> {
  readonly name: string;
  readonly command: string;
  readonly any: fc.Arbitrary<Row>;
  readonly rows: readonly Row[];
  readonly meta: UncertaintyMeta;
  readonly write: (rows: readonly Row[], meta: UncertaintyMeta) => Table;
  readonly read: typeof readIntervals | typeof readBreakTests | typeof readAudit;
}

const cases: Case<never>[] = [
  {
    name: "intervals",
    command: "bnsl bootstrap",
    any: anyInterval,
    meta,
    write: intervalsToArrow,
    rows: [
      ...madeIntervals(2),
      madeInterval({ lo: -Infinity, hi: Infinity, estimate: -0, se: 5e-324, ends: "none" }),
      withoutIntervals({ key: ["", 'say "hi", größe 層'] }),
    ],
    read: readIntervals,
  } satisfies Case<IntervalRow> as unknown as Case<never>,
  {
    name: "break tests",
    command: "bnsl test-breaks",
    any: anyTest,
    write: breakTestsToArrow,
    meta: testMeta,
    rows: [madeTest(), madeTest({ supported: null, pValue: null })],
    read: readBreakTests,
  } satisfies Case<BreakTestRow> as unknown as Case<never>,
  {
    name: "an audit",
    command: "bnsl audit",
    any: anyAudit,
    meta: auditMeta,
    write: auditToArrow,
    rows: [madeAuditRow({ medianWidth: Infinity }), madeAuditRow({ quantity: null, nBreaks: null })],
    read: readAudit,
  } satisfies Case<AuditRow> as unknown as Case<never>,
];

describe.each(cases)("a table of $name", ({ name, command, any, rows, meta, write, read }) => {
  it.each(formats)("comes back from %s exactly, with how it was made where the format says so", async (format) => {
    const back = await read(await putTable("plain", write(rows, meta), format));
    expect(back.rows).toEqual(rows);
    expect(back.meta).toEqual(withMeta.has(format) ? meta : null);
    expect(back.rows).not.toEqual([...rows.slice(1), rows[0]]);
  });

  it.each(formats)("comes back from %s whatever its rows hold", async (format) => {
    await fc.assert(
      fc.asyncProperty(fc.array(any, { minLength: 1, maxLength: 6 }), async (made) => {
        expect((await read(await putTable("any", write(made, meta), format))).rows).toEqual(made);
      }),
      { numRuns: 15 },
    );
  });

  it.each(formats)("may have no key columns, keys named like its own columns, and no rows in %s", async (format) => {
    const keyless = rows.map((row) => ({ ...(row as object), key: [] })) as never[];
    const none = await read(await putTable("keyless", write(keyless, { ...meta, keyNames: [] }), format));
    expect(none.rows).toEqual(keyless);
    const clashing = { ...meta, keyNames: ["status", "key.failed"] };
    const back = await read(await putTable("clashing", write(rows, clashing), format));
    expect(back.rows).toEqual(rows);
    expect((await read(await putTable("empty", write([], meta), format))).rows).toEqual([]);
  });

  it("is refused under another name, by what it is and what to give", async () => {
    for (const format of formats) {
      const path = await putTable(name.replace(" ", "-"), write(rows, meta), format);
      const words = `It looks like a table of ${name}. Give a file that \`bnsl fit\` wrote.`;
      await expect(readFits(path)).rejects.toThrow(words);
    }
  });

  it("is not what other tables are", async () => {
    const { set, fits } = madeSuite();
    const suite = suiteToArrow(scoreSuite(set, fits, { forms: madeForms, resamples: 10 }), madeSuiteMeta());
    const others = [
      [await putTable("suite", suite, "csv"), "a table of a suite"],
      [put("fits.arrow", await tableBytes(madeResult(), "arrow")), "a table of fits"],
      [put("fits.jsonl", await tableBytes(madeResult(), "jsonl")), "a table of fits"],
      [put("curves.csv", "x,y\n1,2\n"), "a table of curves, or of another program"],
      [put("predictions.csv", "curve,n_breaks,x,y\np,1,2,3\n"), "the predictions of `bnsl predict`"],
    ] as const;
    for (const [path, words] of others) {
      const message = await read(path).catch((error: unknown) => error);
      expect(message).toBeInstanceOf(InputError);
      expect(String(message)).toMatch(/has no column \w+, \w+, \w+ and \d+ more \(it has /);
      expect(String(message)).toContain(`It looks like ${words}. Give a file that \`${command}\` wrote.`);
    }
  });

  it("is not an empty file, a file cut short, bytes, a folder or nothing", async () => {
    const bytes = await tableBytes(write(rows, meta), "arrow");
    await expect(read(put("e.csv", ""))).rejects.toThrow(`e.csv is empty: give a file that \`${command}\` wrote`);
    await expect(read(put("cut.arrow", bytes.subarray(0, bytes.length / 2)))).rejects.toThrow(
      /cut\.arrow: not a whole Arrow file or stream: it is cut short/,
    );
    await expect(read(put("b.gz", Buffer.from([0x1f, 0x8b, 0xff])))).rejects.toThrow(
      "b.gz: the file is cut short, so that its gzip data cannot be unpacked; copy or make it again",
    );
    await expect(read(put("b.bin", Buffer.from([0x89, 0x50, 0xff])))).rejects.toThrow(
      `b.bin is neither Arrow, Parquet nor UTF-8 text: give a file that \`${command}\` wrote`,
    );
    mkdirSync(join(folder, "sub"), { recursive: true });
    await expect(read(join(folder, "sub"))).rejects.toThrow(/sub is a folder/);
    await expect(read(join(folder, "none.arrow"))).rejects.toThrow(/none\.arrow: no such file/);
  });
});

describe("a damaged table", () => {
  const csv = async () =>
    Buffer.from(await tableBytes(intervalsToArrow([madeInterval(), madeInterval()], meta), "csv")).toString();
  const spoilt = async (from: string, to: string) => {
    const text = await csv();
    expect(text).toContain(from);
    return readIntervals(put("spoilt.csv", text.replace(from, to)));
  };

  it.each([
    ["612.5836172918001", "high", 'line 2, column estimate: "high" is not a number'],
    [",d,", ",slopes,", /line 2, column quantity: "slopes" is none of a, b, c0, /],
    [",bca,", ",magic,", /line 2, column method: "magic" is none of envelope, /],
    [",ok,", ",fine,", /line 2, column status: "fine" is none of ok, no-fit, /],
    [",1000,", ",-1,", 'line 2, column resamples: "-1" is not a whole number ≥ 0'],
    [",0.95,", ",,", 'line 2, column level: "" is not a number'],
    ["quantity", "amount", /no table of intervals: it has no column quantity \(it has Domain, .*amount/],
  ])("names the cell: %s → %s", async (from, to, message) => {
    await expect(spoilt(from, to)).rejects.toThrow(message);
    await expect(spoilt(from, to)).rejects.toThrow(InputError);
  });

  it("reads tables of earlier versions, whose errors of d were those of ln d", async () => {
    const rows = [madeInterval({ estimate: 600, se: 0.05 }), madeInterval({ quantity: "a", index: null, se: 0.5 })];
    const later = ["times_last", "target", "scale", "interval_of", "dof", "errors", "rho"];
    const table = intervalsToArrow(rows, meta);
    const names = table.schema.fields.map((field) => field.name).filter((name) => !later.includes(name));
    const read = await readIntervals(await putTable("old", table.select(names), "arrow"));
    expect(read.rows.map(({ se, scale, target, rho }) => [se, scale, target, rho])).toEqual([
      [30, "log", null, null],
      [0.5, null, null, null],
    ]);
  });

  it("names the line of JSON and what it lacks", async () => {
    const text = Buffer.from(await tableBytes(intervalsToArrow([madeInterval()], meta), "jsonl")).toString();
    await expect(readIntervals(put("j.jsonl", `${text}{"Domain":"a"}\n`))).rejects.toThrow(
      /j\.jsonl, line 2 is no table of intervals: it has no column Model, n_breaks, /,
    );
    await expect(readIntervals(put("k.jsonl", `${text}{"a":`))).rejects.toThrow(/line 2 is not JSON/);
  });

  it("says what of the metadata is damaged, and what a key column is called that is gone", async () => {
    const table = intervalsToArrow([madeInterval()], meta);
    const damaged = { ...meta, keyNames: ["Domain", "Architecture"] };
    table.schema.metadata.set("bnsl.intervals", JSON.stringify(damaged));
    await expect(readIntervals(await putTable("gone", table, "arrow"))).rejects.toThrow(/has no column Architecture/);
    table.schema.metadata.set("bnsl.intervals", JSON.stringify({ ...meta, version: 3 }));
    await expect(readIntervals(await putTable("odd", table, "arrow"))).rejects.toThrow(
      /odd\.arrow: its metadata bnsl\.intervals is damaged at .*version/s,
    );
  });
});
