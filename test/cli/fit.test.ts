import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EngineError } from "../../src/core/errors.js";
import type { FitOptions } from "../../src/core/types.js";
import { fitStore } from "../../src/node/run.js";
import { RunError } from "../../src/run/runEngine.js";
import { readFits } from "../../src/tables/read.js";
import { madeMeta } from "../tables/madeFits.js";
import { bnsl, curvesCsv, fakeFit, fakeSetAside, fakeWindows, folderWith, TextSink, type Request } from "./harness.js";

let folder: ReturnType<typeof folderWith>;
let csv: string;

beforeAll(() => {
  folder = folderWith({
    "curves.csv": curvesCsv([8, 9]),
    "short.csv": curvesCsv([8, 2, 3]),
    "bad.csv": "curve,x,y\nq,1,2\nq,2,zero\nq,3,1\nq,4,0.9\nq,5,0.8\n",
  });
  csv = folder.path("curves.csv");
  mkdirSync(folder.path("folder.csv"));
});
afterAll(() => folder.remove());

async function requestOf(...args: string[]): Promise<Request> {
  const seen: Request[] = [];
  const run = await bnsl(["fit", csv, ...args], { fit: fakeFit(seen) });
  expect(run.err).not.toContain("error");
  expect(seen).toHaveLength(1);
  return seen[0];
}

describe("what the engine is asked for", () => {
  it("has the documented defaults", async () => {
    const { set, options, run } = await requestOf();
    const defaults: FitOptions = {
      breaks: [0, 1, 2, 3],
      starts: "auto",
      seed: 0,
      objective: "log",
      huber: null,
      signB: "+",
      bounds: {},
      fixed: {},
      ties: {},
      protocol: "default",
      domain: null,
      errors: "auto",
      robust: "auto",
      segmentX: 3,
      select: options.select,
    };
    expect(options).toEqual(defaults);
    expect(set.curves.map((curve) => curve.key)).toEqual([["c0"], ["c1"]]);
    expect(run.engine).toBe("auto");
    expect(run).not.toHaveProperty("adapter");
    expect(run).not.toHaveProperty("threads");
    expect(run.command).toBe(`bnsl fit ${csv}`);
  });

  it("takes every flag", async () => {
    const { options, run } = await requestOf(
      ...["--breaks", "1,2", "--starts", "64", "--seed", "7", "--objective", "log1p", "--huber", "0.1"],
      ...["--sign-b", "-", "--bound", "f=0.01..1", "--bound", "c0=-inf..5,d1=2..9", "--fix", "c0=0,f1=1"],
      ...[
        "--errors",
        "ar1",
        "--robust",
        "off",
        "--segment-x",
        "4",
        "--select",
        "none",
        "--engine",
        "gpu",
        "--adapter",
        "H100",
        "--threads",
        "3",
      ],
    );
    expect(options).toEqual({
      breaks: [1, 2],
      starts: 64,
      seed: 7,
      objective: "log1p",
      huber: 0.1,
      signB: "-",
      bounds: { f: [0.01, 1], c0: [-Infinity, 5], d1: [2, 9] },
      fixed: { c0: 0, f1: 1 },
      ties: {},
      protocol: "default",
      domain: null,
      errors: "ar1",
      robust: "off",
      segmentX: 4,
      select: "none",
    });
    expect(run).toMatchObject({ engine: "gpu", adapter: "H100", threads: 3 });
  });

  it("takes the protocol extrapolate, which decides the rest itself, and a domain", async () => {
    const { options } = await requestOf("--protocol", "extrapolate", "--domain", "curve", "--seed", "3");
    expect(options).toMatchObject({
      protocol: "extrapolate",
      domain: "curve",
      seed: 3,
      starts: "auto",
      breaks: [1],
      objective: "log",
      huber: null,
      signB: "+",
      ties: {},
      select: "none",
      fixed: { c0: 0 },
      bounds: { c: [0, 1], f: [0.1, 5] },
    });
    expect((await requestOf("--protocol", "extrapolate", "--domain", "")).options.domain).toBe("");
    expect((await requestOf("--protocol", "extrapolate")).options.domain).toBeNull();
  });

  it.each([
    [["--breaks", "1,2"], 'breaks is [1,2], but the protocol "extrapolate" decides breaks itself'],
    [["--huber", "0.1"], "huber is 0.1, but"],
    [["--sign-b", "auto"], 'signB is "auto", but'],
    [["--objective", "linear"], 'objective is "linear", but'],
    [["--bound", "f=0.2..5"], 'bounds is {"f":[0.2,5]}, but'],
    [["--fix", "a=0"], 'fixed is {"a":0}, but'],
    [["--tie", "c1=-c0"], 'ties is {"c1":"-c0"}, but'],
    [["--select", "bic"], 'select is "bic", but'],
  ])("refuses %j beside the protocol extrapolate", async (args, message) => {
    const run = await bnsl(["fit", csv, "--protocol", "extrapolate", ...args]);
    expect(run).toMatchObject({ code: 2, out: "" });
    expect(run.err).toContain(message);
    expect(run.err).toContain("leave one of them out");
  });

  it("refuses a protocol and a domain that are not there", async () => {
    const best = await bnsl(["fit", csv, "--protocol", "best"]);
    expect(best).toMatchObject({ code: 2, out: "" });
    expect(best.err).toContain("Allowed choices are default, extrapolate");
    const task = await bnsl(["fit", csv, "--domain", "Task"], { fit: fitStore });
    expect(task).toMatchObject({ code: 2, out: "" });
    expect(task.err).toContain('the domain "Task" is no key column: they are curve; --curve names');
  });

  it("names columns, and quotes the command as a shell takes it", async () => {
    const { set, run } = await requestOf("--curve", "curve", "--x", "y", "--y", "x", "--adapter", "it's");
    expect([set.keyNames, set.xName, set.yName]).toEqual([["curve"], "y", "x"]);
    expect(run.command).toBe(String.raw`bnsl fit ${csv} --curve curve --x y --y x --adapter 'it'\''s'`);
  });

  it("makes one curve of all rows where --curve is empty", async () => {
    expect((await requestOf("--curve", "")).set.curves).toHaveLength(1);
  });

  it("fits the shipped suite with --demo", async () => {
    const seen: Request[] = [];
    const run = await bnsl(["fit", "--demo"], { fit: fakeFit(seen) });
    expect(run.code).toBe(0);
    expect(seen[0].set.curves).toHaveLength(92);
    expect(run.out.split("\n").length).toBeGreaterThan(92);
  });
});

