import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeBrokenFiles } from "./brokenFiles.js";
import { bnsl, folderWith } from "./harness.js";

/** A command line, what its message says is wrong, and what it says to do next: together the whole message. */
type Case = readonly [words: string, wrong: string, next: string];

let folder: ReturnType<typeof folderWith>;
let before: string;

beforeAll(async () => {
  folder = folderWith({});
  before = process.cwd();
  process.chdir(folder.path("."));
  await makeBrokenFiles();
});
afterAll(() => {
  process.chdir(before);
  folder.remove();
});

const help = (command: string): string => `\n(bnsl ${command} --help lists the options and shows examples)`;
const skip = "; use --bad-rows skip to leave such rows out";
const fitted = ". Give a file that `bnsl fit` wrote.";

describe("a flag that is wrong", () => {
  it.each<Case>([
    ["fit curves.csv --frobnicate", "unknown option '--frobnicate'", help("fit")],
    ["fit curves.csv --brakes 1", "unknown option '--brakes'", `\n(Did you mean --breaks?)${help("fit")}`],
    ["fit curves.csv --starts", "option '--starts <count>' argument missing", help("fit")],
    ["fit curves.csv -o", "option '-o, --output <file>' argument missing", help("fit")],
    ["fit curves.csv --starts many", "--starts many", ": give a whole number from 1"],
    ["fit curves.csv --starts -5", "--starts -5", ": give a whole number from 1"],
    ["fit curves.csv --seed 1.5", "--seed 1.5", ": give a whole number from 0"],
    ["fit curves.csv --huber big", "--huber big", ": give a number such as 0.5 or 1e6"],
    [
      "fit curves.csv --huber -1",
      "--huber -1",
      ': it must be a positive number, "auto", or null for plain squares (leave --huber out)',
    ],
    ["fit curves.csv --breaks two", "--breaks two", ": give numbers of breaks such as 0..3, 0,2 or 1"],
    ["fit curves.csv --breaks 5", "--breaks 5", ": it must be a whole number from 0 to 4"],
    [
      "fit curves.csv --objective los",
      "option '--objective <name>' argument 'los' is invalid",
      `. Allowed choices are log, log1p, linear.${help("fit")}`,
    ],
    [
      "fit curves.csv --engine cuda",
      "option '--engine <name>' argument 'cuda' is invalid",
      `. Allowed choices are auto, gpu, cpu.${help("fit")}`,
    ],
    ["fit curves.csv --bound f=1", "--bound f=1", ": write NAME=LOW..HIGH, for example f=0.01..1 or c0=-inf..5"],
    [
      "fit curves.csv --bound q=0..1",
      'there is no parameter "q" to be bounded',
      "; the names are a, b, c0, c, c1…c4, d, d1…d4, f, f1…f4",
    ],
    ["fit curves.csv --fix d1=-1", "d1 is fixed at -1: d1 is positive", ", give a value above 0"],
    [
      "fit curves.csv --tie c1=c1",
      "the tie c1=c1: a parameter cannot be tied to itself",
      ": name another one, or leave it out",
    ],
    [
      "bootstrap curves.csv --fits fits.arrow --level 95",
      "--level 95: it must lie between 0 and 1",
      ", a share such as 0.95 for 95 %",
    ],
    [
      "bootstrap curves.csv --fits fits.arrow --method magic",
      'there is no method "magic"',
      "; the methods are envelope, percentile, basic, bca, delta, profile",
    ],
    ["bootstrap curves.csv --fits fits.arrow --method bca,bca", '--method names "bca" twice', ": give it once"],
    ["predictability --horizon -1", "--horizon -1", ": give a multiple of the last break's x, finite and above 0"],
    [
      "predict fits.arrow --at -1",
      '--at -1: "-1" is not positive and finite, as every x must be',
      "; give values of x such as 1e9,1e10, or a log grid such as 1e9..1e12:7, or multiples of a curve's last x such as 10x or 2..100x",
    ],
    ["predictability --law a=0", "--law a=0: b is missing", '; write --law "a=0,b=1,c0=0.1,c1=0.3,d1=1e6,f1=0.2"'],
    ["suite curves.csv --forms m9", 'there is no form "m9"', ": there are m1, m2, m3, m4, henighan, bnsl"],
    [
      "suite curves.csv --group language",
      "--group language",
      ': write NAME=DOMAIN,DOMAIN…, each domain once, for example language=NMT,LM; "a,b" in quotes is one',
    ],
  ])("bnsl %s", mustSay);
});

