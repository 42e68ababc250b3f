import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Io } from "../../src/cli/io.js";
import type { FitResult } from "../../src/core/types.js";
import type { IntervalRow } from "../../src/uncertainty/types.js";
import { writeFits } from "../../src/tables/write.js";
import { madeShard } from "../merge/madeShards.js";
import { madeFit } from "../suite/madeSuite.js";
import { madeForecast, madeScore } from "../tables/madeForecasts.js";
import { fakeBootstrap } from "./fakeUncertainty.js";
import { bnsl, fakeFit, folderWith, type Run } from "./harness.js";

/*
 * Every example that a person is shown is run, word for word, in a folder with made-up files of the names that it uses.
 * predict, merge, convert, devices, plot and report run in full; fit, suite, bootstrap, test-breaks, audit,
 * forecast, backtest and predictability as far as the engine, which is made up here and answers at once (scripts/pack-smoke runs real fits).
 */

let folder: ReturnType<typeof folderWith>;
let before: string;

beforeEach(() => {
  folder = folderWith({});
  before = process.cwd();
  process.chdir(folder.path("."));
});
afterEach(() => {
  process.chdir(before);
  folder.remove();
});

const commands = ["", ...commandsIn((await bnsl(["--help"])).out)];

describe("examples of the help", () => {
  it("knows of every command", () => {
    expect(commands).toEqual(expect.arrayContaining(["fit", "predict", "bootstrap", "suite", "convert"]));
  });

  it.each(commands)("those of bnsl %s run", async (command) => {
    const { out } = await bnsl(command === "" ? ["--help"] : [command, "--help"]);
    const examples = examplesIn(out, /^ {2}\$ (bnsl .*)$/gm);
    expect(examples.length).toBeGreaterThan(0);
    if (command !== "") expect(examples.join("\n")).toContain(`bnsl ${command} `.trimEnd());
    await makeInputs(["curves.csv", "tables/curves.csv"]);
    await runAll(examples);
  });
});

describe("examples of the README", () => {
  const readme = readFileSync("README.md", "utf8");
  const examples = examplesIn(readme.replace(/ \\\n\s*/g, " "), /^(?:\$ )?(bnsl (?!COMMAND).*)$/gm).filter(
    (example) => !example.includes("--help"),
  );

  it("run one after another", async () => {
    expect(examples.length).toBeGreaterThan(3);
    await makeInputs(["curves.csv", ...inputsOf(examples)]);
    await runAll(examples);
  });
});

/** The commands that a help lists, help itself left out. */
function commandsIn(help: string): string[] {
  const list = help.slice(help.indexOf("\nCommands:"), help.indexOf("\nExamples:"));
  return [...list.matchAll(/^ {2}([a-z-]+) /gm)].map((match) => match[1]).filter((name) => name !== "help");
}

