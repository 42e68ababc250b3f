import fc from "fast-check";
import { mkdirSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { bnsl, curvesCsv, folderWith } from "../cli/harness.js";
import { expectUserWords, FuzzGroup, fuzzTimeout } from "./cases.js";
import { COMMANDS, type FlaggedCommand } from "./flagValues.js";
import { expectPlainText } from "./plainText.js";

const group = new FuzzGroup("flags");

let folder: ReturnType<typeof folderWith>;
let before: string;
beforeAll(async () => {
  folder = folderWith({});
  before = process.cwd();
  // deep enough that no odd name of an output leaves the folder
  mkdirSync(folder.path("a/b/c"), { recursive: true });
  process.chdir(folder.path("a/b/c"));
  writeFileSync("curves.csv", curvesCsv([8, 9]));
  expect((await bnsl(["fit", "curves.csv", "-o", "fits.arrow", "--quiet"])).code).toBe(0);
});
afterAll(() => {
  process.chdir(before);
  folder.remove();
});

/** What some flag takes, or none. */
const ODD = [
  "",
  " ",
  "-",
  "--",
  "-1",
  "0",
  "-0",
  "1",
  "2",
  "1.5",
  "1e308",
  "1e309",
  "5e-324",
  "NaN",
  "inf",
  "-inf",
  "0x10",
  "9007199254740993",
  "99999999999999999999",
  "1e3",
  "1,5",
  "0..1",
  "1..0",
  "0..4",
  "0..1e9",
  "1/0",
  "0/1",
  "2/2",
  "1/3",
  "3/1/2",
  "f=1..0",
  "f=0.1..1",
  "f=0..1",
  "d1=1..2",
  "a=inf..inf",
  "a=-inf..inf",
  "q=1..2",
  "c0=NaN..1",
  "__proto__=1..2",
  "constructor=1..2",
  "__proto__=1",
  "toString=1",
  "c0=1,c0=2",
  "c1=c2,c2=c1",
  "c1=-c0",
  "d2=2*d1",
  "c1=1/f1",
  "a=-b",
  "c1=c1",
  "c1=",
  "=",
  "c0==1",
  "c1=1e999*c0",
  "d1=1e-400*d2",
  "1e9..1e12:7",
  "1e9..1e12:1e9",
  "1..2:100001",
  "train",
  "x",
  "y",
  "curve",
  "x,y",
  '"a,b"',
  '"',
  "curve,curve",
  "\u001b[31mred",
  "\u0007",
  "\u202eevil",
  "\u009b31m",
  "\ud800",
  "é",
  "😀",
  "𝕏",
  "a\nb",
  "\0",
  "\\",
  "'",
  "%s%n",
  "$(reboot)",
  "../../x",
  "CON",
  "x".repeat(1500),
];

const oddValue = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...ODD) },
  fc.string({ maxLength: 12 }),
  fc.string({ unit: "binary", maxLength: 6 }),
  fc.double().map(String),
  fc
    .tuple(fc.constantFrom("a", "b", "c0", "c1", "d", "f", "d1"), fc.double(), fc.double())
    .map(([n, p, q]) => `${n}=${p}..${q}`),
);

/** A flag of a command, mostly with a value that it takes. */
function flagOf({ flags }: FlaggedCommand): fc.Arbitrary<readonly [name: string, value: string]> {
  return fc
    .constantFrom(...Object.keys(flags))
    .chain((name) =>
      fc.tuple(fc.constant(name), fc.oneof({ weight: 7, arbitrary: fc.constantFrom(...flags[name]) }, oddValue)),
    );
}

it(
  "every flag takes any value or refuses it in words",
  async () => {
    const request = fc
      .constantFrom(...COMMANDS)
      .chain((command) => fc.tuple(fc.constant(command), fc.array(flagOf(command), { minLength: 1, maxLength: 3 })));
    let refused = 0;
    await group.each(1, request, async ([{ words }, flags]) => {
      const given = flags.flatMap(([name, value]) => [name, name === "-o" ? value.replaceAll("/", "_") : value]);
      const { code, out, err } = await bnsl([...words.split(" "), ...given]);
      const what = given.join(" ");
      expect(err, what).not.toContain("this is a bug");
      expect([0, 1, 2, 3], what).toContain(code);
      expectPlainText(err);
      expectPlainText(out);
      if (code === 2) expectUserWords(err.slice(0, 3_000));
      if (code === 2) refused++;
      return `exits ${code}`;
    });
    expect(refused / group.count, "share of cases that end before anything is done").toBeLessThan(0.7);
  },
  fuzzTimeout,
);