describe("flags that exclude each other, and what is left out", () => {
  it.each<Case>([
    ["fit curves.csv --weight w --sigma s", "--weight and --sigma exclude each other", ": leave one of them out"],
    [
      "fit curves.csv --engine cpu --adapter llvmpipe",
      "--adapter chooses among GPU adapters",
      ": leave it out, or leave --engine cpu out",
    ],
    ["fit --demo curves.csv", "--demo fits its own table", ": leave the files out"],
    ["fit curves.csv --json -o -", "-o - writes to standard output, where --json prints", ": name a file"],
    [
      "fit curves.csv --intervals i.arrow",
      "--intervals names a file for what --bootstrap makes",
      ": give --bootstrap 1000, or leave it out",
    ],
    ["fit", "name at least one file to fit (- is standard input)", ", or give --demo"],
    ["fit - -", "- stands for two inputs: standard input holds one of them", ", name a file for the other"],
    ["bootstrap - --fits -", "both the curves and --fits are -: standard input holds one of them", ", name a file"],
    ["bootstrap curves.csv", "required option '--fits <file>' not specified", help("bootstrap")],
    [
      "bootstrap --fits fits.arrow",
      "no files given",
      `: name at least one table of curves, or - for standard input${help("bootstrap")}`,
    ],
    [
      "predict --at 1",
      "no fits given",
      `: name the table that bnsl fit wrote, or - for standard input${help("predict")}`,
    ],
    ["predict fits.arrow", "required option '--at <x>' not specified", help("predict")],
    [
      "plot fits.arrow curves.csv -o plots",
      "bnsl plot takes 1 argument, not 2",
      `: tables of curves are named with --data FILE${help("plot")}`,
    ],
    [
      "predict fits.arrow fits.csv --at 1",
      "bnsl predict takes 1 argument, not 2",
      `: leave the rest out, or put a value with blanks in quotes${help("predict")}`,
    ],
    [
      "--verson",
      "unknown option '--verson'",
      "\n(Did you mean --version?)\n(bnsl --help lists the commands and shows examples)",
    ],
  ])("bnsl %s", mustSay);

  it("a command that is not there: those that are, and the nearest", async () => {
    const { code, out, err } = await bnsl(["bootstarp", "curves.csv"]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/^error: unknown command 'bootstarp': the commands are fit, predict, .*, devices\n/);
    expect(err).toContain("(Did you mean bootstrap?)\n(bnsl --help lists the commands and shows examples)");
  });
});

describe("columns", () => {
  it.each<Case>([
    ...["fit", "suite"].map((command): Case => [
      `${command} runs.csv`,
      "runs.csv: every row would be a curve of its own by run_id, seed (guessed)",
      '; name what tells curves apart, such as --curve seed, or give --curve "" where all rows are one curve',
    ]),
    ["fit curves.csv --x steps", 'curves.csv: --x: no column "steps"', "; name one of its columns: curve, x, y"],
    [
      "fit curves.csv --curve curv",
      'curves.csv: --curve: no column "curv" (did you mean "curve"?)',
      "; name one of its columns: curve, x, y",
    ],
    [
      "fit curves.csv --x x --y x",
      'curves.csv: "x" is named for two things (one is --y)',
      "; name others. Columns: curve, x, y",
    ],
    [
      "fit two-x.csv",
      "two-x.csv: N and D could each be x",
      "; name one with --x. Columns: N, D, loss; for example\n  bnsl fit two-x.csv --x N",
    ],
    [
      "fit two-y.csv",
      "two-y.csv: loss and error could each be y",
      "; name one with --y. Columns: x, loss, error; for example\n  bnsl fit two-y.csv --y loss",
    ],
    [
      "fit bars.csv",
      "bars.csv: error may be the metric, or the error bar of flux or width_mm",
      "; name the metric with --y (--y error, --y flux), and an error bar with --sigma. Columns: size, flux, width_mm, error; for example\n  bnsl fit bars.csv --y flux",
    ],
    [
      "fit no-x.csv",
      "no-x.csv: no column of numbers has a usual name for x",
      "; name it with --x. Columns: foo, bar, loss; for example\n  bnsl fit no-x.csv --x foo",
    ],
    [
      "fit words-only.csv",
      "words-only.csv: no column of numbers has a usual name for y",
      "; name it with --y. Columns: x, name; for example\n  bnsl fit words-only.csv --y COLUMN",
    ],
    ["fit same-names.csv", 'same-names.csv: two columns are called "y"', "; rename one"],
    [
      "fit two-weights.csv",
      "two-weights.csv: weight and sigma both weigh",
      "; name one of them, with --weight, --sigma or --sigma-log. Columns: x, y, weight, sigma; for example\n  bnsl fit two-weights.csv --weight weight",
    ],
    [
      "fit curves.csv renamed.csv",
      'renamed.csv: no column "x", which curves.csv has',
      "; give it the same columns, or leave the file out. Columns: curve, size, loss",
    ],
    [
      "bootstrap renamed.csv --fits fits.arrow",
      'renamed.csv: no column "x", from which the fits took x',
      "; give the table that was fitted, or say which column it is here with --x. Columns: curve, size, loss",
    ],
    [
      "suite no-train.csv",
      "no-train.csv: no column tells training from test rows, and a suite is decided on test rows",
      "; --train names the column that marks training rows",
    ],
  ])("bnsl %s", mustSay);
});

