import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tableFromIPC } from "apache-arrow";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FitRun, Io } from "../../src/cli/io.js";
import type { FormsRequest } from "../../src/suite/fitForms.js";
import { EngineError } from "../../src/core/errors.js";
import { suiteMetaFrom } from "../../src/tables/suiteMeta.js";
import { resolveOptions } from "../../src/core/options.js";
import type { CurveSet } from "../../src/core/types.js";
import { fitFormSet } from "../../src/node/run.js";
import { madeFit, type Outcome } from "../suite/madeSuite.js";
import { bnsl, folderWith, type Run } from "./harness.js";

interface Seen {
  readonly set: CurveSet;
  readonly request: FormsRequest;
  readonly run: FitRun;
}

/** Forms that err by 0.1, 0.2, 0.3 … in their order, on a table of which every y is 1. */
function fakeForms(seen: Seen[] = [], outcome = (_: string, k: number): Outcome => 0.1 * (k + 1)): Io["fitForms"] {
  return (set, request, run) => {
    seen.push({ set, request, run });
    run.onNote?.("engine: made up");
    run.onProgress?.({ done: 1, total: 1, fits: 10, label: "m1" });
    const fits = set.curves.map((curve) => request.forms.map((form, k) => madeFit(curve, form, outcome(form, k))));
    return Promise.resolve({ fits, engine: "made up", adapter: null });
  };
}

/** Training rows, then test rows, all with y = 1. */
function curveRows(key: string, trainRows: number, testRows: number): string {
  const rows = Array.from({ length: trainRows + testRows }, (_, i) => `${key},${i + 1},1,${i < trainRows ? 1 : 0}\n`);
  return rows.join("");
}

const header = "Domain,Model,x,y,Training\n";
let folder: ReturnType<typeof folderWith>;
let csv: string;

beforeAll(() => {
  folder = folderWith({
    "suite.csv": `${header}${curveRows("IC,a", 4, 3)}${curveRows("IC,b", 4, 2)}${curveRows("NMT,a", 4, 1)}`,
    "train.csv": `${header}${curveRows("IC,a", 4, 0)}`,
    "none.csv": "Domain,Model,x,y\nIC,a,1,1\nIC,a,2,1\nIC,a,3,1\n",
    "zero.csv": `${header}IC,a,1,0,1\nIC,a,2,1,0\n`,
  });
  csv = folder.path("suite.csv");
  mkdirSync(folder.path("tables"));
  mkdirSync(folder.path("tables/more.csv"));
  mkdirSync(folder.path("empty"));
  mkdirSync(folder.path("text"));
  writeFileSync(folder.path("tables/2.CSV"), `${header}${curveRows("NMT,a", 4, 1)}`);
  writeFileSync(folder.path("tables/1.csv"), `${header}${curveRows("IC,a", 4, 3)}`);
  writeFileSync(folder.path("tables/notes.md"), "# notes\n");
  writeFileSync(folder.path("text/notes.md"), "# notes\n");
});
afterAll(() => folder.remove());

const suite = (args: readonly string[], fitForms = fakeForms()): Promise<Run> => bnsl(["suite", ...args], { fitForms });

async function seenWith(...args: string[]): Promise<Seen> {
  const seen: Seen[] = [];
  const run = await suite(args, fakeForms(seen));
  expect(run.err).not.toContain("error");
  expect(seen).toHaveLength(1);
  return seen[0];
}