describe("fits of the protocol extrapolate", () => {
  it("are rows of one break with the protocol in their metadata, and say how domains were chosen", async () => {
    const lines = ["p", "q", "r"].flatMap((name, k) =>
      Array.from({ length: 10 }, (_, i) => `IC,${name},${2 ** i},${0.2 + 0.5 * (1 + 2 ** i / (k + 3)) ** -0.5}`),
    );
    const tables = folderWith({ "d.csv": ["Domain,name,x,y", ...lines, ""].join("\n") });
    try {
      const output = tables.path("fits.arrow");
      const args = ["--protocol", "extrapolate", "--starts", "8", "--engine", "cpu", "--threads", "1"];
      const run = await bnsl(["fit", tables.path("d.csv"), ...args, "-o", output], { fit: fitStore });
      expect(run.code).toBe(0);
      expect(run.err).toContain("domains: the values of Domain (guessed); --domain names another column");
      const { meta, rows } = await readFits(output);
      expect(meta?.options).toMatchObject({
        protocol: "extrapolate",
        domain: null,
        breaks: [1],
        select: "none",
      });
      expect(rows).toHaveLength(3);
      rows.forEach((row) => expect(row).toMatchObject({ nBreaks: 1, selected: true, c0: 0, aicc: null }));
      const named = await bnsl(["fit", tables.path("d.csv"), ...args, "--domain", "Domain"], {
        fit: fitStore,
      });
      expect(named.err).not.toContain("domains:");
      expect(named.code).toBe(0);
    } finally {
      tables.remove();
    }
  });
});

