import { tableFromIPC } from "apache-arrow";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Io } from "../../src/cli/io.js";
import { EngineError } from "../../src/core/errors.js";
import { readFits } from "../../src/tables/read.js";
import { BREAK_TEST_DEFAULTS } from "../../src/uncertainty/breakTestRequest.js";
import { AUDIT_DEFAULTS, BOOTSTRAP_DEFAULTS } from "../../src/uncertainty/request.js";
import type { AuditRequest, BootstrapRequest, BreakTestRequest } from "../../src/uncertainty/types.js";
import { fakeAudit, fakeBootstrap, fakeTestBreaks, type Asked } from "./fakeUncertainty.js";
import { bnsl, curvesCsv, folderWith, type Run } from "./harness.js";

let folder: ReturnType<typeof folderWith>;
let cwd: string;

/** Curves c0 and c1 with fits, c2 without; a table of standard deviations; a table of others. */
beforeAll(async () => {
  const weighed = curvesCsv([8]).split("\n");
  folder = folderWith({
    "curves.csv": curvesCsv([8, 9]),
    "short.csv": curvesCsv([8, 2]),
    "other.csv": curvesCsv([8, 9, 7]),
    "first.csv": curvesCsv([8]),
    "moved.csv": curvesCsv([8, 9]).replace("c1,4,", "c1,4.5,"),
    "odd.csv": weighed
      .map((row, i) => (i === 0 ? "name,size,score,err,held" : row === "" ? row : `${row},0.${(i % 4) + 1},1`))
      .join("\n"),
    "bad.csv": `${curvesCsv([8, 9])}c0,zero,1\n`,
  });
  const odd = readFileSync(folder.path("odd.csv"), "utf8");
  writeFileSync(folder.path("renamed.csv"), odd.replace("size", "steps"));
  cwd = process.cwd();
  process.chdir(folder.path("."));
  mkdirSync("folder.arrow");
  await fit("curves.csv", "fits.arrow", "--breaks", "0..2");
  await fit("curves.csv", "fits.csv");
  await fit("curves.csv", "none.arrow", "--select", "none");
  await fit("short.csv", "short.arrow");
  await fit("bad.csv", "bad.arrow", "--bad-rows", "skip");
  await fit(
    "odd.csv",
    "odd.arrow",
    "--curve",
    "name",
    "--x",
    "size",
    "--y",
    "score",
    "--sigma",
    "err",
    "--train",
    "held",
  );
  await fit("curves.csv", "ahead.arrow", "--protocol", "extrapolate");
});
afterAll(() => {
  process.chdir(cwd);
  folder.remove();
});

async function fit(input: string, output: string, ...flags: string[]): Promise<void> {
  const run = await bnsl(["fit", input, "-o", output, "--quiet", ...flags]);
  expect([0, 1], run.err).toContain(run.code);
}

const commands = ["bootstrap", "test-breaks", "audit"] as const;

async function asked(...args: string[]): Promise<Asked<BootstrapRequest>> {
  const seen: Asked<BootstrapRequest>[] = [];
  const run = await bnsl(["bootstrap", ...args], { bootstrap: fakeBootstrap(seen) });
  expect(run.err).not.toContain("error");
  expect(seen).toHaveLength(1);
  return seen[0];
}