describe("numbers", () => {
  it.each<Case>([
    ["fit word.csv", 'word.csv, line 3, column y: "high" is not a number', skip],
    [
      "fit zero-y.csv",
      'zero-y.csv, line 3, column y: "0" is not above 0, which the log objective needs',
      "; use --objective log1p or linear (bnsl fit), or --bad-rows skip to leave such rows out",
    ],
    [
      "fit all-negative.csv",
      'all-negative.csv, line 2, column y: "-2" is not above 0, which the log objective needs; no row can be used',
      ": use --objective linear (bnsl fit) (all 2 rows are bad)",
    ],
    ["fit zero-x.csv", 'zero-x.csv, line 2, column x: "0" is not above 0, and x is taken in logarithms', skip],
    [
      "fit counted.csv --x epoch",
      'counted.csv, line 2, column epoch: "0" is not above 0, and x is taken in logarithms',
      "; add 1 to every epoch with --x-offset 1, for it looks like a count from 0 (a power law of epoch + 1 looks broken over " +
        "epoch), or --bad-rows skip to leave such rows out; for example\n  bnsl fit counted.csv --x epoch --x-offset 1",
    ],
    [
      "fit two-reasons.csv --x step",
      '3 of 6 rows cannot be used: 1 row: step is not above 0, and x is taken in logarithms (two-reasons.csv, line 2: "0"); ' +
        '2 rows: y is not above 0, which the log objective needs (the first: two-reasons.csv, line 3: "0")',
      "; to keep more of them, use --objective log1p or linear (bnsl fit); --bad-rows skip leaves out the rest",
    ],
    ["fit nan.csv", 'nan.csv, line 3, column y: "NaN" is not a finite number', skip],
    ["fit infinite.csv", 'infinite.csv, line 3, column y: "inf" is not a finite number', skip],
    ["fit missing.csv", "missing.csv, line 3, column y: the value is missing", skip],
    [
      "fit thousands.csv",
      'thousands.csv, line 2, column x: "1,000" is not a number',
      "; say --decimal , if it means 1, --decimal . if it means 1000; or name another column with --x. Columns: x, y",
    ],
    [
      "fit half-comma.csv",
      'half-comma.csv, line 4, column x: "1000,5" is not a number',
      "; write 1000.5, or say --decimal , if all decimals have a comma, or --bad-rows skip to leave such rows out",
    ],
    [
      "fit decimal-comma.csv",
      'decimal-comma.csv, line 2, column y: "2,5" is not a number',
      "; write 2.5, or say --decimal , if all decimals have a comma; or name another column with --y. Columns: x, y",
    ],
    [
      "fit units.csv",
      'units.csv, line 3, column x: "13B" is not a number',
      "; write it out: 1.3e10; or name another column with --x. Columns: x, y",
    ],
    [
      "fit percent.csv",
      'percent.csv, line 2, column y: "20%" is not a number',
      "; write all numbers of the column with the % sign, or all without; or name another column with --y. Columns: x, y",
    ],
    [
      "fit odd-train.csv --train train",
      'odd-train.csv, line 3, column train: "part" is neither train nor test (1/0, true/false, train/test)',
      skip,
    ],
    [
      "fit blobs.parquet",
      "blobs.parquet: no column of numbers has a usual name for y (column y is of type Binary, not of numbers)",
      "; name it with --y. Columns: x, y; for example\n  bnsl fit blobs.parquet --y COLUMN",
    ],
    ["fit blobs.parquet --y y", "blobs.parquet, column y: Binary is not read as numbers", "; cast the column first"],
  ])("bnsl %s", mustSay);
});