describe("what is fitted", () => {
  it("has the documented defaults", async () => {
    const { set, request, run } = await seenWith(csv);
    expect(request).toEqual({
      forms: ["m1", "m2", "m3", "m4", "bnsl"],
      options: { seed: 0, starts: "auto", domain: null },
      protocol: "default",
    });
    expect(set.curves.map(({ key }) => key.join())).toEqual(["IC,a", "IC,b", "NMT,a"]);
    expect(run).toMatchObject({ engine: "auto", command: `bnsl suite ${csv}` });
    expect(run).not.toHaveProperty("adapter");
    expect(run).not.toHaveProperty("threads");
  });

  it("takes every flag", async () => {
    const { set, request, run } = await seenWith(
      ...[csv, "--forms", "M2, bnsl", "--protocol", "extrapolate", "--seed", "7", "--starts", "64"],
      ...["--engine", "gpu", "--adapter", "H100", "--threads", "3", "--curve", "Model,Domain", "--x", "x"],
      ...["--domain", "Model"],
    );
    expect(request).toEqual({
      forms: ["m2", "bnsl"],
      options: { seed: 7, starts: 64, domain: "Model" },
      protocol: "extrapolate",
    });
    expect(run).toMatchObject({ engine: "gpu", adapter: "H100", threads: 3 });
    expect(set.keyNames).toEqual(["Model", "Domain"]);
  });

  it("has breaks where they are given, and no domains where those are not wanted", async () => {
    const { request } = await seenWith(csv, "--breaks", "0..1", "--domain", "");
    expect(request).toMatchObject({ options: { breaks: [0, 1], domain: "" }, protocol: "default" });
  });

  it("is the shipped suite with --demo, which has test rows on every curve", async () => {
    const { set } = await seenWith("--demo", "--resamples", "10");
    expect(set.curves).toHaveLength(92);
    expect(set.trainName).toBe("Training");
    expect(set.curves.every(({ train }) => train.includes(0))).toBe(true);
  });

  it("names a column of runs, and keeps it from the keys", async () => {
    const { set } = await seenWith(csv, "--cluster", "Domain");
    expect([set.keyNames, set.clusterName]).toEqual([["Model"], "Domain"]);
    expect(set.curves.map(({ run }) => [...new Set(run)])).toEqual([[0, 1], [0]]);
    expect((await suite([csv, "--cluster", "Seed"])).err).toContain('--cluster: no column "Seed"');
  });

  it("is all tables of a folder, sorted by name, and tells what was not read", async () => {
    const seen: Seen[] = [];
    const run = await suite([folder.path("tables"), csv], fakeForms(seen));
    expect(run.code).toBe(0);
    expect(seen[0].set.sources).toEqual([folder.path("tables/1.csv"), folder.path("tables/2.CSV"), csv]);
    expect(run.err).toContain(`${folder.path("tables")}: reading 1.csv, 2.CSV; not read: more.csv, notes.md\n`);
  });
});