describe("what the engine is asked for", () => {
  it("has the documented defaults", async () => {
    const { set, fits, request, run } = await asked("curves.csv", "--fits", "fits.arrow");
    expect(request).toEqual(BOOTSTRAP_DEFAULTS);
    expect(set.curves.map(({ key }) => key)).toEqual([["c0"], ["c1"]]);
    expect(fits.rows).toHaveLength(6);
    expect(run).toMatchObject({ engine: "auto", command: "bnsl bootstrap curves.csv --fits fits.arrow" });
    const tests: Asked<BreakTestRequest>[] = [];
    await bnsl(["test-breaks", "curves.csv", "--fits", "fits.arrow"], { testBreaks: fakeTestBreaks(tests) });
    expect(tests[0].request).toEqual(BREAK_TEST_DEFAULTS);
    const audits: Asked<AuditRequest>[] = [];
    await bnsl(["audit", "curves.csv", "--fits", "fits.arrow"], { audit: fakeAudit(audits) });
    expect(audits[0].request).toEqual(AUDIT_DEFAULTS);
  });

  it("takes every flag", async () => {
    const flags = [
      "--resamples",
      "2e3",
      "--kind",
      "wild",
      "--cluster",
      "3",
      "--level",
      "0.9",
      "--seed",
      "7",
      "--fresh-starts",
      "4",
      "--breaks",
      "1",
      "--method",
      "all",
      "--at",
      "1e9..1e11:3,5",
      "--target",
      "-1",
      "--band",
      "5",
      "--profile",
      "41",
      "--errors",
      "independent",
    ];
    const wanted = {
      resamples: 2000,
      kind: "wild",
      cluster: 3,
      level: 0.9,
      seed: 7,
      freshStarts: 4,
      breaks: 1,
      methods: "all",
      at: [1e9, 1e10, 1e11, 5],
      target: -1,
      band: 5,
      profile: 41,
      absoluteSigma: false,
      errors: "independent",
    };
    const engine = ["--engine", "gpu", "--adapter", "H100", "--threads", "3"];
    const { request, run } = await asked("curves.csv", "--fits", "fits.arrow", ...flags, ...engine);
    expect(request).toEqual(wanted);
    expect(run).toMatchObject({ engine: "gpu", adapter: "H100", threads: 3 });
    const audits: Asked<AuditRequest>[] = [];
    const args = ["audit", "curves.csv", "--fits", "fits.arrow", ...flags, "--simulations", "9"];
    expect((await bnsl(args, { audit: fakeAudit(audits) })).code).toBe(0);
    expect(audits[0].request).toEqual({ ...wanted, simulations: 9 });
    const tests: Asked<BreakTestRequest>[] = [];
    const test = ["--resamples", "99", "--starts", "3", "--breaks", "0", "--alpha", "0.1", "--seed", "2"];
    test.push("--errors", "ar1");
    await bnsl(["test-breaks", "curves.csv", "--fits", "fits.arrow", ...test], {
      testBreaks: fakeTestBreaks(tests),
    });
    const wantedTest = { resamples: 99, starts: 3, breaks: 0, alpha: 0.1, seed: 2, errors: "ar1" };
    expect(tests[0].request).toEqual(wantedTest);
  });

  it("takes --cluster alone as x, and methods as a list", async () => {
    const cluster = (await asked("curves.csv", "--fits", "fits.arrow", "--cluster")).request.cluster;
    expect(cluster).toBe("x");
    const { request } = await asked("curves.csv", "--fits", "fits.arrow", "--method", "bca, delta");
    expect(request.methods).toEqual(["bca", "delta"]);
  });
});