describe("files that are not what they should be", () => {
  it.each<Case>([
    ...["fit folder", "fit folder.csv", "convert folder -o out.csv"].map((words): Case => [
      words,
      `${words.split(" ")[1]}: no table in this folder (looked for .csv, .arrow, .arrows, .parquet, .tsv, .feather, .ipc, .pq, .jsonl, .ndjson)`,
      "; name the files, or another folder",
    ]),
    ["fit none-*.csv", "none-*.csv: no file has such a name", "; check the pattern, or name the files"],
    [
      "suite folder",
      "folder: no table in this folder (looked for .csv, .arrow, .arrows, .parquet, .tsv, .feather, .ipc, .pq, .jsonl, .ndjson)",
      "; name the files, or another folder",
    ],
    ["fit empty.csv", "empty.csv: the file is empty", "; give a table whose first line names its columns"],
    ["fit header.csv", "header.csv: the table has no rows", "; add some, or leave it out"],
    [
      "fit no-header.csv",
      "no-header.csv: the first line holds numbers, not column names",
      "; write a first line that names the columns",
    ],
    [
      "fit long-row.csv",
      "long-row.csv, line 3: 3 fields, but the header has 2",
      "; mend the line, or quote fields that hold commas",
    ],
    [
      "fit short-row.csv",
      "short-row.csv, line 3: 1 field, but the header has 2",
      "; mend the line, or quote fields that hold commas",
    ],
    [
      "fit open-quote.csv",
      "open-quote.csv, line 2: a quoted field begins in this row and never ends",
      "; close it with a quote",
    ],
    [
      "fit blanks.csv",
      "blanks.csv: no column of numbers has a usual name for x (only one column was read: say what separates fields with --separator)",
      "; name it with --x. Columns: x y (nats)",
    ],
    [
      "fit json.csv",
      "json.csv: no column of numbers has a usual name for y",
      "; name it with --y. Columns: x; for example\n  bnsl fit json.csv --y COLUMN",
    ],
    ["fit utf16.csv", "utf16.csv: begins as text in UTF-16, but is not", "; save it as UTF-8"],
    ["fit curves.csv --decimal ;", '--decimal is ";"', `: it is "," or "."`],
    ["fit curves.csv --separator ab", '--separator is "ab"', `: it is one character such as ";", or tab, or blank`],
    [
      "fit curves.csv --separator , --decimal ,",
      '--decimal and --separator are both ","',
      ": fields and decimals need marks of their own",
    ],
    ["fit curves.csv --separator é", '--separator is "é"', ": it is a character of ASCII"],
    ["fit latin.csv", "latin.csv: not text in UTF-8", "; save it as CSV in UTF-8, or as Arrow or Parquet"],
    [
      "fit image.csv",
      "image.csv: no CSV, Arrow or Parquet, for it holds zero bytes (a binary file, or text in UTF-16)",
      "; save it as CSV in UTF-8",
    ],
    ["fit spreadsheet.csv", "spreadsheet.csv: is a zip archive or a spreadsheet", "; save the table as CSV in UTF-8"],
    [
      "fit packed.csv.gz",
      "packed.csv.gz: the file is cut short, so that its gzip data cannot be unpacked",
      "; copy or make it again",
    ],
    [
      "fit text.parquet",
      "text.parquet: its name says Parquet, but its first bytes do not",
      "; write it anew or rename it",
    ],
    [
      "fit cut.parquet",
      "cut.parquet: not a whole Parquet file (Parquet error: Invalid Parquet file. Corrupt footer)",
      "; write or copy it again",
    ],
    ["fit cut.arrow", "cut.arrow: not a whole Arrow file or stream: it is cut short", "; write or copy it again"],
  ])("bnsl %s", mustSay);

  it("a file that is not there: where it was looked for", async () => {
    const { code, err } = await bnsl(["fit", "nothere.csv"]);
    expect(code).toBe(2);
    expect(err).toBe(`error: nothere.csv: no such file; check the name, relative paths start at ${process.cwd()}\n`);
  });
});

