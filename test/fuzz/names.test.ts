import fc from "fast-check";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { tableFromArrays, tableToIPC, vectorFromArray, Table, Utf8 } from "apache-arrow";
import { fileNames } from "../../src/figure/names.js";
import { displayWidth, escapeControls } from "../../src/formats/terminalText.js";
import { bnsl, folderWith } from "../cli/harness.js";
import { FuzzGroup, fuzzTimeout } from "./cases.js";
import { expectPlainText } from "./plainText.js";

const group = new FuzzGroup("names");

/** Names that mean something to a page, a terminal, a shell or a file system. */
const HOSTILE = [
  "</script><script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "</title></style><svg onload=alert(1)>",
  "]]><!--",
  "-->",
  "&lt;&amp;&#x3c;",
  "\"' onmouseover='x",
  "`${1}`",
  "\u001b[31mred\u001b[0m",
  "\u001b]0;title\u0007",
  "\u001b]8;;http://x.invalid\u001b\\link",
  "\u009b2J",
  "\u0007",
  "\r",
  "a\nb",
  "\t",
  "\0",
  "\u007f",
  "\u202egnp.exe",
  "\u2066\u2069\u200f\u061c",
  "\u2028\u2029",
  "\ufeff",
  "\ud800",
  "\udfff\ud800",
  "\uffff\ufffe",
  "e\u0301".repeat(50),
  "../../etc/passwd",
  "..",
  "/",
  "C:\\Windows",
  "CON",
  "nul.txt",
  "name.",
  "name ",
  ".hidden",
  "-rf",
  "*?|<>:",
  "x".repeat(10_000),
  "😀".repeat(300),
  "=1+1",
  "@SUM(A1)",
  "",
  " ",
];
const name = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...HOSTILE) },
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.tuple(fc.constantFrom(...HOSTILE), fc.constantFrom(...HOSTILE)).map(([p, q]) => (p + q).slice(0, 12_000)),
);

let folder: ReturnType<typeof folderWith>;
let before: string;
beforeAll(() => {
  folder = folderWith({});
  before = process.cwd();
  process.chdir(folder.path("."));
});
afterAll(() => {
  process.chdir(before);
  folder.remove();
});

/** An Arrow file of two curves of these names under columns of those. */
function putCurves(names: readonly [string, string], column: string): void {
  const [x, y] = [
    [1, 2, 4, 8, 16, 32],
    [3, 2.2, 1.7, 1.4, 1.2, 1.1],
  ];
  const keys = names.flatMap((word) => x.map(() => word));
  const both = tableFromArrays({ x: Float64Array.from([...x, ...x]), y: Float64Array.from([...y, ...y]) });
  const table = new Table({
    [column]: vectorFromArray(keys, new Utf8()),
    x: both.getChild("x")!,
    y: both.getChild("y")!,
  });
  writeFileSync("curves.arrow", tableToIPC(table, "file"));
}

it(
  "whatever curves and columns are called, what is printed is plain text and what is drawn holds no marks of theirs",
  async () => {
    await group.each(0.25, fc.tuple(name, name, name), async ([one, other, column]) => {
      rmSync("plots", { recursive: true, force: true });
      putCurves([one, other], ["x", "y", ""].includes(column) ? "curve" : column);
      const fit = await bnsl(["fit", "curves.arrow", "--x", "x", "--y", "y", "-o", "fits.arrow", "--breaks", "0"]);
      expectPlainText(fit.out + fit.err);
      expect(fit.code, fit.err.slice(0, 2_000)).toBeLessThan(3);
      if (fit.code === 2) return "refused";
      for (const command of COMMANDS) {
        const { out, err, code } = await bnsl(command.split(" "));
        expect(err).not.toContain("this is a bug");
        expectPlainText(err);
        if (!isData(command)) expectPlainText(out);
        expect(code, `${command}: ${err.slice(0, 2_000)}`).toBeLessThan(2);
      }
      const files = readdirSync("plots");
      files.forEach((file) => expect(file).toMatch(SAFE_FILE));
      files.forEach((file) => expectNoMarks(readFileSync(`plots/${file}`, "utf8"), 0));
      // the page's own scripts and no other
      expectNoMarks(readFileSync("report.html", "utf8"), PAGE_SCRIPTS);
      expect(readdirSync(".").toSorted()).toEqual(["curves.arrow", "fits.arrow", "plots", "report.html"]);
      return "drawn";
    });
  },
  fuzzTimeout,
);

const COMMANDS = [
  "show fits.arrow",
  "show fits.arrow --data curves.arrow",
  "predict fits.arrow --at 64",
  "plot fits.arrow --data curves.arrow -o plots",
  "report fits.arrow --data curves.arrow -o report.html",
  "bootstrap curves.arrow --fits fits.arrow",
];

/** Tables go to standard output as they are: their cells are data, not text for a terminal. */
function isData(command: string): boolean {
  return command.startsWith("predict ");
}

const SAFE_FILE = /^\d+(-[A-Za-z0-9][A-Za-z0-9._-]{0,80})?\.svg$/;
const PAGE_SCRIPTS = 3;

function expectNoMarks(text: string, scripts: number): void {
  expect(text.match(/<script/gi)?.length ?? 0).toBeLessThanOrEqual(scripts);
  // what stands between an attribute's quotes is text
  const tags = text.replace(/="[^"]*"/g, "").match(/<[a-z][^>]*>/gi) ?? [];
  expect(tags.filter((tag) => /\bon(error|load|mouseover)\b/i.test(tag))).toEqual([]);
}

it("names of files stay in their folder on every system", async () => {
  await group.each(0.375, fc.array(name, { maxLength: 12 }), (names) => {
    const files = fileNames(names, "svg");
    files.forEach((file) => expect(file).toMatch(SAFE_FILE));
    expect(new Set(files.map((file) => file.toLowerCase())).size).toBe(names.length);
    return "named";
  });
});

it("escaped text is plain, of one line, and says what was there", async () => {
  await group.each(0.375, name, (text) => {
    const escaped = escapeControls(text);
    expectPlainText(escaped);
    expect(escaped).not.toContain("\n");
    expect(displayWidth(escaped)).toBeGreaterThanOrEqual(0);
    return "escaped";
  });
});
