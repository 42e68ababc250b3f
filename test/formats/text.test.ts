import { Bool, Dictionary, Field, Float64, Int32, Int64, List, Struct, TimestampMillisecond, Utf8 } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { InputError } from "../../src/core/errors.js";
import { buildTable, type TableColumn } from "../../src/formats/batch.js";
import { tableBytes } from "../../src/tables/write.js";
import { madeFailure, madeMeta, madeResult, madeRow } from "../tables/madeFits.js";

const column = (name: string, type: TableColumn["type"], values: readonly unknown[]): TableColumn => ({
  name,
  type,
  nullable: true,
  values,
});

async function text(columns: readonly TableColumn[], format: "csv" | "jsonl"): Promise<string> {
  return Buffer.from(await tableBytes(buildTable(columns), format)).toString();
}

const numbers = new List(new Field("item", new Float64(), false));

describe("CSV", () => {
  it("quotes commas, quotes, line breaks and outer spaces, and tells the empty string from null", async () => {
    const values = ["plain", "a,b", 'say "hi"', "two\r\nlines", " led", "größe", "", null];
    expect(
      await text([column('k,"', new Utf8(), values), column("n", new Int32(), [1, 2, 3, 4, 5, 6, 7, null])], "csv"),
    ).toBe('"k,""",n\nplain,1\n"a,b",2\n"say ""hi""",3\n"two\r\nlines",4\n" led",5\ngröße,6\n"",7\n,\n');
  });

  it("writes the shortest text that reads back as the same number", async () => {
    const values = [0.1, 1 / 3, 1e21, 5e-324, -0, 612.5836172918001, NaN, -Infinity];
    const lines = (await text([column("v", new Float64(), values)], "csv")).trimEnd().split("\n").slice(1);
    expect(lines.map(Number)).toEqual(values);
    expect(lines.slice(0, 3)).toEqual(["0.1", "0.3333333333333333", "1e+21"]);
  });

  it("spreads neighbouring lists side by side up to the longest, and joins names", async () => {
    const columns = [
      column("c", numbers, [[1, 2], [], [3]]),
      column("d", numbers, [[10, 20], [], [30]]),
      column("at", new List(new Field("item", new Utf8(), false)), [["a", "f1"], [], ["x,y"]]),
    ];
    expect(await text(columns, "csv")).toBe('c1,d1,c2,d2,at\n1,10,2,20,a;f1\n,,,,\n3,30,,,"x,y"\n');
  });

  it("writes whole numbers of 64 bits, booleans, times and dictionaries as text", async () => {
    const columns = [
      column("i", new Int64(), [2n ** 62n]),
      column("b", new Bool(), [false]),
      column("t", new TimestampMillisecond(), [0]),
      column("k", new Dictionary(new Utf8(), new Int32()), ["one"]),
    ];
    expect(await text(columns, "csv")).toBe("i,b,t,k\n4611686018427387904,false,1970-01-01T00:00:00.000Z,one\n");
  });

  it("refuses columns that text cannot hold, by name", async () => {
    const nested = column("s", new Struct([new Field("x", new Float64())]), [{ x: 1 }]);
    await expect(text([nested], "csv")).rejects.toThrow(InputError);
    await expect(text([nested], "jsonl")).rejects.toThrow(
      /^column s is Struct<.*, which text formats cannot hold: choose \.arrow or \.parquet$/,
    );
  });

  it("has c1, d1, f1, … for fits up to the most breaks that are there, and none without breaks", async () => {
    const header = async (rows: ReturnType<typeof madeRow>[]) =>
      Buffer.from(await tableBytes({ meta: madeMeta(), rows }, "csv"))
        .toString()
        .split("\n")[0];
    expect(await header([...madeResult().rows])).toContain(",c0,c1,d1,f1,c2,d2,f2,objective,");
    expect(await header([madeFailure()])).toContain(",c0,objective,");
    expect(await header([])).toMatch(/^Domain,Model,n_breaks,selected,status,status_name,/);
  });
});

describe("JSON lines", () => {
  it("is an object a line, in the order of the columns, null for null, text for what JSON has no number for", async () => {
    const columns = [
      column("k", new Utf8(), ['"q"\n', null]),
      column("1", new Float64(), [0.1, NaN]),
      column("0", numbers, [[1, -0, Infinity], null]),
    ];
    expect(await text(columns, "jsonl")).toBe(
      '{"k":"\\"q\\"\\n","1":0.1,"0":[1,-0,"Infinity"]}\n{"k":null,"1":"NaN","0":null}\n',
    );
  });
});
