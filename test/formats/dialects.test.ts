import { Table, vectorFromArray, Utf8, Dictionary, Int32 } from "apache-arrow";
import { describe, expect, test } from "vitest";
import { loadCurves, type LoadOptions } from "../../src/curves/load.js";
import { byteSource, textSource, typedSources } from "../curves/sources.js";

/** x, y and the notes that do not tell columns, in pieces that cut everything. */
async function read(text: string, options: LoadOptions = {}) {
  const { curves, notes } = await loadCurves([textSource(text, "t.csv", 7)], options);
  return {
    x: curves.flatMap(({ x }) => [...x]),
    y: curves.flatMap(({ y }) => [...y]),
    notes: notes.filter((note) => !note.startsWith("columns")),
  };
}

async function messageOf(text: string, options: LoadOptions = {}): Promise<string> {
  return read(text, options).then(
    ({ notes }) => `read: ${notes.join()}`,
    (error: unknown) => (error as Error).message,
  );
}

describe("numbers with decimal commas and separated thousands", () => {
  test.each<[string, string, number[], number[], string[]]>([
    [
      "German: points separate thousands, decimals have a comma",
      "\uFEFFx;y\r\n250;0,412\r\n500;0,371\r\n1.000;0,332\r\n32.000;0,222\r\n",
      [250, 500, 1000, 32000],
      [0.412, 0.371, 0.332, 0.222],
      ["x: 1.000 is read as 1000; y: 0,412 is read as 0.412"],
    ],
    [
      "both marks in one number",
      "x;y\n1;1.234,5\n2;234,5\n3;34\n",
      [1, 2, 3],
      [1234.5, 234.5, 34],
      ["y: 1.234,5 is read as 1234.5, 234,5 is read as 234.5"],
    ],
    [
      "French: blanks that break no line",
      "x;y\n250;3,5\n12\u00a0500;3,25\n1\u202f250\u202f000;2,1\n",
      [250, 12500, 1250000],
      [3.5, 3.25, 2.1],
      ["x: 12\u00a0500 is read as 12500, 1\u202f250\u202f000 is read as 1.25e6; y: 3,5 is read as 3.5"],
    ],
    [
      "Swiss: apostrophes",
      "x,y\n250,3.5\n12'500,3.25\n1’250’000,2.1\n",
      [250, 12500, 1250000],
      [3.5, 3.25, 2.1],
      ["x: 12'500 is read as 12500, 1’250’000 is read as 1.25e6"],
    ],
    [
      "English: quoted commas, as other numbers have points",
      'x,y\n"12,500",3.25\n"125,000",2.5\n"250,000",2\n',
      [12500, 125000, 250000],
      [3.25, 2.5, 2],
      ["x: 12,500 is read as 12500"],
    ],
    [
      "English: quoted commas, as smaller numbers have none",
      'x,y\n500,4\n"1,000",3\n"12,500",2\n',
      [500, 1000, 12500],
      [4, 3, 2],
      ["x: 1,000 is read as 1000"],
    ],
    [
      "quoted decimal commas between commas",
      'x,y\n1,"0,5"\n2,"0,25"\n',
      [1, 2],
      [0.5, 0.25],
      ["y: 0,5 is read as 0.5"],
    ],
    [
      "exponents",
      "x;y\n1,0e3;2\n1,5E+04;3\n",
      [1000, 15000],
      [2, 3],
      ["x: 1,0e3 is read as 1000, 1,5E+04 is read as 15000"],
    ],
    ["plain numbers between semicolons", "x;y\n1;0.5\n20;0.25\n", [1, 20], [0.5, 0.25], []],
  ])("%s", async (_, text, x, y, notes) => {
    expect(await read(text)).toEqual({ x, y, notes });
  });

  test("are read so where a later row is the first of them", async () => {
    const rows = Array.from({ length: 70_000 }, (_, i) => `${i < 66_000 ? (i % 900) + 1 : "1.000"};0,5`);
    const { x } = await read(`x;y\n${rows.join("\n")}\n`, { curve: [] });
    expect(x.at(-1)).toBe(1000);
  });

  test("in a table of decimal points are noted where they look like thousands", async () => {
    const said =
      "x: 1.000 is read as 1, although 250 is in the same column; if points separate thousands, say --decimal ,";
    expect(await read("x;y\n250;0.5\n500;0.4\n1.000;0.3\n2.000;.25\n")).toEqual({
      x: [250, 500, 1, 2],
      y: [0.5, 0.4, 0.3, 0.25],
      notes: [said],
    });
    expect((await read("x,y\n256,3\n512,2\n1.024,1\n")).notes).toHaveLength(1);
    // decimals of a program
    expect((await read("x,y\n1,3\n2,2\n3,1.125\n")).notes).toEqual([]);
    expect((await read("x,y\n250,3\n500,2\n1.000,1\n1.5,1\n")).notes).toEqual([]);
    expect((await read("x,y\n1.250,3\n1.500,2\n")).notes).toEqual([]);
  });

  test("that leave open what is meant are refused", async () => {
    expect(await messageOf("x;y\n1,250;4\n2,500;3\n")).toContain(
      't.csv, line 2, column x: "1,250" is not a number; say --decimal , if it means 1.25, --decimal . if it means 1250',
    );
    expect(await messageOf("x;y\n100;0,5\n200;0.4\n300;0.3\n")).toBe(
      't.csv, line 2, column y: "0,5" is not a number; write 0.5, or say --decimal , if all decimals have a comma, ' +
        "or --bad-rows skip to leave such rows out",
    );
  });

  test("are what --decimal says", async () => {
    const text = "x;y\n1,250;4\n2,500;3\n";
    expect((await read(text, { dialect: { decimal: "," } })).x).toEqual([1.25, 2.5]);
    expect((await read(text, { dialect: { decimal: "." } })).x).toEqual([1250, 2500]);
    expect(await read("x;y\n250;4\n1.000;3\n", { dialect: { decimal: "," } })).toEqual({
      x: [250, 1000],
      y: [4, 3],
      notes: ["x: 1.000 is read as 1000"],
    });
    expect(await messageOf("x;y\n1;0,5\n2;0.25\n", { dialect: { decimal: "," } })).toContain(
      'line 3, column y: "0.25" is not a number; write 0.25, or say --decimal . if decimals have a point',
    );
    expect((await read("x;y\n250;4\n1.000;3\n", { dialect: { decimal: "." } })).notes).toEqual([]);
  });

  test("name curves as they are written", async () => {
    const { curves } = await loadCurves([textSource("lr;x;y\n0,1;1.000;0,5\n0,1;2.000;0,4\n")], { curve: ["lr"] });
    expect(curves.map(({ key, x }) => [key, [...x]])).toEqual([[["0,1"], [1000, 2000]]]);
  });

  test("out of range are so as they are written", async () => {
    expect(await messageOf("x;y\n1;-0,5\n2;0,5\n")).toContain('"-0,5" is not above 0, which the log objective needs');
    expect((await read("x,y\n1,−2\n2,-1\n", { yAbove: null })).y).toEqual([-2, -1]);
  });
});

