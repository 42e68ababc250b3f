import { spawn } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readFits } from "../../src/tables/read.js";
import { buildCommand, type BuiltCommand } from "../support/builtCommand.js";
import { curvesCsv, folderWith } from "./harness.js";

const CURVES = 5;

let command: BuiltCommand;
let folder: ReturnType<typeof folderWith>;
beforeAll(async () => {
  command = await buildCommand();
  folder = folderWith({ "curves.csv": curvesCsv(Array.from({ length: CURVES }, () => 8)) });
}, 120_000);
afterAll(() => {
  command.remove();
  folder.remove();
});

interface Ended {
  readonly code: number | null;
  readonly err: string;
}

/** @param code runs in the process before the command does; @param deaf nobody reads what it writes to standard error */
function run(args: readonly string[], { code = "", deaf = false }): Promise<Ended> {
  const before = ["--import", `data:text/javascript,${encodeURIComponent(code)}`];
  const child = spawn(process.execPath, [...before, command.bin, ...args], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  if (deaf) child.stderr.destroy();
  let err = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  return new Promise((resolve) => child.once("close", (exitCode) => resolve({ code: exitCode, err })));
}

describe("the process of a command", () => {
  it.each([
    ["is thrown where nobody can catch it", 'setImmediate(() => { throw new Error("unforeseen"); })'],
    ["a promise that nobody waits for ends with", 'void Promise.reject(new Error("unforeseen"))'],
  ])("ends with 70, not with 1, over an error that %s", async (_, fails) => {
    const code = `
      const write = process.stdout.write;
      process.stdout.write = function (...args) {
        process.stdout.write = write;
        ${fails};
        return write.apply(process.stdout, args);
      };
    `;
    const ended = await run(["--help"], { code });
    expect(ended.err).toMatch(/^error: this is a bug in bnsl, please report it .*\nError: unforeseen\n/);
    expect(ended.code).toBe(70);
  });

  it("finishes a fit though nobody reads its notes any more", async () => {
    const output = folder.path("fits.arrow");
    const engine = ["--breaks", "0", "--starts", "8", "--engine", "cpu", "--threads", "1"];
    const ended = await run(["fit", folder.path("curves.csv"), "-o", output, ...engine], { deaf: true });
    expect(ended.code).toBe(0);
    expect((await readFits(output)).rows).toHaveLength(CURVES);
  }, 60_000);
});
