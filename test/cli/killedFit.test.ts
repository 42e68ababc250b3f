import { spawn } from "node:child_process";
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FitResult } from "../../src/core/types.js";
import { readFits } from "../../src/tables/read.js";
import { buildCommand, type BuiltCommand } from "../support/builtCommand.js";
import { Draw } from "../support/random.js";
import { folderWith } from "./harness.js";

const CURVES = 1000;
const WINDOW = 128;
const KILLS = 20;
const SEED = 20;

let command: BuiltCommand;
let folder: ReturnType<typeof folderWith>;
let args: string[];
let output: string;
let checkpoint: string;
let unbroken: FitResult;
/** how long that takes, in ms, under whatever else this machine does */
let whole: number;

beforeAll(async () => {
  command = await buildCommand();
  folder = folderWith({ "curves.csv": manyCurves() });
  output = folder.path("fits.arrow");
  checkpoint = `${output}.checkpoint`;
  const engine = ["--engine", "cpu", "--threads", "1"];
  args = ["fit", folder.path("curves.csv"), "-o", output, "--breaks", "0..1", "--starts", "8", ...engine];
  const began = performance.now();
  expect((await ended(start())).code).toBe(0);
  whole = performance.now() - began;
  unbroken = await readFits(output);
  rmSync(output);
}, 240_000);
afterAll(() => {
  command.remove();
  folder.remove();
});

describe("a fit of a thousand curves", () => {
  it(`that is killed at ${KILLS} random moments gives the table of an unbroken run, and loses at most the window in hand`, async () => {
    const draw = new Draw(SEED);
    let kills = 0;
    let finished = 0;
    let kept = new Map<string, number>();
    while (kills < KILLS || finished === 0 || existsSync(checkpoint)) {
      const run = start();
      const timer = kills < KILLS ? setTimeout(() => run.child.kill("SIGKILL"), draw.between(0, whole)) : undefined;
      const { code, err } = await ended(run);
      clearTimeout(timer);
      const before = kept;
      kept = keptWindows();
      if (before.size > 0 && err.includes("going on")) {
        expect(err, "what was kept is not done again").toContain(
          `going on: ${curvesIn(before).toLocaleString("en")} of 1,000 curves were done`,
        );
      }
      if (code === 0) {
        finished++;
        expect(timeless(await readFits(output))).toEqual(timeless(unbroken));
        expect(readdirSync(folder.path(".")).sort()).toEqual(["curves.csv", "fits.arrow"]);
        rmSync(output);
        continue;
      }
      expect(code, err).toBe("SIGKILL");
      kills++;
      if (existsSync(output)) {
        // killed while it removed its checkpoint: the table is there already, and whole
        expect(timeless(await readFits(output))).toEqual(timeless(unbroken));
        rmSync(output);
        continue;
      }
      for (const [name, made] of before) expect(kept.get(name), `${name} stays as it was`).toBe(made);
    }
    console.log(`killed ${kills} times (seed ${SEED}), finished ${finished} times, ${Math.round(whole)} ms unbroken`);
  }, 600_000);

  it("finishes its window on SIGTERM, exits with 143 and goes on from there", async () => {
    const run = start();
    while (keptWindows().size === 0 && run.child.exitCode === null) await pause(20);
    run.child.kill("SIGTERM");
    const { code, err } = await ended(run);
    expect(err).toContain(
      "SIGTERM: finishing the window in hand; a second signal quits at once; the same command goes on either way\n",
    );
    const [, done] = /stopped after (\d+) of 1,000 curves, kept in (.*); the same command goes on/.exec(err)!;
    expect(code).toBe(143);
    expect(Number(done) % WINDOW).toBe(0);
    expect(Number(done)).toBe(curvesIn(keptWindows()));
    const again = await ended(start());
    expect(again.err).toContain(`going on: ${done} of 1,000 curves were done`);
    expect(timeless(await readFits(output))).toEqual(timeless(unbroken));
    rmSync(output);
  }, 120_000);

  it("of one window finishes it on SIGINT, writes its table and exits with 130", async () => {
    const few = folder.path("few.csv");
    writeFileSync(few, manyCurves(WINDOW));
    const run = start(args.map((word) => (word.endsWith("curves.csv") ? few : word)));
    while (!run.err.includes("engine: ") && run.child.exitCode === null) await pause(1);
    run.child.kill("SIGINT");
    const { code, err } = await ended(run);
    expect(err).toContain("SIGINT: finishing the window in hand; a second signal quits at once\n");
    expect(code).toBe(130);
    expect((await readFits(output)).rows).toHaveLength(2 * WINDOW);
    for (const path of [few, output]) rmSync(path);
  }, 120_000);

  it("refuses a second process beside it", async () => {
    const run = start();
    while (!existsSync(`${checkpoint}/lock`) && run.child.exitCode === null) await pause(5);
    const second = await ended(start());
    run.child.kill("SIGKILL");
    await ended(run);
    expect(second.code).toBe(2);
    expect(second.err).toContain(`process ${run.child.pid} on `);
    expect(second.err).toContain("works in this checkpoint; wait for its end");
    rmSync(checkpoint, { recursive: true });
  }, 120_000);
});

interface Running {
  readonly child: ReturnType<typeof spawn>;
  err: string;
}

function start(words = args): Running {
  const child = spawn(process.execPath, [command.bin, ...words], { stdio: ["ignore", "ignore", "pipe"] });
  const running: Running = { child, err: "" };
  child.stderr.setEncoding("utf8").on("data", (text: string) => (running.err += text));
  return running;
}

function ended(running: Running): Promise<{ code: number | string | null; err: string }> {
  return new Promise((resolve) => {
    running.child.once("close", (code, signal) => resolve({ code: signal ?? code, err: running.err }));
  });
}

/** Windows in the checkpoint, and when they were written. */
function keptWindows(): Map<string, number> {
  if (!existsSync(checkpoint)) return new Map();
  const names = readdirSync(checkpoint).filter((name) => /^fits-.*\.arrow$/.test(name));
  return new Map(names.map((name) => [name, statSync(`${checkpoint}/${name}`).mtimeMs]));
}

function curvesIn(windows: ReadonlyMap<string, number>): number {
  return [...windows.keys()].reduce((sum, name) => sum + Number(/-(\d+)\./.exec(name)![1]), 0);
}

/** Without what a clock has told. */
function timeless({ meta, rows }: FitResult): unknown {
  return { rows, meta: { ...meta, seconds: 0 } };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Curves of 12 points about power laws, a little off them. */
function manyCurves(count = CURVES): string {
  const draw = new Draw(7);
  const lines = Array.from({ length: count }, (_, i) => {
    const [a, c0] = [draw.between(0.05, 0.4), draw.between(0.2, 0.6)];
    return Array.from(
      { length: 12 },
      (_, k) => `c${i},${2 ** k},${(a + 2 * 2 ** (-c0 * k)) * draw.between(0.98, 1.02)}`,
    );
  });
  return ["curve,x,y", ...lines.flat(), ""].join("\n");
}
