/**
 * npm run reference: writes the parts of docs/REFERENCE.md that the code knows best, each between two comments of its name:
 * exit codes and flags from the commands' own help, names of columns from the lists that read and write them. What stands
 * around these parts is written by hand. A test compares the page with what this script would write.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { format, resolveConfig } from "prettier";
import { main } from "../src/cli/main.js";
import type { Io } from "../src/cli/io.js";
import { Status, statusName } from "../src/core/status.js";
import { identifierNames, sigmaNames, trainNames, weightNames, xNames, yNames } from "../src/curves/names.js";
import { auditColumns } from "../src/tables/audit.js";
import { breakTestColumns } from "../src/tables/breakTests.js";
import { fitColumns } from "../src/tables/columns.js";
import { intervalColumns } from "../src/tables/intervals.js";
import { backtestColumns, forecastColumns } from "../src/tables/forecasts.js";
import { predictabilityColumns } from "../src/tables/predictability.js";
import { suiteColumns } from "../src/tables/suite.js";

export const PAGE = "docs/REFERENCE.md";

/** The page with every made part written again. */
export async function madeAgain(page: string): Promise<string> {
  const parts: Readonly<Record<string, string>> = {
    "exit codes": exitCodes(await help("--help")),
    "recognised names": recognisedNames(),
    "columns of fits": columnsOfFits(),
    statuses: statuses(),
    "columns of other tables": columnsOfOtherTables(),
    flags: await flagTables(),
  };
  let text = page;
  for (const [name, part] of Object.entries(parts)) text = replaced(text, name, part);
  return format(text, { ...(await resolveConfig(PAGE)), parser: "markdown" });
}

function replaced(page: string, name: string, part: string): string {
  const [begin, end] = [`<!-- made: ${name} -->`, `<!-- end: ${name} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${PAGE}: write ${begin} and, below it, ${end}`);
  return `${page.slice(0, from + begin.length)}\n\n${part}\n\n${page.slice(to)}`;
}

/** What `bnsl COMMAND --help` prints. */
async function help(...words: readonly string[]): Promise<string> {
  let out = "";
  const stdout = { write: (text: string) => void (out += text) };
  const io = { stdout, stderr: stdout, env: {}, platform: "linux" } as unknown as Io; // a help touches nothing else
  await main(["node", "bnsl", ...words], io);
  return out;
}

/** The lines of one section of a help, without its title. */
function section(text: string, title: string): string[] {
  const lines = text.split("\n");
  const first = lines.indexOf(title) + 1;
  if (first === 0) return [];
  const last = lines.indexOf("", first);
  return lines.slice(first, last < 0 ? undefined : last);
}

/** `  name   what it is`, continued on lines that are indented further, as pairs. */
function entries(lines: readonly string[]): [term: string, meaning: string][] {
  const found: [string, string][] = [];
  for (const line of lines) {
    const start = /^ {2}(\S.*?)(?: {2,}(.*))?$/.exec(line);
    if (start !== null) found.push([start[1], start[2] ?? ""]);
    else found.at(-1)![1] = `${found.at(-1)![1]} ${line.trim()}`.trim();
  }
  return found;
}

function exitCodes(overview: string): string {
  const pairs = section(overview, "Exit codes:").flatMap((line) => line.trim().split(/ {2,}(?=\d)/));
  const rows = pairs.map((pair) => /^([\d, ]*\d) (.*)$/.exec(pair)!.slice(1));
  return table(["exit code", "meaning"], rows);
}

function recognisedNames(): string {
  const ranks = (role: string, names: readonly (readonly string[])[]) =>
    names.map((rank, i) => `${i === 0 ? role : `${role}, if none of the above`}: ${list(rank)}`);
  return bullets([
    ...ranks("x", xNames),
    ...ranks("y", yNames),
    `curve: text; or numbers, if the last word of the name is ${list(identifierNames)}`,
    `train: ${list(trainNames)}`,
    `weight: ${list(weightNames)}`,
    `sigma: ${list(sigmaNames)}`,
  ]);
}