describe("how the curves are read", () => {
  it("is as the fit did: names, standard deviations, training rows", async () => {
    const { set } = await asked("odd.csv", "--fits", "odd.arrow");
    expect(set).toMatchObject({ keyNames: ["name"], xName: "size", yName: "score", trainName: "held" });
    expect(set).toMatchObject({ weightName: "err", weightKind: "sigma" });
    expect(set.curves[0].sigma).toMatchObject({ of: "y" });
    expect(set.curves[0].sigma!.values[0]).toBe(0.2);
    expect(set.notes).toEqual([]);
  });

  it("takes errors as they are only where the table has them", async () => {
    const flags = ["--fits", "odd.arrow", "--absolute-sigma"];
    expect((await asked("odd.csv", ...flags)).request.absoluteSigma).toBe(true);
    for (const command of ["bootstrap", "audit"]) {
      const run = await bnsl([command, "curves.csv", "--fits", "fits.arrow", "--absolute-sigma"]);
      expect([run.code, run.out]).toEqual([2, ""]);
      expect(run.err).toContain("no column of standard deviations is read here; name it with --sigma or --sigma-log");
    }
    for (const [more, said] of [
      [[], "--absolute-sigma says how intervals are made: give --bootstrap 1000 with it"],
      [["--bootstrap", "100"], "no column of standard deviations is read here"],
    ] as const) {
      const run = await bnsl(["fit", "curves.csv", "--absolute-sigma", ...more]);
      expect(run.code).toBe(2);
      expect(run.err).toContain(said);
    }
  });

  it("follows flags before the fits, and refuses weights that the fit did not have", async () => {
    const run = await bnsl(["bootstrap", "odd.csv", "--fits", "odd.arrow", "--weight", "err"]);
    expect(run.code).toBe(2);
    expect(run.err).toContain("odd.arrow does not belong to these curves (odd.csv): curve c0's objective is");
    const renamed = await asked("renamed.csv", "--fits", "odd.arrow", "--x", "steps");
    expect(renamed.set).toMatchObject({ xName: "steps", yName: "score", weightName: "err" });
  });

  it("tells runs apart where the fit did, or --cluster names their column", async () => {
    const text = "model,x,2,a,b\nm,p,1,4,5\nm,q,2,3,5\nm,p,3,2,4\nm,p,4,2,4\nm,q,5,1,3\nm,q,6,1,2\n";
    writeFileSync("runs.csv", text);
    const columns = ["--curve", "model", "--x", "a", "--y", "b"];
    await fit("runs.csv", "plain.arrow", ...columns);
    await fit("runs.csv", "runs.arrow", ...columns, "--cluster", "x");
    expect((await readFits("plain.arrow")).meta).not.toHaveProperty("clusterName");
    expect((await readFits("runs.arrow")).meta.clusterName).toBe("x");
    const runsOf = async (fits: string, ...flags: string[]) => {
      const { set, request } = await asked("runs.csv", "--fits", fits, ...flags);
      return [set.curves[0].run && [...set.curves[0].run], request.cluster];
    };
    const [byX, by2] = [
      [0, 1, 0, 0, 1, 1],
      [0, 1, 2, 3, 4, 5],
    ];
    expect(await runsOf("plain.arrow")).toEqual([undefined, "none"]);
    expect(await runsOf("plain.arrow", "--cluster", "x")).toEqual([undefined, "x"]);
    expect(await runsOf("plain.arrow", "--cluster", "2")).toEqual([undefined, 2]);
    expect(await runsOf("plain.arrow", "--cluster", "column:x")).toEqual([byX, "none"]);
    expect(await runsOf("plain.arrow", "--cluster", "column:2")).toEqual([by2, "none"]);
    expect(await runsOf("runs.arrow")).toEqual([byX, "none"]);
    expect(await runsOf("runs.arrow", "--cluster", "none")).toEqual([byX, "none"]);
    expect(await runsOf("runs.arrow", "--cluster", "column:2")).toEqual([by2, "none"]);
    expect(await runsOf("runs.arrow", "--cluster", "")).toEqual([undefined, "none"]);
    const tests: Asked<BreakTestRequest>[] = [];
    for (const flags of [[], ["--cluster", "2"], ["--cluster", "column:x"]]) {
      await bnsl(["test-breaks", "runs.csv", "--fits", "runs.arrow", ...flags], { testBreaks: fakeTestBreaks(tests) });
    }
    expect(tests.map(({ set }) => [...set.curves[0].run!])).toEqual([byX, by2, byX]);
  });

  it("skips bad rows where the fit did, unless told not to", async () => {
    expect((await asked("bad.csv", "--fits", "bad.arrow")).set.curves[0].skippedRows).toBe(1);
    const run = await bnsl(["bootstrap", "bad.csv", "--fits", "bad.arrow", "--bad-rows", "error"]);
    expect(run.code).toBe(2);
    expect(run.err).toContain("zero");
  });

  it("guesses what fits in CSV do not tell", async () => {
    const { set } = await asked("curves.csv", "--fits", "fits.csv");
    expect([set.keyNames, set.xName, set.yName]).toEqual([["curve"], "x", "y"]);
    expect(set.notes.join()).toContain("guessed");
  });
});

