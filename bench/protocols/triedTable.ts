/**
 * Puts the table of all protocols tried into bench/results/protocols-tried.md, from protocols-tried.csv:
 * `npx tsx bench/protocols/triedTable.ts`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { packageFile } from "../../src/node/packageFiles.js";

type Row = Readonly<Record<string, string>>;

const PAGE = packageFile("bench/results/protocols-tried.md");
const [BEGIN, END] = ["<!-- protocols tried: begin -->", "<!-- protocols tried: end -->"];

const rows = parse<Row>(readFileSync(packageFile("bench/results/protocols-tried.csv")), { columns: true });
const page = readFileSync(PAGE, "utf8");
const [before, after] = [page.indexOf(BEGIN), page.indexOf(END)];
if (before < 0 || after < before) throw new Error(`${PAGE}: there must be ${BEGIN} and, below it, ${END}`);
writeFileSync(
  PAGE,
  page.slice(0, before + BEGIN.length) +
    `\n\n<!-- prettier-ignore-start -->\n${table(rows)}\n<!-- prettier-ignore-end -->\n\n` +
    page.slice(after),
);
console.log(`${rows.length} rows in ${PAGE}`);

/** By mean holdout win share, the highest first: the order in which they were chosen among. */
function table(all: readonly Row[]): string {
  const header = [
    "name",
    "configuration",
    "holdout GM v / l",
    "holdout wins v / l",
    "test GM v / l",
    "test wins, ours v / l",
    "test wins, originals v / l",
  ];
  const sorted = [...all].sort((p, q) => meanWins(q) - meanWins(p) || p.name.localeCompare(q.name, "en"));
  const lines = [header, header.map((_, i) => (i < 2 ? "---" : "---:")), ...sorted.map(cells)];
  return lines.map((line) => `| ${line.join(" | ")} |`).join("\n");
}

function meanWins(row: Row): number {
  return (Number(row.holdout_wins_vision) + Number(row.holdout_wins_language)) / 2;
}

function cells(row: Row): string[] {
  const pair = (name: string, show: (value: number) => string) =>
    ["vision", "language"].map((part) => show(Number(row[`${name}_${part}`]))).join(" / ");
  const mean = (name: string) => pair(name, (value) => value.toPrecision(3));
  const wins = (name: string) => pair(name, (value) => value.toFixed(1));
  return [
    `\`${row.name}\``,
    row.configuration,
    mean("holdout_geomean"),
    wins("holdout_wins"),
    mean("test_geomean"),
    wins("test_wins_ours"),
    wins("test_wins_originals"),
  ];
}