/** Meanings of the columns of a table of fits; a new column needs one. */
const MEANINGS: Readonly<Record<string, string>> = {
  n_breaks: "n, the number of breaks",
  selected: "whether the criterion chose this n for the curve",
  status: "how the best fit ended, as a number",
  status_name: "the same as a word",
  n_train: "training rows",
  n_test: "held-out rows",
  a: "the asymptote",
  b: "the factor of the power law",
  c0: "its exponent; the slope before the first break is −c0",
  c: "change of the exponent at each break",
  d: "x of each break, ascending (in the order of their numbers if `--bound` or `--fix` name breaks by number)",
  f: "sharpness of each break: the smaller, the sharper",
  objective: "the minimised mean over the training rows",
  msle_train: "mean squared error of ln y, training rows, in f64; empty if a value is not positive",
  rmsle_train: "its root",
  rmsle_test: "the same on held-out rows",
  rmse_train: "root mean squared error of y, in its units",
  rmse_test: "the same on held-out rows",
  r2_train: "1 − Σ(y − ŷ)² / Σ(y − ȳ)², unweighted; empty if y is constant",
  dof: "training rows less the parameters that are free and not on a bound",
  chi2: "Σ (r/σ)² on the scale of the objective, plain squares under `--huber` too; empty if no standard deviations were given",
  aic: "Akaike's criterion, on the scale of the objective",
  aicc: "the same, corrected for few rows",
  bic: "the Bayesian criterion",
  starts: "starts drawn",
  starts_converged: "starts run to their end (most are stopped early)",
  basin_share: "share of the starts that were seen to end in this minimum: a lower bound",
  minima: "distinct minima among the starts run to their end",
  iterations: "iterations, over all starts",
  agreed_digits: "digits of the objective on which f32 and the f64 polish agree",
  at_bound: "parameters held by a bound, not by the data",
  unidentified: "parameters that the training rows do not determine; those on a bound are in `at_bound` only",
  runs_away:
    "whether the curve, up to 10 times the largest training x, turns against the data's trend or leaves their range far behind",
  errors: "`independent`, or `ar1` where the errors of neighbouring rows are correlated (`--errors`)",
  rho: "correlation of neighbouring errors, what the fit takes from it given back; empty with too few rows",
  support: "what the test of these breaks against fewer said (docs/STATISTICS.md); empty where there was none",
  p_support: "p of that test: the share of simulated curves with fewer breaks that gain as much",
  rests_on: "rows without which these breaks go, counted from 1 among the rows of the curve",
  set_aside: "training rows that `--robust auto` left out of the fit, counted in the same way",
  huber: "Huber's delta; empty for plain squares",
  skipped_rows: "rows of the curve that `--bad-rows skip` left out",
  last_x: "largest training x of the curve: what `--at 10x` is ten times of",
  engine: "the engine that fitted the row",
};

function columnsOfFits(): string {
  const names = fitColumns.map(({ name }) => name);
  const strange = Object.keys(MEANINGS).filter((name) => !names.includes(name));
  if (strange.length > 0) throw new Error(`scripts/reference.ts: no table of fits has ${strange.join(", ")}`);
  const rows = fitColumns.map(({ name, kind }) => {
    if (!Object.hasOwn(MEANINGS, name)) throw new Error(`scripts/reference.ts: write down what ${name} means`);
    return [`\`${name}\``, kind, MEANINGS[name]];
  });
  return table(["column", "type", "meaning"], rows);
}

function statuses(): string {
  return table(
    ["`status`", "`status_name`"],
    Object.values(Status).map((status) => [String(status), `\`${statusName(status)}\``]),
  );
}

function columnsOfOtherTables(): string {
  const tables: readonly [command: string, columns: readonly { readonly name: string }[]][] = [
    ["bootstrap", intervalColumns],
    ["test-breaks", breakTestColumns],
    ["audit", auditColumns],
    ["predictability", predictabilityColumns],
    ["forecast", forecastColumns],
    ["backtest", backtestColumns],
    ["suite", suiteColumns],
  ];
  const rows = tables.map(([command, columns]) => `${code(command)}: ${list(columns.map(({ name }) => name))}`);
  return bullets(rows);
}

interface Flag {
  readonly flag: string;
  readonly meaning: string;
  /** the commands that have it with this meaning */
  readonly commands: readonly string[];
}

/** Flags that mean the same to several commands first, then those of each command. */
async function flagTables(): Promise<string> {
  const commands = entries(section(await help("--help"), "Commands:"))
    .map(([term]) => term.split(" ")[0])
    .filter((name) => name !== "help");
  const helps = await Promise.all(commands.map(async (command) => ({ command, text: await help(command, "--help") })));
  const flags = grouped(helps);
  const shared = flags.filter(({ commands }) => commands.length > 1);
  const common = shared.map(({ flag, meaning, commands }) => [code(flag), cell(meaning), commands.join(", ")]);
  const own = helps.map(({ command, text }) => {
    const rows = flags.filter(({ commands }) => commands.length === 1 && commands[0] === command);
    const inputs = entries(section(text, "Arguments:")).map(([name, meaning]) => [code(name), cell(meaning)]);
    const body = [...inputs, ...rows.map(({ flag, meaning }) => [code(flag), cell(meaning)])];
    return [
      `### bnsl ${command}`,
      usage(text),
      ...(body.length > 0 ? [table(["argument, flag", "meaning"], body)] : []),
    ];
  });
  return ["### Several commands", table(["flag", "meaning", "commands"], common), ...own.flat()].join("\n\n");
}

function usage(text: string): string {
  const [line, , ...rest] = text.split("\n");
  const description = rest.slice(0, rest.indexOf("")).join(" ");
  return `\`${line.replace("Usage: ", "")}\`: ${description}`;
}

function grouped(helps: readonly { readonly command: string; readonly text: string }[]): Flag[] {
  const found = new Map<string, Flag>();
  for (const { command, text } of helps) {
    for (const [flag, meaning] of entries(section(text, "Options:"))) {
      if (flag === "-h, --help") continue;
      const known = found.get(`${flag}\n${meaning}`);
      found.set(`${flag}\n${meaning}`, { flag, meaning, commands: [...(known?.commands ?? []), command] });
    }
  }
  return [...found.values()];
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join("\n");
}

function code(text: string): string {
  return `\`${text}\``;
}

/** Text of a help, of which Markdown may take nothing for its own. */
function cell(text: string): string {
  return text.replace(/[\\|*<>]/g, String.raw`\$&`);
}

function list(names: readonly string[]): string {
  return names.map(code).join(", ");
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  writeFileSync(PAGE, await madeAgain(readFileSync(PAGE, "utf8")));
  console.log(`wrote ${PAGE}`);
}