describe("what it prints and writes", () => {
  it("prints the table to stdout, notes to stderr", async () => {
    const run = await bnsl(["fit", csv]);
    expect(run.code).toBe(0);
    expect(run.out).toMatch(/^c0 .*converged/m);
    expect(run.err).toContain("engine: made up");
    expect(run.err).toMatch(/guessed|curve/);
    expect(run.out).not.toContain("made up");
  });

  it.each(["fits.arrow", "fits.arrows", "fits.csv", "fits.parquet", "fits.jsonl"])("writes %s", async (name) => {
    const output = folder.path(name);
    const run = await bnsl(["fit", csv, "-o", output, "--breaks", "0,1"]);
    expect(run.code).toBe(0);
    expect(run.err).toContain(`wrote 4 rows to ${output}`);
    const fits = await readFits(output);
    expect(fits.rows.map((row) => [...row.key, row.nBreaks])).toEqual([
      ["c0", 0],
      ["c0", 1],
      ["c1", 0],
      ["c1", 1],
    ]);
  });

  it("is silent with --quiet, and still writes the file", async () => {
    const output = folder.path("quiet.arrow");
    expect(await bnsl(["fit", csv, "--quiet", "-o", output])).toEqual({ code: 0, out: "", err: "" });
    expect(statSync(output).size).toBeGreaterThan(0);
  });

  it("prints JSON lines and nothing else to stdout with --json", async () => {
    const run = await bnsl(["fit", csv, "--json", "--breaks", "0..2"]);
    const rows = run.out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rows.map((row) => [row.curve, row.n_breaks])).toEqual(
      ["c0", "c1"].flatMap((key) => [0, 1, 2].map((n) => [key, n])),
    );
  });

  it("orders the table by --sort, worst first where it names no order", async () => {
    const keysOf = async (...args: string[]): Promise<string[]> => {
      const { out } = await bnsl(["fit", folder.path("short.csv"), ...args]);
      return [...out.matchAll(/^c\d(?= )/gm)].map(([key]) => key);
    };
    expect(await keysOf()).toEqual(["c0", "c1", "c2"]);
    expect(await keysOf("--sort")).toEqual(["c1", "c2", "c0"]);
    expect(await keysOf("--sort", "key")).toEqual(["c0", "c1", "c2"]);
  });

  it("prints CSV and no table with -o -", async () => {
    const run = await bnsl(["fit", csv, "-o", "-", "--breaks", "0"]);
    expect(run.out.trimEnd().split("\n")).toHaveLength(3);
    expect(run.out).toMatch(/^curve,n_breaks,/);
  });

  it("colours only a terminal, and not under NO_COLOR", async () => {
    const escape = String.fromCharCode(27);
    const outOf = async (tty: boolean, env: Record<string, string>): Promise<string> => {
      const stdout = new TextSink(tty);
      await bnsl(["fit", folder.path("short.csv")], { stdout, env });
      return stdout.text;
    };
    expect(await outOf(true, {})).toContain(escape);
    expect(await outOf(true, { NO_COLOR: "1" })).not.toContain(escape);
    expect(await outOf(true, { TERM: "dumb" })).not.toContain(escape);
    expect(await outOf(false, {})).not.toContain(escape);
  });
});

describe("rows that a fit sets aside", () => {
  it.each(["bootstrap", "test-breaks", "audit"])("are left out by bnsl %s, which says so", async (command) => {
    // 1 % of ripple, one row 40 % up
    const y = (k: number) => 8 * 1.3 ** (-0.4 * k) * (1 + 0.01 * Math.sin(9 * k)) * (k === 11 ? 1.4 : 1);
    const rows = Array.from({ length: 24 }, (_, k) => `${1.3 ** k},${y(k)}`);
    const [spike, fits] = [folder.path("spike.csv"), folder.path("spike.arrow")];
    writeFileSync(spike, ["x,loss", ...rows, ""].join("\n"));
    const flags = ["--breaks", "0,1", "--starts", "32", "--engine", "cpu", "--quiet"];
    await bnsl(["fit", spike, ...flags, "-o", fits], { fit: fitStore });
    const { err } = await bnsl([command, spike, "--fits", fits]);
    expect(err).toContain("left out as the fit did: 1 row of 1 curve");
  });
});

