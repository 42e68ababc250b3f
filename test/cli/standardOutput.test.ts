import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readdirSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readFits } from "../../src/tables/read.js";
import { buildCommand, type BuiltCommand } from "../support/builtCommand.js";
import { curvesCsv, folderWith } from "./harness.js";

let command: BuiltCommand;
let folder: ReturnType<typeof folderWith>;
const CURVES = 150;

beforeAll(async () => {
  command = await buildCommand();
  folder = folderWith({ "curves.csv": curvesCsv(Array.from({ length: CURVES }, () => 8)) });
}, 120_000);
afterAll(() => {
  command.remove();
  folder.remove();
});

/** Standard output is what cannot be written to any more, or a reader that goes at once. */
function fit(stdout: "full" | "closed", ...args: string[]): Promise<{ code: number | null; err: string }> {
  const full = stdout === "full" ? openSync("/dev/full", "w") : "pipe";
  const engine = ["--breaks", "0", "--starts", "8", "--engine", "cpu", "--threads", "1", "--quiet"];
  const child = spawn(process.execPath, [command.bin, "fit", folder.path("curves.csv"), ...engine, ...args], {
    stdio: ["ignore", full, "pipe"],
  });
  if (typeof full === "number") closeSync(full);
  child.stdout?.destroy();
  let err = "";
  child.stderr!.setEncoding("utf8").on("data", (text: string) => (err += text));
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, err })));
}

it("that is full is an error in words, and what a checkpoint keeps stays", async () => {
  const kept = folder.path("kept");
  expect(await fit("full", "--json", "--checkpoint", kept)).toEqual({
    code: 2,
    err: expect.stringMatching(/^error: standard output: no space left on the device.*\n$/) as string,
  });
  expect(readdirSync(kept).filter((name) => name.startsWith("fits-"))).toHaveLength(2);
}, 60_000);

it("that nobody reads any more is no error, and costs no file", async () => {
  const output = folder.path("fits.arrow");
  expect(await fit("closed", "--json", "-o", output)).toEqual({ code: 0, err: "" });
  expect((await readFits(output)).rows).toHaveLength(CURVES);
  expect(existsSync(`${output}.checkpoint`)).toBe(false);
}, 60_000);