describe.each(commands)("what bnsl %s prints and writes", (command) => {
  const args = [command, "curves.csv", "--fits", "fits.arrow"];

  it("prints the table to stdout, notes to stderr", async () => {
    const run = await bnsl(args);
    expect(run.code).toBe(0);
    expect(run.out).toMatch(/^(c0|d) /m);
    expect(run.err).toContain("engine: made up");
    expect(run.out).not.toContain("made up");
  });

  it.each(["arrow", "arrows", "csv", "parquet", "jsonl"])("writes %s", async (ending) => {
    const run = await bnsl([...args, "-o", `${command}.${ending}`, "--quiet"]);
    expect(run).toEqual({ code: 0, out: "", err: "" });
    expect(readFileSync(`${command}.${ending}`).length).toBeGreaterThan(100);
  });

  it("says in the metadata how the table was made", async () => {
    await bnsl([...args, "--seed", "5", "-o", "meta.arrow", "--quiet"]);
    const { metadata } = tableFromIPC(readFileSync("meta.arrow")).schema;
    expect(metadata.get("bnsl.command")).toBe(`bnsl ${args.join(" ")} --seed 5 -o meta.arrow --quiet`);
    expect([metadata.get("bnsl.seed"), metadata.get("bnsl.engine")]).toEqual(["5", "cpu"]);
    const kinds = { bootstrap: "intervals", "test-breaks": "break-tests", audit: "audit" };
    const meta = JSON.parse(metadata.get(`bnsl.${kinds[command]}`)!) as Record<string, unknown>;
    expect(meta).toMatchObject({ options: { seed: 5 }, xName: "x", yName: "y", sources: ["curves.csv"] });
    expect(meta.fits).toMatchObject({ seed: 0, objective: "log", sources: ["curves.csv"] });
    expect(meta.notes).toContain("engine: made up");
    expect(meta.seconds).toBeGreaterThan(0);
  });

  it("prints CSV and no table with -o -, JSON lines and nothing else with --json", async () => {
    const csv = await bnsl([...args, "-o", "-"]);
    expect(csv.out).toMatch(/^curve,n_/);
    const json = (await bnsl([...args, "--json"])).out.trimEnd().split("\n");
    for (const line of json) expect(JSON.parse(line)).toHaveProperty("curve");
    expect(csv.out.trimEnd().split("\n")).toHaveLength(json.length + 1);
  });

  it("lists the curves without a result and why, with exit code 1", async () => {
    const run = await bnsl([command, "short.csv", "--fits", "short.arrow", "--quiet"]);
    const what = { bootstrap: "intervals", "test-breaks": "p-value", audit: "audit" }[command];
    const err = `no ${what} for 1 curve:\n  c1: no fit with the breaks asked for\n`;
    expect(run).toEqual({ code: 1, out: "", err });
  });

  it("is exit code 3 where there is no engine, and leaves nothing behind", async () => {
    const lost = () => Promise.reject(new EngineError('no adapter is "H100"'));
    const parts: Partial<Io> = { bootstrap: lostAfter(0), testBreaks: lost, audit: lost };
    const run = await bnsl([...args, "--quiet", "-o", "lost.arrow"], parts);
    expect(run).toEqual({ code: 3, out: "", err: 'error: no adapter is "H100"\n' });
    expect(readdirSync(".").filter((name) => name.includes("lost"))).toEqual([]);
  });
});

/** An engine that is lost after so many curves. */
function lostAfter(curves: number): Io["bootstrap"] {
  return async function* (...request) {
    let done = 0;
    for await (const curve of fakeBootstrap()(...request)) {
      if (done++ === curves) throw new EngineError('no adapter is "H100"');
      yield curve;
    }
  };
}