describe("a column of runs", () => {
  it("reaches the engine, and the metadata of the fits and of every shard", async () => {
    const runs = folder.path("runs.csv");
    const rows = [1, 2, 4, 8, 16].flatMap((x) => ["p", "q"].map((seed, i) => `A,${seed},${x},${1 + i + 1 / x}`));
    writeFileSync(runs, `model,seed,x,y\n${rows.join("\n")}\n${rows.join("\n").replaceAll("A,", "B,")}\n`);
    const flags = ["--cluster", "seed", "--engine", "cpu", "--breaks", "0", "--starts", "4", "--quiet"];
    const seen: Request[] = [];
    await bnsl(["fit", runs, ...flags], { fit: fakeFit(seen) });
    expect(seen[0].set.keyNames).toEqual(["model"]);
    for (const { run } of seen[0].set.curves) expect([...run!]).toEqual([0, 1, 0, 1, 0, 1, 0, 1, 0, 1]);
    const output = folder.path("runs.arrow");
    const shards = [1, 2].map((index) => folder.path(`runs-${index}.arrow`));
    await bnsl(["fit", runs, ...flags, "-o", output], { fit: fitStore });
    for (const [i, shard] of shards.entries()) {
      await bnsl(["fit", runs, ...flags, "-o", shard, "--shard", `${i + 1}/2`], { fit: fitStore });
    }
    expect((await bnsl(["merge", ...shards, "-o", folder.path("merged.arrow")])).code).toBe(0);
    const [whole, merged] = [await readFits(output), await readFits(folder.path("merged.arrow"))];
    expect([whole.meta.clusterName, merged.meta.clusterName]).toEqual(["seed", "seed"]);
    expect(merged.rows).toEqual(whole.rows);
    const shown = await bnsl(["show", folder.path("merged.arrow"), "--curve", "A"]);
    expect(shown.err).toBe("");
    expect(shown.out).toContain("● training rows");
  });

  it("is refused where it is none of the table, or the key", async () => {
    const none = await bnsl(["fit", csv, "--cluster", "seed"]);
    expect(none).toMatchObject({ code: 2, out: "" });
    expect(none.err).toBe(`error: ${csv}: --cluster: no column "seed"; name one of its columns: curve, x, y\n`);
    const key = await bnsl(["fit", csv, "--cluster", "curve", "--curve", "curve"]);
    expect(key.err).toContain('"curve" is named for two things');
    expect((await bnsl(["fit", csv, "--cluster"])).code).toBe(2);
  });
});

describe("notes on the data", () => {
  const rising = "x,y\n1,0.3\n2,0.6\n4,0.75\n8,0.83\n16,0.86\n32,0.88\n";

  it("fits b < 0 where every curve rises as if to a ceiling, says so once, and not where the sign was chosen", async () => {
    const falling = rising.replaceAll(/,0\.(\d+)/g, (_, digits: string) => `,${1 / Number(`0.${digits}`)}`);
    const data = folderWith({
      "rising.csv": rising,
      "reward.csv": rising.replace("x,y", "step,reward"),
      "loss.csv": rising.replace("x,y", "step,val_loss"),
      "both.csv": `model,${rising.trim().replaceAll("\n", "\nA,")}\n${falling
        .trim()
        .split("\n")
        .slice(1)
        .map((row) => `B,${row}`)
        .join("\n")}\n`,
    });
    const seen: Request[] = [];
    const errOf = async (...words: string[]) =>
      (await bnsl(["fit", data.path("rising.csv"), ...words], { fit: fakeFit(seen) })).err;
    const note =
      /y rises with x as if to a ceiling in the curve: fitted with b < 0 \(--rising\); --sign-b \+ fits b > 0/g;
    expect((await errOf()).match(note)).toHaveLength(1);
    expect(seen.at(-1)!.options.signB).toBe("-");
    const signOf = async (...words: string[]) => {
      const { err } = await bnsl(["fit", ...words], { fit: fakeFit(seen) });
      return [seen.at(-1)!.options.signB, /rises/.test(err)];
    };
    expect(await signOf(data.path("rising.csv"), "--rising")).toEqual(["-", false]);
    expect(await signOf(data.path("rising.csv"), "--sign-b", "+")).toEqual(["+", false]);
    // what was bounded by the user may not be had with the other sign
    expect(await signOf(data.path("rising.csv"), "--fix", "a=0")).toEqual(["+", true]);
    expect(await signOf(data.path("reward.csv"))).toEqual(["+", false]);
    expect(await signOf(data.path("loss.csv"))).toEqual(["+", true]);
    expect(await signOf(data.path("both.csv"))).toEqual(["+", true]);
    const shard = await bnsl(["fit", data.path("rising.csv"), "--shard", "1/2"]);
    expect([shard.code, shard.err.endsWith(` --shard 1/2 --rising\n`)]).toEqual([2, true]);
    expect(await errOf("--rising", "--sign-b", "+")).toContain("--rising and --sign-b + exclude each other");
    for (const words of [["--sign-b", "-"], ["--sign-b", "auto"], ["--quiet"]]) {
      expect(await errOf(...words)).not.toContain("rises");
    }
    expect((await bnsl(["fit", csv])).err).not.toContain("rises");
    const extrapolated = await errOf("--protocol", "extrapolate");
    expect(extrapolated).toContain("y rises with x in 1 of 1 curve: the protocol extrapolate is for curves that fall");
    expect(extrapolated).not.toContain("--sign-b");
    data.remove();
  });

  it.each(["arrow", "csv"])("sends fits in %s to bnsl predict", async (ending) => {
    const fits = folder.path(`again.${ending}`);
    await bnsl(["fit", csv, "-o", fits, "--quiet"]);
    const run = await bnsl(["fit", fits]);
    expect(run.code).toBe(2);
    expect(run.err).toBe(
      `error: ${fits} holds fits, not curves: give the table that was fitted, or bnsl predict this one\n`,
    );
  });
});