describe("what is printed and written", () => {
  it("is the summary, caveats and comparison on stdout, notes on stderr", async () => {
    const run = await suite([csv, "--forms", "m4,bnsl", "--resamples", "50"]);
    expect(run.code).toBe(0);
    expect(run.out).toMatch(/^3 curves, forms m4, bnsl; protocol default\n/);
    expect(run.out).toMatch(/^all \(3\) +m4 +3 +100\.0 +100\.0 +1\.00 +1\.00 +0\.100 +0\.100 +0\.100 +0$/m);
    expect(run.out).toMatch(/^all \(3\) +bnsl \/ m4 +2\.00 +2\.00–2\.00 +0\.0 +0 +3 +0\.25$/m);
    expect(run.out).toContain("- one test row: 1 of 3 curves;");
    expect(run.out).toContain("50 resamples");
    expect(run.err).toContain("engine: made up\n");
    expect(run.err).toContain("domains: the values of Domain (guessed)");
    expect(run.out).not.toContain("made up");
  });

  it("has groups, the pairs asked for and the domains asked for", async () => {
    const groups = ["--group", "language=NMT", "--group", 'all of it="IC",NMT'];
    const grouped = await suite([csv, "--resamples", "10", ...groups, "--compare", "m1,m2", "--compare", "m4,m3"]);
    for (const label of ["group language (1)", "group all of it (3)", "IC (2)", "NMT (1)"]) {
      expect(grouped.out).toContain(`\n${label} `);
    }
    expect(grouped.out.match(/^.* m1 \/ m2 /gm)).toHaveLength(5);
    expect(grouped.out.match(/^.* m4 \/ m3 /gm)).toHaveLength(5);
    expect(grouped.out).not.toContain("bnsl / ");
    const models = await suite([csv, "--resamples", "10", "--domain", "Model"]);
    expect(models.out).toContain("\nb (1) ");
    expect(models.err).not.toContain("domains:");
    expect((await suite([csv, "--resamples", "10", "--domain", ""])).out).not.toContain("IC (2)");
  });

  it("is Markdown with --markdown", async () => {
    const run = await suite([csv, "--markdown", "--resamples", "10"]);
    expect(run.out).toContain("\n| all (3) | m1 | 3 | 100.0 |");
    expect(run.out).toContain("\n- one test row");
  });

  it("is one JSON object with --json", async () => {
    const run = await suite([csv, "--json", "--seed", "3", "--resamples", "10"]);
    const parsed = JSON.parse(run.out) as { meta: object; sections: { name: string }[] };
    expect(parsed.meta).toMatchObject({ seed: 3, protocol: "default", domainName: "Domain" });
    expect(parsed.sections.map(({ name }) => name)).toEqual(["all", "IC", "NMT"]);
  });

  it("is repeated by the same seed, and changed by another only where it is resampled", async () => {
    const varied: Io["fitForms"] = (set, request) =>
      Promise.resolve({
        fits: set.curves.map((curve, i) =>
          request.forms.map((form, k) => madeFit(curve, form, 0.1 + 0.01 * ((7 * i + 3 * k) % 5))),
        ),
        engine: "made up",
        adapter: null,
      });
    const outOf = async (seed: string) => (await suite([csv, "--seed", seed, "--resamples", "30"], varied)).out;
    expect(await outOf("1")).toBe(await outOf("1"));
    const beforeComparison = (out: string) => out.slice(0, out.indexOf("- few curves"));
    expect(beforeComparison(await outOf("2"))).toBe(beforeComparison(await outOf("1")));
    expect(beforeComparison(await outOf("1"))).toContain("all (3)");
    expect(await outOf("1")).not.toBe(await outOf("2"));
  });

  it.each(["out.arrow", "out.arrows", "out.csv", "out.parquet", "out.jsonl"])("is written as %s", async (name) => {
    const output = folder.path(name);
    const run = await suite([csv, "-o", output, "--forms", "m4,bnsl"]);
    expect(run.code).toBe(0);
    expect(run.err).toContain(`wrote 6 rows to ${output}\n`);
    expect(readFileSync(output).length).toBeGreaterThan(100);
  });

  it("has the run in the metadata of an Arrow file", async () => {
    const output = folder.path("meta.arrow");
    await suite([csv, "-o", output, "--forms", "m4,bnsl", "--group", "vision=IC", "--quiet"]);
    const { metadata } = tableFromIPC(readFileSync(output)).schema;
    expect(suiteMetaFrom(metadata, "suite.arrow")).not.toBeNull();
    const meta = JSON.parse(metadata.get("bnsl.suite")!) as { notes: string[] };
    expect(meta).toMatchObject({
      command: `bnsl suite ${csv} -o ${output} --forms m4,bnsl --group vision=IC --quiet`,
      forms: ["m4", "bnsl"],
      groups: { vision: ["IC"] },
      trainName: "Training",
      sources: [csv],
    });
    expect(meta.notes).toContain("engine: made up");
  });

  it("is CSV and no table with -o -", async () => {
    const run = await suite([csv, "-o", "-", "--forms", "bnsl"]);
    expect(run.out).toMatch(/^Domain,Model,form,status_name,params,/);
    expect(run.out.trimEnd().split("\n")).toHaveLength(4);
  });

  it("is nothing with --quiet", async () => {
    expect(await suite([csv, "--quiet"])).toEqual({ code: 0, out: "", err: "" });
  });
});