describe("draws", () => {
  const args = ["bootstrap", "curves.csv", "--fits", "fits.arrow", "--resamples", "200", "-o", "i.arrow"];

  it("are written, a row per resample, with their metadata", async () => {
    const run = await bnsl([...args, "--draws", "draws.arrow"]);
    expect(run.err).toContain("wrote 400 draws to draws.arrow");
    expect(run.err).toMatch(/wrote \d+ rows to i\.arrow/);
    const table = tableFromIPC(readFileSync("draws.arrow"));
    expect(table.numRows).toBe(400);
    expect(table.batches).toHaveLength(2);
    expect([...table.getChild("resample")!].slice(199, 202)).toEqual([199, 0, 1]);
    const meta = JSON.parse(table.schema.metadata.get("bnsl.draws")!) as Record<string, unknown>;
    expect(meta).toMatchObject({ engine: "cpu", options: { resamples: 200 } });
    expect(meta).not.toHaveProperty("seconds");
  });

  it("are the same, byte for byte, in a second run", async () => {
    await bnsl([...args, "--draws", "same.arrow"]);
    const first = readFileSync("same.arrow");
    await bnsl([...args, "--draws", "same.arrow"]);
    expect(readFileSync("same.arrow").equals(first)).toBe(true);
  });

  it("are taken from the engine one curve at a time", async () => {
    let alive = 0;
    let most = 0;
    const counting: Io["bootstrap"] = async function* (...request) {
      for await (const curve of fakeBootstrap()(...request)) {
        most = Math.max(most, ++alive);
        yield curve;
        alive--; // asked for the next: the last is no longer needed
      }
    };
    await bnsl([...args, "--draws", "one.arrow"], { bootstrap: counting });
    expect([alive, most]).toEqual([0, 1]);
  });

  it("are a table without rows where no curve has any", async () => {
    const none: Io["bootstrap"] = async function* (...request) {
      for await (const { rows } of fakeBootstrap()(...request)) yield { rows, draws: null };
    };
    expect((await bnsl([...args, "--draws", "empty.arrow"], { bootstrap: none })).code).toBe(0);
    expect(tableFromIPC(readFileSync("empty.arrow")).numRows).toBe(0);
  });

  it("end the run where they cannot be written, and the engine with it", async () => {
    let closed = false;
    const closing: Io["bootstrap"] = async function* (...request) {
      try {
        yield* fakeBootstrap()(...request);
      } finally {
        closed = true;
      }
    };
    // the folder went away while the first curve was refitted
    const args = ["bootstrap", "curves.csv", "--fits", "fits.arrow", "--draws", "gone/draws.arrow"];
    mkdirSync("gone");
    const gone: Io["bootstrap"] = (...request) => {
      (async () => (await import("node:fs/promises")).rmdir("gone"))().catch(() => {});
      return closing(...request);
    };
    const slow: Io["bootstrap"] = async function* (...request) {
      const results = gone(...request);
      await new Promise((resolve) => setTimeout(resolve, 100));
      yield* results;
    };
    const run = await bnsl(args, { bootstrap: slow });
    expect(run.code).toBe(2);
    expect(run.err).toContain("gone does not exist; make it first");
    expect(closed).toBe(true);
  });

  it("and intervals of the curves before are kept where the engine is lost midway", async () => {
    const files = ["-o", "part.arrow", "--draws", "part.draws.arrow"];
    const words = ["bootstrap", "curves.csv", "--fits", "fits.arrow", "--resamples", "50", ...files];
    const run = await bnsl(words, { bootstrap: lostAfter(1) });
    expect(run.code).toBe(3);
    expect(run.err).toContain("the table holds what was done before: rows of 1 of 2 curves");
    expect(run.err).toMatch(/error: no adapter is "H100"\n$/);
    const keys = (file: string) => new Set(tableFromIPC(readFileSync(file)).getChild("curve"));
    expect(keys("part.arrow")).toEqual(new Set(["c0"]));
    expect(keys("part.draws.arrow")).toEqual(new Set(["c0"]));
  });
});