describe("rows set aside", () => {
  const note = (name: string, line: number) =>
    `curve ${name}: set aside ${csv}, line ${line} (x = 2, y = 1.664): far out, or alone making a break (--robust off keeps it)\n`;

  it("are told at the end, first curves by name", async () => {
    const run = await bnsl(["fit", csv, "--breaks", "0,1"], { fit: fakeSetAside([2]) });
    expect(run.code).toBe(0);
    expect(run.err.endsWith(note("c0", 3) + note("c1", 11))).toBe(true);
    const many = folder.path("many.csv");
    writeFileSync(many, curvesCsv(Array.from({ length: 28 }, () => 8)));
    const { err } = await bnsl(["fit", many, "-o", folder.path("many.arrow"), "--shard", "1/1"], {
      fit: fakeSetAside([1, 2, 3]),
    });
    expect(err.split("\n").filter((line) => line.includes("set aside"))).toEqual([
      ...[0, 1, 2, 3, 4].map(
        (i) =>
          `curve c${i}: set aside 3 rows at x = 1 to 4 (${many}, lines ${8 * i + 2} to ${8 * i + 4}): ` +
          "far out, or alone making a break (--robust off keeps them)",
      ),
      "and 23 more curves with rows set aside",
    ]);
  });

  it("are no matter of --quiet, and are none of a fit without them", async () => {
    expect((await bnsl(["fit", csv, "--quiet"], { fit: fakeSetAside([2]) })).err).toBe("");
    expect((await bnsl(["fit", csv])).err).not.toContain("set aside");
  });
});

describe("exit codes", () => {
  it("is 1 where a curve has no fit, and lists it even when quiet", async () => {
    const run = await bnsl(["fit", folder.path("short.csv"), "--quiet"]);
    expect(run).toEqual({
      code: 1,
      out: "",
      err: "no fit at any number of breaks for 2 curves:\n  c1\n  c2\n",
    });
  });

  it("is 3 where there is no engine", async () => {
    const fit = () => Promise.reject(new EngineError('no adapter is "H100"'));
    expect(await bnsl(["fit", csv, "--quiet"], { fit })).toEqual({
      code: 3,
      out: "",
      err: 'error: no adapter is "H100"\n',
    });
  });

  it("is 3 where the engine is lost midway, and prints what was done", async () => {
    const lost = fakeWindows(1, (first) => {
      if (first === 1) throw new RunError(new EngineError("the device was lost twice"), madeMeta());
    });
    const run = await bnsl(["fit", csv, "--breaks", "0"], { fit: lost });
    expect(run.code).toBe(3);
    expect(run.err).toContain("error: the device was lost twice");
    expect(run.err).toContain("rows of 1 of 2 curves");
    expect(run.out).toMatch(/^1 curve, 1 row:/m);
  });

  it("is 70, with a trace, for a bug", async () => {
    const run = await bnsl(["fit", csv], { fit: () => Promise.reject(new TypeError("x is not a function")) });
    expect(run.code).toBe(70);
    expect(run.err).toMatch(/this is a bug in bnsl[^]*TypeError: x is not a function\n +at /);
  });
});

