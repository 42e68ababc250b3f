import { afterAll, beforeAll, expect, it } from "vitest";
import { execFileSync } from "node:child_process";
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { folderWith } from "../cli/harness.js";
import { bombs } from "./bombs.js";

let folder: ReturnType<typeof folderWith>;
beforeAll(() => {
  folder = folderWith({});
  for (const [name, bytes] of Object.entries(bombs())) writeFileSync(folder.path(name), bytes);
}, 120_000);
afterAll(() => folder.remove());

const LARGEST_BOMB = 100_000;
/** MiB of the whole process, of which Node with TypeScript takes about 150 */
const MOST_MEMORY = 480;

it("small files that claim or unpack to very much are refused or read in bounded memory", () => {
  const names = readdirSync(folder.path("."));
  expect(names.length).toBeGreaterThan(20);
  for (const name of names) expect(statSync(folder.path(name)).size).toBeLessThan(LARGEST_BOMB);
  const script = fileURLToPath(new URL("./readAll.ts", import.meta.url));
  const told = execFileSync(process.execPath, ["--import", "tsx", script, folder.path(".")], {
    encoding: "utf8",
    timeout: 500_000,
  });
  const { peak, refused, read } = JSON.parse(told) as { peak: number; refused: number; read: number };
  console.log(`bombs: ${refused} refused, ${read} read, peak ${Math.round(peak)} MiB`);
  expect(refused + read).toBe(names.length);
  expect(refused).toBeGreaterThan(10);
  expect(peak).toBeLessThan(MOST_MEMORY);
}, 600_000);