describe("the protocol extrapolate", () => {
  it("stands in the table's head and in the metadata", async () => {
    const output = folder.path("extrapolate.arrow");
    const run = await suite([csv, "--protocol", "extrapolate", "-o", output, "--resamples", "10"]);
    expect(run.out).toMatch(
      /^3 curves, forms m1, m2, m3, m4, bnsl; protocol extrapolate \(of bnsl; the other forms have none\)\n/,
    );
    const { metadata } = tableFromIPC(readFileSync(output)).schema;
    expect(metadata.get("bnsl.protocol")).toBe("extrapolate");
    expect(JSON.parse(metadata.get("bnsl.suite")!)).toMatchObject({
      protocol: "extrapolate",
      domainName: "Domain",
      starts: "auto",
    });
  });

  it("groups curves by the domains of the table: fits of the real fitter", async () => {
    const falling = (key: string, at: number) =>
      Array.from({ length: 13 }, (_, i) => {
        const x = 2 ** i;
        return `${key},${x},${0.2 + 0.5 * (1 + x / at) ** -0.5},${i < 10 ? 1 : 0}\n`;
      }).join("");
    const text = ["IC,a", "IC,b", "IC,c", "NMT,a"].map((key, i) => falling(key, 4 + i)).join("");
    writeFileSync(folder.path("falling.csv"), header + text);
    const scored = async (...more: string[]) => {
      const args = ["--protocol", "extrapolate", "--forms", "bnsl", "--starts", "8", "--engine", "cpu"];
      const all = ["--threads", "1", "--resamples", "10", "-o", "-", "--quiet"];
      return suite([folder.path("falling.csv"), ...args, ...all, ...more], fitFormSet);
    };
    const [byDomain, byModel] = [await scored(), await scored("--domain", "Model")];
    expect(byDomain.code).toBe(0);
    const [domainRows, modelRows] = [byDomain, byModel].map(({ out }) => out.trim().split("\n").slice(1));
    expect(domainRows).toHaveLength(4);
    // three of a domain agree on something, which no two of a model can; the fourth curve is alone in both
    expect(domainRows.slice(0, 3)).not.toEqual(modelRows.slice(0, 3));
    expect(domainRows[3]).toBe(modelRows[3]);
  });
});

describe("exit codes", () => {
  it("is 1 where a curve and form have no fit, and lists them even when quiet", async () => {
    const fitForms = fakeForms([], (form) => (form === "m4" ? "no fit" : 0.1));
    const run = await suite([csv, "--quiet", "--forms", "m4,bnsl"], fitForms);
    expect(run).toEqual({
      code: 1,
      out: "",
      err:
        "no fit for 3 of 6 curves and forms:\n" +
        ["IC / a", "IC / b", "NMT / a"].map((name) => `  ${name}, m4: too-few-points, 4 training rows\n`).join(""),
    });
  });

  it("is 0 where a fit cannot be scored, which the caveats tell", async () => {
    const fitForms = fakeForms([], (form) => (form === "m4" ? "not positive" : 0.1));
    const run = await suite([csv, "--forms", "m4,bnsl"], fitForms);
    expect(run.code).toBe(0);
    expect(run.out).toContain(
      "- m4 failed on 3 curves, a loss and the last rank: IC / a (ŷ ≤ 0 or not finite on 3 of 3",
    );
  });

  it("is 2 where the protocol decides what was asked for", async () => {
    const fitForms: Io["fitForms"] = (_, { options, protocol }) => {
      resolveOptions({ ...options, protocol });
      return Promise.reject(new Error("the options must be refused"));
    };
    const args = ["--quiet", "--protocol", "extrapolate", "--breaks", "0..2"];
    expect(await suite([csv, ...args], fitForms)).toEqual({
      code: 2,
      out: "",
      err:
        'error: breaks is [0,1,2], but the protocol "extrapolate" decides breaks itself: ' + "leave one of them out\n",
    });
  });

  it("is 3 where there is no engine", async () => {
    const fitForms = () => Promise.reject(new EngineError('no adapter is "H100"'));
    expect(await suite([csv, "--quiet"], fitForms)).toMatchObject({
      code: 3,
      err: 'error: no adapter is "H100"\n',
    });
  });
});