describe("a comma in another column", () => {
  test.each([
    ["a list", '"0,1"'],
    ["a decimal of somebody else", '"0,5"'],
  ])("between commas says nothing of a column with points: %s", async (_, cell) => {
    const rows = [2.125, 1.875, 1.625].map((y, i) => `${cell},${i + 1},${y}`);
    const { y, notes } = await read(["gpus,step,loss", ...rows, ""].join("\n"), { curve: [] });
    expect(y).toEqual([2.125, 1.875, 1.625]);
    expect(notes).toEqual([]);
  });

  test("leaves numbers of JSON as they are", async () => {
    const text = '{"step":1,"loss":2.125,"lr":"0,5"}\n{"step":2,"loss":1.875,"lr":"0,5"}\n{"step":4,"loss":1.625}\n';
    expect((await read(text, { curve: [] })).y).toEqual([2.125, 1.875, 1.625]);
  });
});

describe("numbers with units", () => {
  test.each<[string, string, number[], number[], string[]]>([
    [
      "letters for powers of ten",
      "params,loss\n125M,3.2\n1.3B,2.8\n2T,2.3\n7K,4\n",
      [125e6, 1.3e9, 2e12, 7000],
      [3.2, 2.8, 2.3, 4],
      ["params: 125M is read as 1.25e8, 1.3B is read as 1.3e9"],
    ],
    [
      "small m beside small b",
      "params,loss\n70m,3\n1b,2\n",
      [70e6, 1e9],
      [3, 2],
      ["params: 70m is read as 7e7, 1b is read as 1e9"],
    ],
    [
      "numbers without, as large as those",
      "step,loss\n500,3\n1K,2\n2K,1\n",
      [500, 1000, 2000],
      [3, 2, 1],
      ["step: 1K is read as 1000"],
    ],
    [
      "words",
      "flops,loss\n2.4e21 FLOPs,3\n1.2e22 FLOPs,2\n",
      [2.4e21, 1.2e22],
      [3, 2],
      ["flops: 2.4e21 FLOPs is read as 2.4e21"],
    ],
    [
      "words with letters",
      "flops,loss\n1 GFLOPs,3\n1 TFLOPs,2\n",
      [1e9, 1e12],
      [3, 2],
      ["flops: 1 GFLOPs is read as 1e9"],
    ],
    [
      "both",
      "tokens,loss\n300B tokens,3\n1T tokens,2\n",
      [3e11, 1e12],
      [3, 2],
      ["tokens: 300B tokens is read as 3e11, 1T tokens is read as 1e12"],
    ],
    [
      "numerals",
      "tokens,loss\n1.3 billion,2\n300 million,3\n",
      [1.3e9, 3e8],
      [2, 3],
      ["tokens: 1.3 billion is read as 1.3e9, 300 million is read as 3e8"],
    ],
    [
      "percent, which stay as they are",
      "tokens,accuracy\n1,45 %\n2,50 %\n",
      [1, 2],
      [45, 50],
      ["accuracy: 45 % is read as 45"],
    ],
    [
      "with decimal commas",
      "tokens;loss\n1,3 Mrd.;2\n300 Mio.;3\n",
      [1.3e9, 3e8],
      [2, 3],
      ["tokens: 1,3 Mrd. is read as 1.3e9, 300 Mio. is read as 3e8"],
    ],
  ])("%s", async (_, text, x, y, notes) => {
    const found = await read(text);
    expect({ x: found.x, y: found.y }).toEqual({ x, y });
    for (const note of notes) expect(found.notes.join()).toContain(note);
    expect(found.notes).toHaveLength(1);
  });

  test.each([
    [
      "a number without a unit that may mean thousands of millions",
      "params,loss\n7,3\n13B,2\n70B,1\n",
      'line 3, column params: "13B"',
    ],
    ["a share beside percent", "x,accuracy\n1,0.45\n2,50%\n3,0.6\n", 'line 3, column accuracy: "50%"'],
    ["small m alone", "params,loss\n70m,3\n160m,2\n", 'line 2, column params: "70m"'],
    ["two units", "x,loss\n1 ms,3\n1 s,2\n", 'line 2, column x: "1 ms"'],
  ])("that leave open what is meant are refused: %s", async (_, text, message) => {
    expect(await messageOf(text)).toContain(message);
  });

  test("name models where another column is x", async () => {
    const text = "model,tokens,loss\n125M,1,3\n125M,2,2\n1.3B,1,2\n1.3B,2,1\n";
    const { curves, notes } = await loadCurves([textSource(text)], {});
    expect(curves.map(({ key }) => key)).toEqual([["125M"], ["1.3B"]]);
    expect(notes).toEqual(["columns: curve = model; x = tokens; y = loss (guessed)"]);
  });

  test("are read in every format", async () => {
    const params = ["125M", "1.3B"];
    const words = vectorFromArray(params, new Utf8());
    const coded = vectorFromArray(params, new Dictionary(new Utf8(), new Int32()));
    for (const column of [words, coded]) {
      const sources = typedSources({ params: column, loss: vectorFromArray(Float64Array.of(3, 2)) });
      for (const source of sources) {
        const { curves, notes } = await loadCurves([source], { x: "params", curve: [] });
        expect([...curves[0].x]).toEqual([125e6, 1.3e9]);
        expect(notes).toContain("params: 125M is read as 1.25e8, 1.3B is read as 1.3e9");
      }
    }
    const json = '{"params":"125M","loss":3}\n{"params":"1.3B","loss":2}\n';
    const { curves } = await loadCurves([textSource(json, "log.jsonl")], { x: "params", curve: [] });
    expect([...curves[0].x]).toEqual([125e6, 1.3e9]);
  });

  test("leave the table that was given as it is", async () => {
    const type = new Utf8();
    const [x, y] = [
      ["1K", "2K"],
      ["2", "1"],
    ].map((cells) => vectorFromArray(cells, type));
    const table = new Table({ x, y });
    await loadCurves([{ name: "table", table }], { x: "x", y: "y", curve: [] });
    expect(table.schema.fields[0].type).toBe(table.getChild("x")!.type);
    expect((await loadCurves([{ name: "table", table }], { x: "y", y: "x", curve: [] })).curves[0].y).toEqual(
      Float64Array.of(1000, 2000),
    );
  });
});

