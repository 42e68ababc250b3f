import { afterAll, beforeAll, expect, it } from "vitest";
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { folderWith } from "../cli/harness.js";
import { bombs } from "./bombs.js";

/** Each is read in a process of its own, where memory that one file took is there for the next. */
const KINDS = ["parquet", "arrow", "json", "csv"] as const;

let folder: ReturnType<typeof folderWith>;
beforeAll(() => {
  folder = folderWith({});
  for (const kind of KINDS) mkdirSync(folder.path(kind));
  for (const [name, bytes] of Object.entries(bombs())) writeFileSync(folder.path(`${kindOf(name)}/${name}`), bytes);
}, 120_000);
afterAll(() => folder.remove());

function kindOf(name: string): (typeof KINDS)[number] {
  if (name.endsWith(".feather")) return "arrow";
  return KINDS.find((kind) => name.includes(`.${kind}`)) ?? "csv";
}

const LARGEST_BOMB = 100_000;
/** MiB of the whole process, of which Node with TypeScript takes about 150 */
const MOST_MEMORY = 480;
const FEWEST: Readonly<Record<(typeof KINDS)[number], number>> = { parquet: 45, arrow: 10, json: 10, csv: 5 };

it.each(KINDS)(
  "small files of %s that claim or unpack to very much are refused or read in bounded memory",
  (kind) => {
    const names = readdirSync(folder.path(kind));
    expect(names.length).toBeGreaterThan(FEWEST[kind]);
    for (const name of names) expect(statSync(folder.path(`${kind}/${name}`)).size).toBeLessThan(LARGEST_BOMB);
    const script = fileURLToPath(new URL("./readAll.ts", import.meta.url));
    const told = execFileSync(process.execPath, ["--import", "tsx", script, folder.path(kind)], {
      encoding: "utf8",
      timeout: 500_000,
    });
    const { peak, refused, read } = JSON.parse(told) as { peak: number; refused: number; read: number };
    console.log(`bombs of ${kind}: ${refused} refused, ${read} read, peak ${Math.round(peak)} MiB`);
    expect(refused + read).toBe(names.length);
    expect(refused).toBeGreaterThan(FEWEST[kind] / 2);
    expect(peak).toBeLessThan(MOST_MEMORY);
  },
  600_000,
);