describe("bnsl test-breaks", () => {
  it("says beforehand where Holm's adjustment leaves no chance", async () => {
    const args = ["test-breaks", "curves.csv", "--fits", "fits.arrow", "--resamples", "19"];
    expect((await bnsl(args)).err).toContain("--resamples 39 or more can");
    expect((await bnsl([...args.slice(0, -1), "39"])).err).not.toContain("Holm");
  });
});

describe("bnsl fit --bootstrap", () => {
  const run = (...args: string[]): Promise<Run> => bnsl(["fit", "curves.csv", "--bootstrap", "50", ...args]);

  it("asks for the default intervals of the fits, with the fit's seed", async () => {
    const seen: Asked<BootstrapRequest>[] = [];
    const words = ["fit", "curves.csv", "--bootstrap", "50", "--seed", "9"];
    const { code, out } = await bnsl(words, { bootstrap: fakeBootstrap(seen) });
    expect(code).toBe(0);
    expect(seen[0].request).toEqual({ ...BOOTSTRAP_DEFAULTS, resamples: 50, seed: 9 });
    expect(out).toMatch(/^c0 .*converged[^]*^c0 .*slope at ∞|^c0 .* a /m);
    expect(out).toContain("2 curves with intervals, 50 resamples each.");
  });

  it("writes intervals beside the fits, or where it is told", async () => {
    expect((await run("-o", "both.csv")).err).toMatch(/wrote \d+ rows to both\.intervals\.csv/);
    expect(readFileSync("both.intervals.csv", "utf8")).toMatch(/^curve,n_breaks,quantity,/);
    expect((await run("-o", "b.arrow", "--intervals", "named.jsonl", "--quiet")).err).toBe("");
    expect(existsSync("named.jsonl")).toBe(true);
    expect(existsSync("b.intervals.arrow")).toBe(false);
    await run("--intervals", "alone.arrow");
    expect(existsSync("alone.arrow")).toBe(true);
  });

  it("leaves standard output to the fits where those go there", async () => {
    const { out } = await run("--json", "--intervals", "json.arrow");
    for (const line of out.trimEnd().split("\n")) expect(JSON.parse(line)).toHaveProperty("basin_share");
    expect((await run("-o", "-", "--intervals", "csv.arrow")).out).not.toContain("interval");
  });

  it("lists a curve without a fit once, with exit code 1", async () => {
    const short = await bnsl(["fit", "short.csv", "--bootstrap", "50", "--quiet"]);
    const err = "no fit at any number of breaks for 1 curve:\n  c1\n";
    expect(short).toEqual({ code: 1, out: "", err });
  });

  it("keeps the fits where the engine is lost over the intervals", async () => {
    const words = ["fit", "curves.csv", "--bootstrap", "50", "-o", "kept.arrow", "--quiet"];
    const lost = await bnsl(words, { bootstrap: lostAfter(0) });
    expect(lost).toEqual({ code: 3, out: "", err: 'error: no adapter is "H100"\n' });
    expect(existsSync("kept.arrow")).toBe(true);
    expect(existsSync("kept.intervals.arrow")).toBe(false);
  });

  it.each([
    [["--intervals", "i.arrow"], "--intervals names a file for what --bootstrap makes"],
    [["--bootstrap", "50", "--protocol", "extrapolate"], "--bootstrap resamples curves one by one"],
    [["--bootstrap", "50", "--select", "none"], "--select none selects none: use bnsl bootstrap --breaks"],
    [["--bootstrap", "50", "-o", "-"], "-o - takes standard output for the fits: name a file with --intervals"],
    [["--bootstrap", "50", "--json"], "--json takes standard output for the fits"],
    [["--bootstrap", "50", "--intervals", "-"], "--intervals -: standard output is for the fits"],
    [["--bootstrap", "50", "-o", "i.arrow", "--intervals", "i.arrow"], "-o and --intervals both name i.arrow"],
    [["--bootstrap", "50", "--intervals", "i.txt"], "i.txt: unknown ending .txt"],
    [["--bootstrap", "50", "--intervals", "curves.csv"], "curves.csv is also an input"],
    [["--bootstrap", "20"], "resamples is 20: the ends of percentile intervals of level 0.95"],
    [["--bootstrap", "none"], "--bootstrap none: give a whole number from 1"],
  ])("refuses %j before anything is fitted", async (args, message) => {
    const fit = () => Promise.reject(new Error("the fit was asked for"));
    const bad = await bnsl(["fit", "curves.csv", ...args], { fit });
    expect(bad).toMatchObject({ code: 2, out: "" });
    expect(bad.err).toContain(message);
  });
});

