import fc from "fast-check";
import { mkdirSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { bnsl, curvesCsv, folderWith } from "../cli/harness.js";
import { expectUserWords, FuzzGroup, fuzzTimeout } from "./cases.js";
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

const COMMANDS: readonly (readonly [words: string, flags: string])[] = [
  [
    "fit curves.csv",
    "--curve --x --y --weight --sigma --train --bad-rows --breaks --starts --seed --objective --huber --sign-b --bound " +
      "--fix --tie --select --protocol --domain --engine --adapter --threads --shard --bootstrap --sort -o",
  ],
  [
    "bootstrap curves.csv --fits fits.arrow",
    "--resamples --level --seed --method --at --kind --breaks --target",
  ],
  ["test-breaks curves.csv --fits fits.arrow", "--resamples --seed --alpha --breaks --starts"],
  ["predict fits.arrow", "--at --breaks"],
  ["show fits.arrow", "--data --breaks --to --curve"],
  ["plot fits.arrow --data curves.csv -o plots", "--width --curve --breaks --to --x --format"],
  ["convert curves.csv", "-o --x --y --curve --bad-rows"],
  ["predictability", "--law --noise --points --resamples --seed --to"],
  ["frobnicate", "--x"],
];

const ODD = [
  ...[
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
  ],
  ...[
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
  ],
  ...[
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
  ],
  ...[
    "__proto__=1..2",
    "constructor=1..2",
    "__proto__=1",
    "toString=1",
    "c0=1,c0=2",
    "c1=c2,c2=c1",
    "c1=-c0",
    "d2=2*d1",
  ],
  ...[
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
  ],
  ...[
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
  ],
  ...[
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
  ],
];

const value = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...ODD) },
  fc.string({ maxLength: 12 }),
  fc.string({ unit: "binary", maxLength: 6 }),
  fc.double().map(String),
  fc
    .tuple(fc.constantFrom("a", "b", "c0", "c1", "d", "f", "d1"), fc.double(), fc.double())
    .map(([n, p, q]) => `${n}=${p}..${q}`),
);

it(
  "every flag takes any value or refuses it in words",
  async () => {
    const words = fc.constantFrom(...COMMANDS).chain(([command, flags]) => {
      const flag = fc.tuple(fc.constantFrom(...flags.split(" ")), value);
      return fc.tuple(fc.constant(command), fc.array(flag, { minLength: 1, maxLength: 2 }));
    });
    await group.each(1, words, async ([command, flags]) => {
      const odd = flags.flat().map((word) => word.replaceAll("/", flags[0][0] === "-o" ? "_" : "/"));
      const { code, out, err } = await bnsl([...command.split(" "), ...odd]);
      expect(err, odd.join(" ")).not.toContain("this is a bug");
      expect([0, 1, 2, 3]).toContain(code);
      expectPlainText(err);
      expectPlainText(out);
      if (code === 2) expectUserWords(err.slice(0, 3_000));
      return `exits ${code}`;
    });
  },
  fuzzTimeout,
);