describe("fits and curves, each in the other's place", () => {
  it.each<Case>([
    [
      "fit fits.arrow",
      "fits.arrow holds fits, not curves",
      ": give the table that was fitted, or bnsl predict this one",
    ],
    [
      "convert fits.csv -o other.arrow",
      "fits.csv holds fits, not curves",
      ": give the table that was fitted, or bnsl predict this one",
    ],
    [
      "bootstrap fits.arrow --fits fits.arrow",
      "fits.arrow holds fits, not curves",
      ": give the table that was fitted, or bnsl predict this one",
    ],
    [
      "predict curves.csv --at 1",
      "curves.csv is no table of fits: it has no column n_breaks, selected, status and 22 more (it has curve, x, y). " +
        "It looks like a table of curves, or of another program",
      fitted,
    ],
    [
      "bootstrap curves.csv --fits curves.csv",
      "curves.csv is no table of fits: it has no column n_breaks, selected, status and 22 more (it has curve, x, y). " +
        "It looks like a table of curves, or of another program",
      fitted,
    ],
    [
      "bootstrap nine-points.csv --fits fits.arrow",
      "fits.arrow does not belong to these curves (nine-points.csv): curve c0 has 9 training rows here, 8 in the fits",
      ": give the table that was fitted, weights and train columns included",
    ],
    [
      "predict no-fits.csv --at 1",
      "no-fits.csv is a table of fits without rows",
      "; give one that bnsl fit wrote, or run bnsl fit again",
    ],
    [
      "predictability no-fits.csv",
      "no-fits.csv is a table of fits without rows",
      "; give one that bnsl fit wrote, or run bnsl fit again",
    ],
    ["predict empty.csv --at 1", "empty.csv is empty", ": give a file that `bnsl fit` wrote"],
    [
      "predict image.csv --at 1",
      "image.csv is neither Arrow, Parquet nor UTF-8 text",
      ": give a file that `bnsl fit` wrote",
    ],
    [
      "predict cut-fits.arrow --at 1",
      "cut-fits.arrow: not a whole Arrow file or stream: it is cut short",
      "; write or copy it again",
    ],
    [
      "predict cut.parquet --at 1",
      "cut.parquet: not a whole Parquet file (Parquet error: Invalid Parquet file. Corrupt footer)",
      "; write or copy it again",
    ],
    [
      "predict fits.arrow --at 1 --breaks 9",
      "no curve was fitted with 9 breaks: these fits have 0, 1, 2, 3",
      "; ask for one of those",
    ],
    [
      "bootstrap curves.csv --fits unselected.arrow",
      "unselected.arrow: no number of breaks was selected",
      "; ask for one of those fitted (0, 1, 2, 3) with --breaks",
    ],
    [
      "bootstrap curves.csv --fits extrapolated.arrow",
      'extrapolated.arrow: made by the protocol "extrapolate", whose weights and prior depend on all curves of a domain, ' +
        "so one curve cannot be resampled alone",
      "; fit with the default protocol",
    ],
    [
      "predictability fits.arrow",
      "fits.arrow: none of 1 selected fits has a break and falls, so there is nothing to study",
      "; fit with breaks, or name a law with --law",
    ],
  ])("bnsl %s", mustSay);
});

describe("outputs", () => {
  const endings = ": .arrow, .feather, .arrows, .parquet, .csv, .jsonl, .ndjson, or - for CSV on standard output";
  it.each<Case>([
    [
      "fit curves.csv -o fits.xlsx",
      "fits.xlsx: unknown ending .xlsx",
      `; the format follows from the file's ending${endings}`,
    ],
    ["fit curves.csv -o fits", "fits: no ending", `; the format follows from the file's ending${endings}`],
    ["fit curves.csv -o nowhere/fits.arrow", "nowhere/fits.arrow: there is no folder nowhere", "; make it first"],
    [
      "fit curves.csv -o curves.csv/fits.arrow",
      "curves.csv/fits.arrow: curves.csv is a file, not a folder",
      "; choose another place",
    ],
    ["fit curves.csv -o folder", "folder is a folder", ": give the name of a file in it"],
    ["fit curves.csv -o curves.csv", "curves.csv is also an input", "; name another file"],
    ["predict fits.arrow --at 1 -o fits.arrow", "fits.arrow is also an input", "; name another file"],
    [
      "bootstrap curves.csv --fits fits.arrow --draws -",
      "--draws -: draws are many",
      ", name a file such as draws.arrow",
    ],
    [
      "bootstrap curves.csv --fits fits.arrow -o a.arrow --draws a.arrow",
      "-o and --draws both name a.arrow",
      ": name two files",
    ],
  ])("bnsl %s", mustSay);

  it("a folder that nothing can be written to", async () => {
    // a folder of Linux: not even root can make a file there; other systems have none of that name
    const { code, out, err } = await bnsl(["fit", "curves.csv", "--quiet", "-o", "/proc/fits.arrow"]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/^error: \/proc\/fits\.arrow: .*; (choose another place|make it first)\n$/);
  });
});

/** The whole of stderr is the message; nothing is printed, nothing of the program's insides shows. */
async function mustSay(words: string, wrong: string, next: string): Promise<void> {
  const { code, out, err } = await bnsl(words.split(" "));
  expect(err).toBe(`error: ${wrong}${next}\n`);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).not.toMatch(/undefined|\[object|^\s+at |TypeError|\bError:/m);
}