describe("bad usage is exit code 2, with a message, before the engine is asked", () => {
  const fits = ["--fits", "fits.arrow"];
  const cases: [string[], string][] = [
    [["bootstrap", "none.csv", ...fits], "none.csv: no such file"],
    [["bootstrap", "curves.csv", "--fits", "no.arrow"], "no.arrow: no such file"],
    [["bootstrap", "curves.csv", "--fits", "curves.csv"], "curves.csv is no table of fits"],
    [["bootstrap", "fits.arrow", ...fits], "fits.arrow"],
    [["bootstrap", "-", "--fits", "-"], "both the curves and --fits are -"],
    [["bootstrap", "other.csv", ...fits], "other.csv: curve c2 has no row in fits.arrow (1 of 3 curves have none)"],
    [["bootstrap", "first.csv", ...fits], "fits.arrow: fits of curve c1, which is not in first.csv (1 of 2"],
    [
      ["bootstrap", "moved.csv", ...fits],
      "fits.arrow does not belong to these curves (moved.csv): curve c1's objective",
    ],
    [["test-breaks", "moved.csv", ...fits], "weights and train columns included"],
    [["audit", "moved.csv", ...fits], "fits.arrow does not belong to these curves"],
    [["bootstrap", "curves.csv", "--fits", "ahead.arrow"], 'ahead.arrow: made by the protocol "extrapolate"'],
    [["audit", "curves.csv", "--fits", "ahead.arrow"], "fit with the default protocol"],
    [
      ["bootstrap", "curves.csv", "--fits", "none.arrow"],
      "none.arrow: no number of breaks was selected; ask for one of those fitted (0, 1, 2, 3) with --breaks",
    ],
    [
      ["bootstrap", "curves.csv", ...fits, "--breaks", "3"],
      "fits.arrow: no curve was fitted with 3 breaks; there are 0, 1, 2",
    ],
    [["bootstrap", "curves.csv", ...fits, "--breaks", "0..2"], "--breaks 0..2: give selected, or one number of breaks"],
    [["bootstrap", "curves.csv", ...fits, "--breaks", "9"], "--breaks 9: it must be"],
    [["test-breaks", "curves.csv", ...fits, "--breaks", "4"], "breaks is 4: the alternative has one more"],
    [["bootstrap", "curves.csv", ...fits, "--x", "size"], 'curves.csv: --x: no column "size"'],
    [
      ["bootstrap", "curves.csv", ...fits, "--kind", "jackknife"],
      "Allowed choices are auto, case, residual, wild, parametric",
    ],
    [
      ["bootstrap", "curves.csv", ...fits, "--cluster", "z"],
      'curves.csv: --cluster: no column "z" (did you mean "x"?); name one of its columns: curve, x, y',
    ],
    ...["y", "column:x"].map((word): [string[], string] => [
      ["audit", "curves.csv", ...fits, "--cluster", word],
      `curves.csv: "${word.at(-1)!}" is named for two things`,
    ]),
    [["bootstrap", "curves.csv", ...fits, "--cluster", "1"], "--cluster 1: it must be"],
    [["bootstrap", "curves.csv", ...fits, "--cluster", "9"], "cluster is 9: curve c0 has 8 different x"],
    [["audit", "curves.csv", ...fits, "--cluster", "9"], "cluster is 9: curve c0 has 8 different x"],
    [
      ["bootstrap", "curves.csv", ...fits, "--cluster", "--kind", "residual"],
      "residual resampling breaks clusters apart",
    ],
    [["bootstrap", "curves.csv", ...fits, "--resamples", "0"], "--resamples 0: give a whole number from 2"],
    [["bootstrap", "curves.csv", ...fits, "--resamples", "20"], "give at least 39"],
    [["bootstrap", "curves.csv", ...fits, "--level", "95"], "--level 95: it must lie between 0 and 1"],
    [["bootstrap", "curves.csv", ...fits, "--level", "high"], "--level high: give a number"],
    [["bootstrap", "curves.csv", ...fits, "--fresh-starts", "few"], "--fresh-starts few: give a whole number from 0"],
    [["bootstrap", "curves.csv", ...fits, "--fresh-starts", "300"], "--fresh-starts 300: it must be"],
    [["bootstrap", "curves.csv", ...fits, "--method", "best"], 'there is no method "best"'],
    [["bootstrap", "curves.csv", ...fits, "--method", "bca,profile"], "methods names profile, but profile is 0"],
    [["bootstrap", "curves.csv", ...fits, "--at", "0"], '--at 0: "0" is not positive and finite'],
    [["bootstrap", "curves.csv", ...fits, "--target", "low"], "--target low: give a number"],
    [["bootstrap", "curves.csv", ...fits, "--band", "-1"], "--band -1: give a whole number from 0"],
    [["bootstrap", "curves.csv", ...fits, "--profile", "20000"], "--profile 20000: it must be"],
    [["bootstrap", "curves.csv", ...fits, "--seed", "x"], "--seed x: give a whole number from 0"],
    [
      ["bootstrap", "curves.csv", ...fits, "--engine", "cpu", "--adapter", "H100"],
      "--adapter chooses among GPU adapters",
    ],
    [["bootstrap", "curves.csv", ...fits, "-o", "-", "--json"], "-o - writes to standard output, where --json prints"],
    [["bootstrap", "curves.csv", ...fits, "-o", "i.txt"], "i.txt: unknown ending .txt"],
    [["bootstrap", "curves.csv", ...fits, "-o", "fits.arrow"], "fits.arrow is also an input; name another file"],
    [["bootstrap", "curves.csv", ...fits, "-o", "folder.arrow"], "folder.arrow is a folder"],
    [["bootstrap", "curves.csv", ...fits, "--draws", "-"], "--draws -: draws are many, name a file"],
    [["bootstrap", "curves.csv", ...fits, "--draws", "no/d.arrow"], "there is no folder no; make it first"],
    [["bootstrap", "curves.csv", ...fits, "--draws", "curves.csv"], "curves.csv is also an input"],
    [["bootstrap", "curves.csv", ...fits, "-o", "d.arrow", "--draws", "d.arrow"], "-o and --draws both name d.arrow"],
    [
      ["bootstrap", "odd.csv", "--fits", "odd.arrow", "--weight", "err", "--sigma", "err"],
      "--weight and --sigma exclude each other",
    ],
    [["test-breaks", "curves.csv", ...fits, "--alpha", "5"], "--alpha 5: it must lie between 0 and 1"],
    [["test-breaks", "curves.csv", ...fits, "--resamples", "10"], "give at least 19"],
    [["test-breaks", "curves.csv", ...fits, "--starts", "0"], "--starts 0: give a whole number from 1"],
    [["test-breaks", "curves.csv", ...fits, "--level", "0.9"], "unknown option '--level'"],
    [["audit", "curves.csv", ...fits, "--simulations", "0"], "--simulations 0: give a whole number from 1"],
    [["audit", "curves.csv", ...fits, "--draws", "d.arrow"], "unknown option '--draws'"],
  ];

  it.each(cases)("%j", async (args, message) => {
    const never = () => {
      throw new Error("the engine was asked");
    };
    const run = await bnsl(args, { bootstrap: never, testBreaks: never, audit: never });
    expect(run.err).toContain(message);
    expect(run.err).toMatch(/^error: /);
    expect(run).toMatchObject({ code: 2, out: "" });
  });
});
