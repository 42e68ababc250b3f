import { Binary, Table, Utf8, vectorFromArray } from "apache-arrow";
import { describe, expect, test } from "vitest";
import { InputError } from "../../src/core/errors.js";
import { loadCurves, type CurveSource, type LoadOptions } from "../../src/curves/load.js";
import { byteSource, parquetBytes, textSource } from "./sources.js";

const skip = "use --bad-rows skip to leave such rows out";
const orSkip = "or --bad-rows skip to leave such rows out";

async function messageOf(source: CurveSource, options: LoadOptions = {}): Promise<string> {
  const error: unknown = await loadCurves([source], options).then(
    () => "no error",
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(InputError);
  return (error as InputError).message;
}

describe("a bad value is named with file, line, column and value", () => {
  const log =
    "which the log objective needs; use --objective linear (bnsl fit), or --bad-rows skip to leave such rows out";
  const log1p = log.replace("linear", "log1p or linear");
  test.each([
    ["-0.3", `"-0.3" is not above 0, ${log}`],
    ["0", `"0" is not above 0, ${log1p}`],
    ["", `the value is missing; ${skip}`],
    ["  ", `the value is missing; ${skip}`],
    ["NA", `"NA" is a missing value; ${skip}`],
    ["null", `"null" is a missing value; ${skip}`],
    ["NaN", `"NaN" is not a finite number; ${skip}`],
    ["-Infinity", `"-Infinity" is not a finite number; ${skip}`],
    ["inf", `"inf" is not a finite number; ${skip}`],
    ["1e999", `"1e999" is not a finite number; ${skip}`],
    ["0x10", `"0x10" is not a number; ${skip}`],
    ["1_00", `"1_00" is not a number; ${skip}`],
    ["2B", `"2B" is not a number; write it out: 2e9, ${orSkip}`],
    ["20 %", `"20 %" is not a number; write all numbers of the column with the % sign, or all without, ${orSkip}`],
    ["1 2", `"1 2" is not a number; ${skip}`],
    [`${"n".repeat(70)}`, `"${"n".repeat(60)}…" is not a number; ${skip}`],
  ])("y = %s", async (cell, message) => {
    const text = `Model,N,Loss\nA,1,1\nA,2,1\nA,3,${cell}\n`;
    expect(await messageOf(textSource(text))).toBe(`curves.csv, line 4, column Loss: ${message}`);
  });

  test.each([
    ["x", "0", `"0" is not above 0, and x is taken in logarithms; ${skip}`],
    ["x", "-1", `"-1" is not above 0, and x is taken in logarithms; ${skip}`],
    ["weight", "0", `"0" is not above 0, as a weight has to be; ${skip}`],
    ["weight", "-2", `"-2" is not above 0, as a weight has to be; ${skip}`],
    ["weight", "inf", `"inf" is not a finite number; ${skip}`],
    ["sigma", "0", `"0" is not above 0, as a standard deviation has to be; ${skip}`],
    [
      "sigma",
      "1e-200",
      `"1e-200" gives its row (y = 1) a weight that is not a finite number above 0: under the objective log it is (y/sigma)²; ${skip}`,
    ],
    [
      "sigma",
      "1e200",
      `"1e200" gives its row (y = 1) a weight that is not a finite number above 0: under the objective log it is (y/sigma)²; ${skip}`,
    ],
    ["train", "part", `"part" is neither train nor test (1/0, true/false, train/test); ${skip}`],
    ["train", "2", `"2" is neither train nor test (1/0, true/false, train/test); ${skip}`],
    ["train", "", `the value is missing; ${skip}`],
  ])("%s = %s", async (column, cell, message) => {
    const names = column === "x" ? ["x", "y"] : ["x", "y", column];
    const good = names.map(() => "1").join();
    const bad = names.map((name) => (name === column ? cell : "1")).join();
    const options = column === "x" ? {} : { [column]: column };
    const text = `${names.join()}\n${good}\n${bad}\n${good}\n`;
    expect(await messageOf(textSource(text), options)).toBe(`curves.csv, line 3, column ${column}: ${message}`);
  });

  test("where no row can be used, leaving rows out is no advice", async () => {
    expect(await messageOf(textSource("x,y,size\n1,2,small\n2,1,large\n"), { y: "size" })).toBe(
      'curves.csv, line 2, column size: "small" is not a number; no row can be used: ' +
        "name another column, or mend this one (all 2 rows are bad)",
    );
    expect(await messageOf(textSource("x,y\n1,-2\n2,-1\n"))).toBe(
      'curves.csv, line 2, column y: "-2" is not above 0, which the log objective needs; ' +
        "no row can be used: use --objective linear (bnsl fit) (all 2 rows are bad)",
    );
  });

  test("rows that are good are no error", async () => {
    const set = await loadCurves([textSource("x,y,weight,train\n1,1,1,1\n2,1,1,0\n")], {});
    expect(set.curves[0].x.length).toBe(2);
  });

  test("a typed null or NaN is named by its row", async () => {
    const table = new Table({ x: vectorFromArray([1, 2, 3]), y: vectorFromArray([1, null, 2]) });
    expect(await messageOf({ name: "t", table })).toBe(`t, row 2, column y: the value is missing; ${skip}`);
    const nan = new Table({ x: vectorFromArray([1, 2, NaN]), y: vectorFromArray([1, 1, 2]) });
    expect(await messageOf(byteSource("t.parquet", parquetBytes(nan)))).toBe(
      `t.parquet, row 3, column x: "NaN" is not a finite number; ${skip}`,
    );
  });

  test("rows whose y has no logarithm are one reason, however many y there are", async () => {
    const rows = [-1, -2, -3].map((y, i) => `${i + 2},${y},0.1\n`).join("");
    const text = `x,y,s\n1,1,0.1\n${rows}`;
    const options = { sigmaLog: "s", yAbove: null };
    expect(await messageOf(textSource(text), options)).toBe(
      `curves.csv, line 3, column s: "0.1" is a standard deviation of ln y, but y is -1, which has no logarithm; ` +
        "use --bad-rows skip to leave such rows out (the first of 3 bad rows)",
    );
  });

  test("a null key is an error even where bad rows are skipped", async () => {
    const model = vectorFromArray(["A", null], new Utf8());
    const table = new Table({ model, x: vectorFromArray([1, 2]), y: vectorFromArray([1, 2]) });
    expect(await messageOf({ name: "t", table }, { badRows: "skip", curve: ["model"] })).toBe(
      "t, row 2, column model: null in a key column, so the row belongs to no curve; fill it or take the row out",
    );
  });

  test("a column of a type without a reading is named", async () => {
    const blob = vectorFromArray([new Uint8Array([1])], new Binary());
    const table = new Table({ x: vectorFromArray([1]), y: vectorFromArray([1]), blob });
    const t = { name: "t", table };
    expect(await messageOf(t, { y: "blob" })).toBe(
      "t, column blob: Binary is not read as numbers; cast the column first",
    );
    expect(await messageOf(t, { curve: ["blob"] })).toBe(
      "t, column blob: Binary is not read as text; cast the column first",
    );
  });
});

describe("a broken file says what it is", () => {
  const bytes = (...values: number[]) => new Uint8Array([...values, 0, 0, 0, 0, 0, 0]);
  const parquet = parquetBytes(new Table({ x: vectorFromArray([1]), y: vectorFromArray([2]) }));
  test.each<[string, CurveSource, string]>([
    ["empty", textSource(""), "curves.csv: the file is empty; give a table whose first line names its columns"],
    [
      "a byte order mark only",
      textSource("\uFEFF"),
      "curves.csv: the file is empty; give a table whose first line names its columns",
    ],
    [
      "blank lines only",
      textSource("\n\n"),
      "curves.csv: the file is empty; give a table whose first line names its columns",
    ],
    ["header only", textSource("x,y\n"), "curves.csv: the table has no rows; add some, or leave it out"],
    ["header only, no line end", textSource("x,y"), "curves.csv: the table has no rows; add some, or leave it out"],
    [
      "no header",
      textSource("1,2\n3,4\n"),
      "curves.csv: the first line holds numbers, not column names; write a first line that names the columns",
    ],
    ["twice a name", textSource("x,y,x\n1,2,3\n"), 'curves.csv: two columns are called "x"; rename one'],
    [
      "too few fields",
      textSource("model,x,y\nA,1,2\n\nA,1\n"),
      "curves.csv, line 4: 2 fields, but the header has 3; mend the line, or quote fields that hold commas",
    ],
    [
      "too many fields after line ends inside quotes",
      textSource('x,y\r\n"1\r\n",2\r\n1,2,3\r\n'),
      "curves.csv, line 4: 3 fields, but the header has 2; mend the line, or quote fields that hold commas",
    ],
    [
      "a quote that is never closed",
      textSource('x,y\n1,2\n"1,2\n3,4\n'),
      "curves.csv, line 3: a quoted field begins in this row and never ends; close it with a quote",
    ],
    [
      "a quote inside a field",
      textSource('x,y\n1,2\n1,2"3"\n'),
      "curves.csv, line 3: a quote stands inside a field; quote the whole field and double the quotes within it",
    ],
    [
      "Latin-1",
      byteSource("curves.csv", new Uint8Array([0x6d, 0xe9, 0x2c, 0x78, 0x0a])),
      "curves.csv: not text in UTF-8; save it as CSV in UTF-8, or as Arrow or Parquet",
    ],
    [
      "gzip",
      byteSource("c.csv.gz", bytes(0x1f, 0x8b, 8)),
      "c.csv.gz: is compressed with gzip; unpack it first (gunzip)",
    ],
    ["zstd", byteSource("c", bytes(0x28, 0xb5, 0x2f, 0xfd)), "c: is compressed with zstd; unpack it first (unzstd)"],
    [
      "a spreadsheet",
      byteSource("c.xlsx", bytes(0x50, 0x4b, 3, 4)),
      "c.xlsx: is a zip archive or a spreadsheet; save the table as CSV in UTF-8",
    ],
    [
      "UTF-16 that is cut",
      byteSource("c.csv", bytes(0xff, 0xfe, 0x78)),
      "c.csv: begins as text in UTF-16, but is not; save it as UTF-8",
    ],
    [
      "Feather of version 1",
      byteSource("c.feather", bytes(0x46, 0x45, 0x41, 0x31, 0, 0)),
      "c.feather: is Feather version 1, which is not read; write it again as version 2: in Python " +
        "pandas.read_feather(OLD).to_feather(NEW), in R arrow::write_feather(arrow::read_feather(OLD), NEW)",
    ],
    [
      "text called JSON",
      textSource("x,y\n1,2\n", "c.jsonl"),
      "c.jsonl: its name says JSON, but its first bytes do not; write it anew or rename it",
    ],
    [
      "text called Parquet",
      textSource("x,y\n1,2\n", "c.parquet"),
      "c.parquet: its name says Parquet, but its first bytes do not; write it anew or rename it",
    ],
    [
      "text called Arrow",
      textSource("x,y\n1,2\n", "c.ARROW"),
      "c.ARROW: its name says Arrow, but its first bytes do not; write it anew or rename it",
    ],
    ["no rows in a table", { name: "t", table: new Table() }, "t: the table has no rows; add some, or leave it out"],
    ["half a Parquet file", byteSource("c.parquet", parquet.slice(0, 100)), "c.parquet: not a whole Parquet file ("],
    [
      "half an Arrow file",
      textSource("ARROW1\0\0\0\0\0\0", "c.arrow"),
      "c.arrow: not a whole Arrow file or stream: it is cut short; write or copy it again",
    ],
    [
      "half an Arrow stream",
      byteSource("c.arrow", bytes(255, 255, 255, 255, 200, 0, 0, 0)),
      "c.arrow: not a whole Arrow file or stream: it is cut short; write or copy it again",
    ],
  ])("%s", async (_, source, message) => {
    const said = await messageOf(source);
    expect(message.endsWith("(") ? said.slice(0, message.length) : said).toBe(message);
  });

  test("no source at all", async () => {
    await expect(loadCurves([], {})).rejects.toThrow("no input: name at least one file");
  });

  test("a source is closed when reading it fails", async () => {
    let closed = false;
    const source: CurveSource = {
      name: "c.csv",
      async *chunks() {
        try {
          for (;;) yield await Promise.resolve(new TextEncoder().encode("x,y\n1,2,3\n"));
        } finally {
          closed = true;
        }
      },
    };
    await messageOf(source);
    expect(closed).toBe(true);
  });
});

describe("columns that cannot be found", () => {
  const text = "Domain,Model,Steps,Loss\nA,B,1,2\n";
  test.each<[string, string, LoadOptions, string]>([
    [
      "a flag with a slip",
      text,
      { y: "loss" },
      'curves.csv: --y: no column "loss" (did you mean "Loss"?); name one of its columns: Domain, Model, Steps, Loss',
    ],
    [
      "a flag far from all names",
      text,
      { x: "compute" },
      'curves.csv: --x: no column "compute"; name one of its columns: Domain, Model, Steps, Loss',
    ],
    [
      "a key that is not there",
      text,
      { curve: ["Domain", "Modell"] },
      'curves.csv: --curve: no column "Modell" (did you mean "Model"?); name one of its columns: Domain, Model, Steps, Loss',
    ],
    [
      "a column for two things",
      text,
      { x: "Loss", y: "Loss" },
      'curves.csv: "Loss" is named for two things (one is --y); name others. Columns: Domain, Model, Steps, Loss',
    ],
    [
      "weight and sigma",
      text,
      { weight: "Steps", sigma: "Loss" },
      "--weight and --sigma exclude each other: leave one of them out",
    ],
    [
      "weight and sigma in the table",
      "x,y,weight,sigma\n1,1,1,1\n",
      {},
      "curves.csv: weight and sigma both weigh; name one of them, with --weight, --sigma or --sigma-log",
    ],
    [
      "no usual name for x",
      "foo,bar,loss\n1,2,3\n",
      {},
      "curves.csv: no column of numbers has a usual name for x; name it with --x. Columns: foo, bar, loss",
    ],
    [
      "no usual name for y",
      "x,bar,foo\n1,2,3\n",
      {},
      "curves.csv: no column of numbers has a usual name for y; name it with --y. Columns: x, bar, foo",
    ],
    [
      "a usual name for y over numbers of which a comma may mean two things, beside another column of numbers",
      'model,x,lr,loss\nA,1,7,NA\nA,1,7,"2,345"\n',
      {},
      'curves.csv, line 3, column loss: "2,345" is not a number; say --decimal , if it means 2.345, --decimal . if it ' +
        "means 2345; or name another column with --y. Columns: model, x, lr, loss",
    ],
    [
      "only a key besides x",
      "x,seed\n1,2\n",
      {},
      "curves.csv: no column of numbers has a usual name for y; name it with --y. Columns: x, seed",
    ],
    [
      "a table of fits",
      "model,n_breaks,status,x,basin_share\nA,1,0,1,0.5\n",
      {},
      "curves.csv holds fits, not curves: give the table that was fitted, or bnsl predict this one",
    ],
    [
      "two names for x",
      "N,D,loss\n1,2,3\n",
      {},
      "curves.csv: N and D could each be x; name one with --x. Columns: N, D, loss",
    ],
    [
      "two names for train",
      "x,y,train,split\n1,2,1,test\n",
      {},
      "curves.csv: train and split have the same meaning; take one of them out. Columns: x, y, train, split",
    ],
  ])("%s", async (_, table, options, message) => {
    expect((await messageOf(textSource(table), options)).slice(0, message.length)).toBe(message);
  });
});
