import { spawn } from "node:child_process";
import { cpSync, existsSync, readdirSync, rmSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readFits } from "../../src/tables/read.js";
import { buildCommand, type BuiltCommand } from "../support/builtCommand.js";
import { bnsl, curvesCsv, fakeWindows, folderWith } from "./harness.js";

const CURVES = 2000;
const TRIES = 20;

let command: BuiltCommand;
let folder: ReturnType<typeof folderWith>;
let args: string[];
let checkpoint: string;

/** A checkpoint that has all windows, so that the command has nothing to do but to write them. */
beforeAll(async () => {
  command = await buildCommand();
  folder = folderWith({ "curves.csv": curvesCsv(Array.from({ length: CURVES }, () => 6)) });
  const output = folder.path("fits.csv");
  checkpoint = `${output}.checkpoint`;
  args = ["fit", folder.path("curves.csv"), "-o", output, "--breaks", "0..1"];
  const run = await bnsl(args, {
    fit: async (...request) => {
      await fakeWindows(128)(...request);
      throw new Error("the end of this run");
    },
  });
  expect(run.err).toContain("2,000 of 2,000 curves are kept in");
  cpSync(checkpoint, folder.path("saved"), { recursive: true });
}, 120_000);
afterAll(() => {
  command.remove();
  folder.remove();
});

it("a process that SIGTERM ends in the middle of its table leaves its checkpoint and no part of the table", async () => {
  const run = await stoppedWhileWriting();
  expect(run.err).toContain(
    `stopped while the table was written; 2,000 of 2,000 curves are kept in ${checkpoint}; the same command goes on from there\n`,
  );
  expect(run.code).toBe(143);
  expect(readdirSync(folder.path(".")).sort()).toEqual(["curves.csv", "fits.csv.checkpoint", "saved"]);
  expect(readdirSync(checkpoint), "its lock and its input are gone").toEqual(readdirSync(folder.path("saved")));

  const again = await fit();
  expect(again.code, again.err).toBe(0);
  expect(again.err).toContain("going on: 2,000 of 2,000 curves were done");
  expect((await readFits(folder.path("fits.csv"))).rows).toHaveLength(2 * CURVES);
  expect(readdirSync(folder.path(".")).sort()).toEqual(["curves.csv", "fits.csv", "saved"]);
}, 120_000);

/** On a busy machine the table may be whole before the signal comes: tried again then. */
async function stoppedWhileWriting(): Promise<Ended> {
  for (let left = TRIES; ; left--) {
    const run = await fit("SIGTERM");
    if (!existsSync(folder.path("fits.csv")) || left === 1) return run;
    rmSync(folder.path("fits.csv"));
    cpSync(folder.path("saved"), checkpoint, { recursive: true });
  }
}

interface Ended {
  readonly code: number | string | null;
  readonly err: string;
}

/** @param signal sent once a part of the table is there */
function fit(signal?: NodeJS.Signals): Promise<Ended> {
  const engine = ["--engine", "cpu", "--threads", "1"];
  const child = spawn(process.execPath, [command.bin, ...args, ...engine], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const isPart = (name: string) => name.endsWith(".part");
  const watch = setInterval(() => {
    if (signal === undefined || !readdirSync(folder.path(".")).some(isPart)) return;
    child.kill(signal);
    clearInterval(watch);
  }, 2);
  let err = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  return new Promise((resolve) => {
    child.once("close", (code, by) => {
      clearInterval(watch);
      resolve({ code: by ?? code, err });
    });
  });
}