describe("bad usage is exit code 2, with a message, before the engine is asked", () => {
  const cases: [string[], string][] = [
    [[], "name at least one file to fit (- is standard input), or give --demo"],
    [["--demo", "CSV"], "--demo fits its own table: leave the files out"],
    [["CSV", "--engine", "cpu", "--adapter", "H100"], "--adapter chooses among GPU adapters"],
    [["CSV", "--breaks", "0-3"], "--breaks 0-3: give numbers of breaks such as 0..3, 0,2 or 1"],
    [["CSV", "--breaks", "5"], "--breaks 5: it must be a whole number from 0 to 4"],
    [["CSV", "--starts", "many"], "--starts many: give a whole number from 1"],
    [["CSV", "--starts", "1000001"], '--starts 1000001: it must be a whole number from 1 to 1000000, or "auto"'],
    [["CSV", "--seed", "-1"], "--seed -1: give a whole number from 0"],
    [["CSV", "--huber", "0"], '--huber 0: it must be a positive number, "auto", or null for plain squares'],
    [["CSV", "--huber", "1x"], "--huber 1x: give a number"],
    [
      ["CSV", "--objective", "mse"],
      "option '--objective <name>' argument 'mse' is invalid. Allowed choices are log, log1p, linear",
    ],
    [["CSV", "--sign-b", "minus"], "Allowed choices are +, -, auto"],
    [["CSV", "--select", "best"], "Allowed choices are tests, bic, aicc, aic, holdout, none"],
    [["CSV", "--engine", "tpu"], "Allowed choices are auto, gpu, cpu"],
    [["CSV", "--sort", "best"], "Allowed choices are input, key, worst, rmsle_train, rmsle_test"],
    [["CSV", "--bad-rows", "drop"], "Allowed choices are error, skip"],
    [["CSV", "--threads", "0"], "--threads 0: give a whole number from 1"],
    [["CSV", "--bound", "f=1"], "--bound f=1: write NAME=LOW..HIGH, for example f=0.01..1 or c0=-inf..5"],
    [["CSV", "--bound", "f=1..2", "--bound", "f=1..3"], "--bound names f twice: give it once"],
    [["CSV", "--bound", "g=1..2"], 'there is no parameter "g" to be bounded'],
    [["CSV", "--fix", "c0"], "--fix c0: write NAME=VALUE, for example c0=0 or f1=1"],
    [["CSV", "--fix", "d2=5", "--breaks", "1"], "d2 is fixed, but at most 1 break is fitted"],
    [["CSV", "--curve", "a,,b"], "--curve a,,b: give column names separated by commas"],
    [["CSV", "--weight", "w", "--sigma", "s"], "--weight and --sigma exclude each other: leave one of them out"],
    [["CSV", "--stars", "3"], "unknown option '--stars'\n(Did you mean --starts?)"],
    [["CSV", "-o", "DIR/fits.txt"], "fits.txt: unknown ending .txt"],
    [["CSV", "-o", "DIR/no/fits.arrow"], "/no; make it first"],
    [["CSV", "-o", "DIR/folder.csv"], "folder.csv is a folder: give the name of a file in it"],
    [["CSV", "-o", "CSV/a/fits.arrow"], "curves.csv/a; make it first"],
    [["CSV", "-o", "CSV/fits.arrow"], "curves.csv is a file, not a folder; choose another place"],
    [["DIR/none.csv"], "none.csv: no such file"],
    [["CSV", "--x", "size"], "size"],
    [["DIR/bad.csv"], "zero"],
  ];

  it.each(cases)("%j", async (args, message) => {
    const seen: Request[] = [];
    const words = args.map((word) => word.replace("CSV", csv).replace("DIR", folder.path(".")));
    const run = await bnsl(["fit", ...words], { fit: fakeFit(seen) });
    expect(run.code).toBe(2);
    expect(run.err).toMatch(/^error: /);
    expect(run.err).toContain(message);
    expect(run.out).toBe("");
    expect(seen).toHaveLength(0);
  });

  it("skips bad rows only where it is told to, and counts them", async () => {
    const seen: Request[] = [];
    const run = await bnsl(["fit", folder.path("bad.csv"), "--bad-rows", "skip"], { fit: fakeFit(seen) });
    expect(run.code).toBe(0);
    expect(seen[0].set.curves.map((curve) => curve.skippedRows)).toEqual([1]);
  });

  it("lets y be 0 or less with the objectives that allow it", async () => {
    const zero = folderWith({ "zero.csv": "x,y\n1,2\n2,1\n3,0\n4,-0.5\n5,-2\n" });
    const codes = await Promise.all(
      ["log", "log1p", "linear"].map((name) => bnsl(["fit", zero.path("zero.csv"), "--objective", name])),
    );
    expect(codes.map((run) => run.code)).toEqual([2, 2, 0]);
    expect(codes[0].err).toContain("line 4");
    expect(codes[1].err).toContain("line 6");
    zero.remove();
  });

  it("leaves an older result alone when the input is bad", async () => {
    const output = folder.path("kept.csv");
    await bnsl(["fit", csv, "-o", output, "--quiet"]);
    const before = readFileSync(output, "utf8");
    expect((await bnsl(["fit", folder.path("bad.csv"), "-o", output])).code).toBe(2);
    expect(readFileSync(output, "utf8")).toBe(before);
    expect(existsSync(output)).toBe(true);
  });
});