describe("bad usage is exit code 2, with a message, before anything is fitted", () => {
  const cases: [string[], string][] = [
    [[], "name at least one file or folder (- is standard input), or give --demo"],
    [["--demo", "CSV"], "--demo scores its own table: leave the inputs out"],
    [["CSV", "--engine", "cpu", "--adapter", "H100"], "--adapter chooses among GPU adapters"],
    [
      ["DIR/empty"],
      "empty: no table in this folder (looked for .csv, .arrow, .arrows, .parquet, .tsv, .feather, .ipc, .pq, .jsonl, .ndjson)",
    ],
    [["DIR/text"], "text: no table in this folder"],
    [["DIR/missing.csv"], "missing.csv: no such file"],
    [["DIR/train.csv"], 'train.csv: every row is a training row by the column "Training"'],
    [["DIR/none.csv"], "--train names the column that marks training rows"],
    [["DIR/zero.csv"], "line 2"],
    [["CSV", "--forms", "m1,,m2"], "--forms m1,,m2: give names of forms separated by commas, such as m2,m4,bnsl"],
    [["CSV", "--forms", "m1,M1"], "the form m1 is named twice"],
    [["CSV", "--forms", "m1,m9"], 'there is no form "m9": there are m1, m2, m3, m4, henighan, bnsl'],
    [["CSV", "--compare", "m1"], "--compare m1: give two forms, such as bnsl,m4"],
    [["CSV", "--compare", "m1,m7"], 'm1 is compared with m7, but "m7" is not among the forms: m1, m2, m3, m4, bnsl'],
    [["CSV", "--compare", "m1,m1"], "m1 is compared with itself: name two forms"],
    [["CSV", "--domain", "Task"], 'the domain "Task" is no key column: they are Domain, Model'],
    [["CSV", "--group", "vision=IC,XX"], 'the group "vision": there is no domain "XX"; there are IC, NMT'],
    [["CSV", "--group", "vision"], "--group vision: write NAME=DOMAIN,DOMAIN…, each domain once"],
    [["CSV", "--group", "vision="], "--group vision=: write NAME=DOMAIN,DOMAIN…"],
    [["CSV", "--group", "=IC"], "--group =IC: write NAME=DOMAIN,DOMAIN…"],
    [["CSV", "--group", "v=IC,IC"], "--group v=IC,IC: write NAME=DOMAIN,DOMAIN…, each domain once"],
    [["CSV", "--group", "v=IC", "--group", "v=NMT"], "--group names v twice: give it once"],
    [["CSV", "--group", "IC=NMT"], 'the group "IC" is called like a domain: give it another name'],
    [["CSV", "--domain", "", "--group", "v=IC"], 'the group "v" joins domains, but there are none'],
    [["CSV", "--resamples", "0"], "--resamples 0: give a whole number from 1"],
    [["CSV", "--seed", "-1"], "--seed -1: give a whole number from 0"],
    [["CSV", "--starts", "few"], "--starts few: give a whole number from 1"],
    [["CSV", "--protocol", "best"], "Allowed choices are default, extrapolate"],
    [["CSV", "--engine", "tpu"], "Allowed choices are auto, gpu, cpu"],
    [["CSV", "--markdown", "--json"], "option '--markdown' cannot be used with option '--json'"],
    [["CSV", "-o", "-", "--json"], "-o - writes to standard output, where --json prints: name a file"],
    [["CSV", "-o", "-", "--markdown"], "where --markdown prints: name a file"],
    [["CSV", "-o", "DIR/out.txt"], "out.txt: unknown ending .txt"],
    [["CSV", "-o", "CSV"], "suite.csv is also an input; name another file"],
    [["DIR/tables", "-o", "DIR/tables/1.csv"], "1.csv is also an input; name another file"],
    [["CSV", "--from", "m1"], "unknown option '--from'"],
  ];

  it.each(cases)("%j", async (args, message) => {
    const seen: Seen[] = [];
    const run = await suite(
      args.map((word) => word.replace("CSV", csv).replace("DIR", folder.path("."))),
      fakeForms(seen),
    );
    expect(run.code).toBe(2);
    expect(run.err).toContain(message);
    expect(run.out).toBe("");
    expect(seen).toHaveLength(0);
  });
});

describe("help", () => {
  it("is on stdout, and its examples run", async () => {
    const { code, out } = await suite(["--help"]);
    expect(code).toBe(0);
    expect(out).toContain("Usage: bnsl suite [options] [inputs...]");
    const examples = [...out.matchAll(/^ {2}\$ bnsl suite (.*)$/gm)].map((match) => match[1].split(" "));
    expect(examples.length).toBeGreaterThan(1);
    const data = folderWith({
      "curves.csv": ["IC", "NMT", "LM", "BB"].map((d) => curveRows(`${d},a`, 4, 2)).join(""),
    });
    mkdirSync(data.path("tables"));
    for (const path of ["curves.csv", "tables/1.csv"]) {
      writeFileSync(data.path(path), header + readFileSync(data.path("curves.csv"), "utf8").replace(header, ""));
    }
    const cwd = process.cwd();
    process.chdir(data.path("."));
    try {
      for (const words of examples) {
        expect(await suite(words), words.join(" ")).toMatchObject({ code: 0 });
      }
    } finally {
      process.chdir(cwd);
      data.remove();
    }
  });
});