/** What is behind a pipe or a comment is the shell's. */
function examplesIn(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1].replace(/\s+([|#].*)$/, ""));
}

async function runAll(examples: readonly string[]): Promise<void> {
  for (const example of examples) {
    const run = await runExample(example);
    expect(run.code, `${example}: ${run.err}`).toBe(0);
  }
}

function runExample(example: string): Promise<Run> {
  const words = [...example.matchAll(/"([^"]*)"|\S+/g)].flatMap((match) => match[1] ?? globbed(match[0]));
  const engine = { fit: oneBreak, fitForms: madeForms, bootstrap: ofTheseFits, ...madeUp };
  return bnsl(words.slice(1), engine);
}

/** FOLDER/*.ENDING as a shell hands it on; every other word as it is. */
function globbed(word: string): string[] {
  const match = /^([\w./-]+)\/\*(\.\w+)$/.exec(word);
  if (match === null) return [word];
  const [, folderName, ending] = match;
  return readdirSync(folderName)
    .filter((name) => name.endsWith(ending))
    .map((name) => `${folderName}/${name}`);
}

/** Tables of curves under these names, and beside them fits and what is made of fits, as examples name them. */
async function makeInputs(names: readonly string[]): Promise<void> {
  mkdirSync("tables");
  for (const name of new Set(names)) writeFileSync(name, madeCurves());
  const made = [
    "bnsl fit curves.csv --breaks 0,1 -o fits.arrow --quiet",
    "bnsl bootstrap curves.csv --fits fits.arrow -o intervals.arrow --quiet",
    "bnsl test-breaks curves.csv --fits fits.arrow --breaks 0 -o breaks.arrow --quiet",
    "bnsl suite curves.csv -o suite.arrow --quiet",
    "bnsl audit curves.csv --fits fits.arrow -o audit.arrow --quiet",
  ];
  await runAll(made);
  mkdirSync("shards");
  for (const index of [1, 2, 3]) await writeFits(madeShard(7, index, 3), `shards/${index}.arrow`);
}

/** The tables of curves that examples read: CSV files that none of them has written before. */
function inputsOf(examples: readonly string[]): string[] {
  const written = examples.flatMap((example) => [...example.matchAll(/ -o (\S+)/g)].map((match) => match[1]));
  const named = examples.flatMap((example) => example.match(/(?<= )[\w./-]+\.csv\b/g) ?? []);
  return named.filter((name) => !written.includes(name));
}

/** A curve of each domain that examples name, about the law that the made-up engine answers with; the last rows held out. */
function madeCurves(): string {
  const rows = ["IC", "NMT", "LM", "BB"].flatMap((domain) =>
    Array.from({ length: 12 }, (_, k) => {
      const x = 1000 * 2 ** k;
      const noise = 1 + 0.01 * (k % 2);
      return `${domain},digits,${domain === "IC" ? "ResNet" : "small"},${x},${(0.25 + 2 * x ** -0.5) * noise},${k < 9 ? 1 : 0}`;
    }),
  );
  return ["Domain,Task,Model,Seen Examples,Loss,Training", ...rows, ""].join("\n");
}

const madeUp: Pick<Io, "forecast" | "backtest"> = {
  forecast: (set) => Promise.resolve(set.curves.map(({ key }) => madeForecast({ key }))),
  backtest: () => Promise.resolve([madeScore()]),
};

/** The made-up engine, which chooses one break where that is among those asked for. */
const oneBreak: Io["fit"] = (store, options, run, sink) => {
  const chosen = options.breaks.includes(1) ? 1 : options.breaks[0];
  return fakeFit()(store, options, run, {
    has: (...window) => sink.has(...window),
    add: ({ rows, ...window }) =>
      sink.add({ ...window, rows: rows.map((row) => ({ ...row, selected: row.nBreaks === chosen })) }),
  });
};

/** Made-up intervals about the parameters of the fits, by which a reader knows whether the two belong together. */
const ofTheseFits: Io["bootstrap"] = async function* (set, fits, request, run) {
  for await (const { rows, draws } of fakeBootstrap()(set, fits, request, run)) {
    yield { rows: rows.map((row) => ({ ...row, estimate: estimateIn(fits, row) })), draws };
  }
};

function estimateIn({ rows }: FitResult, { key, nBreaks, quantity, index, estimate }: IntervalRow): number | null {
  const fit = rows.find((row) => row.nBreaks === nBreaks && row.key.join() === key.join());
  if (quantity === "c" || quantity === "d" || quantity === "f") return fit?.[quantity][(index ?? 1) - 1] ?? null;
  return quantity === "a" || quantity === "b" || quantity === "c0" ? (fit?.[quantity] ?? null) : estimate;
}

const madeForms: Io["fitForms"] = (set, { forms }) =>
  Promise.resolve({
    fits: set.curves.map((curve) => forms.map((form, k) => madeFit(curve, form, 0.1 * (k + 1)))),
    engine: "cpu",
    adapter: null,
  });