describe("curves that are called as comments begin", () => {
  const keys = ["a", "b", "c", "#2"];
  const rows = keys.flatMap((key) => Array.from({ length: 30 }, (_, i) => `${key},${i + 1},${2 / (i + 1)}\n`));
  const table = ["# made by x\n\nrun,x,y\n", ...rows];
  const curvesOf = async (text: string, options: LoadOptions = {}) => {
    const { curves, notes } = await loadCurves([textSource(text, "t.csv", 7)], { curve: ["run"], ...options });
    return {
      curves: curves.map(({ key, x }) => `${key.join()}: ${x.length}`),
      notes: notes.filter((note) => note.startsWith("lines")),
    };
  };
  const all = keys.map((key) => `${key}: 30`);

  test.each<[string, string, string]>([
    ["behind the rows that are looked at first", table.join(""), ""],
    ["without a line end", table.join("").trimEnd(), ""],
    [
      "among comments",
      [...table.slice(0, 60), '# resumed, "again\n#,\r\n', ...table.slice(60), "# end"].join(""),
      ", and 3 lines among the rows, the first line 63",
    ],
    ["in quotes", table.join("").replaceAll(/^(#2),(\d+)/gm, '$1,"$2"'), ""],
    ["with blanks between", table.join("").replaceAll(",", "  "), ""],
  ])("are read %s", async (_, text, among) => {
    const notes = [`lines that begin with # are left out (line 1: # made by x${among})`];
    expect(await curvesOf(text)).toEqual({ curves: all, notes });
  });

  test("are left out, and counted, where comments are said to begin so", async () => {
    expect(await curvesOf(table.join(""), { dialect: { comment: "#" } })).toEqual({
      curves: all.slice(0, 3),
      notes: [
        "lines that begin with # are left out (line 1: # made by x, and 30 lines among the rows, the first line 94)",
      ],
    });
  });

  test("are counted where the last rows are none", async () => {
    const long = `x,y\n1,2\n# a\n${"1,2\n".repeat(70_000)}`;
    const text = `${long}${"# end\n".repeat(10)}`;
    const { notes } = await loadCurves([textSource(text, "t.csv", long.length)], { x: "x", y: "y", curve: [] });
    expect(notes.filter((note) => note.startsWith("lines"))).toEqual([
      "lines that begin with # are left out (11 lines among the rows, the first line 3: # a)",
    ]);
  });
});

describe("lines that are no rows", () => {
  const comments = (mark: string, line: number, text: string) => [
    `lines that begin with ${mark} are left out (line ${line}: ${text})`,
  ];
  test.each<[string, string, number[], number[], string[]]>([
    ["sep=", "sep=;\r\nx;y\r\n1;0,5\r\n", [1], [0.5], ["y: 0,5 is read as 0.5"]],
    ["sep= of a tab, quoted", '"sep=\t"\nx\ty\n1\t2\n', [1], [2], []],
    [
      "what a monitor writes",
      '#{"t_start": 1.5, "env_id": "a"}\nx,y\n1,2\n3,4\n',
      [1, 3],
      [2, 4],
      comments("#", 1, '#{"t_start": 1.5, "env_id": "a"}'),
    ],
    [
      "ECSV",
      "# %ECSV 1.0\n# ---\n# datatype:\n# - {name: x, datatype: int64}\n# schema: astropy-2.0\nx y\n1 2.5\n2 2.25\n",
      [1, 2],
      [2.5, 2.25],
      comments("#", 1, "# %ECSV 1.0"),
    ],
    ["a header in a comment", "# x y\n1.0e+00 5.0e-01\n2.0e+00 4.0e-01\n", [1, 2], [0.5, 0.4], []],
    [
      "a header in the last comment",
      "#made, today\n#x,y\n1,2\n3,4\n",
      [1, 3],
      [2, 4],
      comments("#", 1, "#made, today"),
    ],
    [
      "a header below a comment of as many words",
      "# made today\nx y\n1 2\n3 4\n",
      [1, 3],
      [2, 4],
      comments("#", 1, "# made today"),
    ],
    ["percent signs", "% x y\n% 2024\nx,y\n1,2\n", [1], [2], comments("%", 1, "% x y")],
    ["comments among the rows", "x,y\n1,2\n# resumed\n2,1\n", [1, 2], [2, 1], comments("#", 3, "# resumed")],
    [
      "comments with a quote among rows",
      '# a "\nx,y\n1,2\n# it\'s 5" long\n2,1\n',
      [1, 2],
      [2, 1],
      comments("#", 1, '# a ", and 1 line among the rows, the first line 4'),
    ],
    [
      "units",
      "x,y\n(B),(nats)\n1,2\n2,1.5\n3,1.25\n",
      [1, 2, 3],
      [2, 1.5, 1.25],
      ["line 2 is left out: it has units ((B), (nats))"],
    ],
    [
      "units with a quote",
      'x,y\n"B","nats"\n1,2\n2,1.5\n',
      [1, 2],
      [2, 1.5],
      ["line 2 is left out: it has units (B, nats)"],
    ],
  ])("%s", async (_, text, x, y, notes) => {
    expect(await read(text)).toEqual({ x, y, notes });
  });

  test("are counted", async () => {
    const text = "# a\n\n# b\nx y\n1 2\n# c\n2 bad\n";
    expect(await messageOf(text)).toContain('line 7, column y: "bad"');
    expect(await messageOf(text.replace("1 2", '"1" 2'))).toContain('line 7, column y: "bad"');
  });

  test("are those that --comment says", async () => {
    const options = { dialect: { comment: "//" } };
    expect(await read("// a\nx,y\n1,2\n  // b, c\n2,1\n", options)).toEqual({
      x: [1, 2],
      y: [2, 1],
      notes: comments("//", 1, "// a, and 1 line among the rows, the first line 4"),
    });
    expect(await messageOf("// a\nx,y\n1,2\n")).toContain("line 2: 2 fields, but the header has 1");
    const late = `x,y\n${"1,2\n".repeat(50)}# stopped\n`;
    expect(await messageOf(late)).toContain('mend the line, or say --comment "#" if it is one');
    expect((await read(late, { dialect: { comment: "#" } })).x).toHaveLength(50);
  });

  test.each([
    ["curves that begin with the mark", "run,x,y\n#1,1,2\n#1,2,1\n#2,1,2\n#2,2,1\n", ["#1", "#2"]],
    ["and a comment", "# runs of today\nrun,x,y\n#1,1,2\n#1,2,1\n#2,1,2\n#2,2,1\n", ["#1", "#2"]],
    ["curves in a header that is a comment", "# run,x,y\na,1,2\na,2,1\nb,1,2\nb,2,1\n", ["a", "b"]],
  ])("are not rows: %s", async (_, text, keys) => {
    const { curves } = await loadCurves([textSource(text)], {});
    expect(curves.map(({ key, x }) => [key[0], x.length])).toEqual(keys.map((key) => [key, 2]));
  });

  test.each([
    ["a row that is bad", "x,y\n1,failed\n2,1.5\n3,1.25\n", 'line 2, column y: "failed"'],
    ["a row of missing values", "x,y\nNA,nan\n2,1.5\n3,1.25\n", 'line 2, column x: "NA"'],
    ["a header that comes again", "x,y\nx,y\n2,1.5\n3,1.25\n", 'line 2, column x: "x"'],
    ["words that name a curve", "model,x,y\nA,lost,lost\nB,2,1.5\nB,3,1.25\n", 'line 2, column x: "lost"'],
  ])("are not: %s", async (_, text, message) => {
    expect(await messageOf(text, { x: "x", y: "y" })).toContain(message);
  });
});

describe("fields", () => {
  test.each<[string, string]>([
    ["aligned with blanks", "  x     y\n   1   0.5\n  20  0.25\n"],
    ["blanks and tabs", "x \t y\n1\t0.5  \n20 \t\t 0.25\n"],
    ["blanks, with quotes", 'x "y"\n1 "0.5"\n"20" 0.25\n'],
    ["bars", "x|y\n1|0.5\n20|0.25\n"],
    ["semicolons under a header with commas", "x;y\n1;0.5\n20;0.25\n"],
    ["R: quoted names of rows", '"x" "y"\n"1" 1 0.5\n"2" 20 0.25\n'],
    ["R: numbers of rows", "x\ty\n1\t1\t0.5\n2\t20\t0.25\n"],
    ["pandas: a column without a name", ",x,y\n0,1,0.5\n1,20,0.25\n"],
    ["separators at the end of rows", "x,y\n1,0.5,\n20,0.25,\n"],
    ["separators at the end of all lines", "x;y;;\n1;0.5;;\n20;0.25;;\n"],
  ])("%s", async (_, text) => {
    expect(await read(text)).toEqual({ x: [1, 20], y: [0.5, 0.25], notes: [] });
  });

  test("without a name, and names of models, are no guess for x where another column can be", async () => {
    const noName = await loadCurves([textSource(",size_of_it,loss\n0,100,3\n1,200,2\n")], {});
    expect(noName.xName).toBe("size_of_it");
    const named = await loadCurves([textSource("which,amount,loss\n7B,1,3\n7B,2,2\n13B,1,2\n13B,2,1\n")], {});
    expect([named.xName, named.keyNames]).toEqual(["amount", ["which"]]);
  });

  test("are separated by what rows agree about", async () => {
    const { xName, yName } = await loadCurves([textSource("tokens;loss, mean\n1;2,5\n2;1,5\n")], {
      x: "tokens",
      y: "loss, mean",
    });
    expect([xName, yName]).toEqual(["tokens", "loss, mean"]);
  });

  test("of a decimal comma between commas are not names of rows", async () => {
    expect(await messageOf("x,y\n250,0,412\n500,0,39\n")).toContain("line 2: 3 fields, but the header has 2");
    expect(await messageOf("x,y\n1,0,412\n2,0,39\n")).toContain("line 2: 3 fields, but the header has 2");
  });

  test.each([
    [":", "x:y\n1:0.5\n"],
    ["tab", "x\ty\n1\t0.5\n"],
    ["\\t", "x\ty\n1\t0.5\n"],
    ["blank", "x  y\n1  0.5\n"],
    [";", "x, y;y\n1;0.5\n"],
  ])("are separated as --separator %s says", async (separator, text) => {
    const options = { x: text.startsWith("x, y") ? "x, y" : "x", dialect: { separator } };
    expect((await read(text, options)).y).toEqual([0.5]);
  });
});

describe("text in UTF-16", () => {
  const text = "\uFEFFx;ÿ🙂y\r\n1;0,5\r\n2;0,25\r\n";
  const little = Buffer.from(text, "utf16le");
  const big = Buffer.from(little).swap16();
  test.each([1, 3, 1000])("in pieces of %d bytes", async (size) => {
    for (const bytes of [little, big]) {
      const { curves, yName } = await loadCurves([byteSource("t.csv", bytes, size)], { x: "x", y: "ÿ🙂y" });
      expect(yName).toBe("ÿ🙂y");
      expect([...curves[0].y]).toEqual([0.5, 0.25]);
    }
  });
});
