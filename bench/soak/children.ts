import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { FitRow } from "../../src/core/types.js";
import { packageFile } from "../../src/node/packageFiles.js";
import { fitsFromBytes } from "../../src/tables/read.js";
import type { Draws } from "../suites/draws.js";
import type { Spec } from "./madeTables.js";
import type { Tally } from "./tally.js";

/** A command that is run again until it ends: its table, and where it writes. */
export interface Job {
  readonly spec: Spec;
  readonly table: string;
  /** a folder of its own, made anew for each run */
  readonly folder: string;
  /** of an undisturbed run, to strike while it works */
  readonly seconds: number;
}

const DISTURBED = 8;
const LONGEST_SECONDS = 300;
const OUTPUT = "fits.arrow";

/** The rows of a command that nothing disturbs, and how long it takes. */
export async function undisturbedCommand(
  job: Omit<Job, "seconds">,
): Promise<{ readonly rows: readonly FitRow[]; readonly seconds: number }> {
  mkdirSync(job.folder, { recursive: true });
  const began = performance.now();
  const { code, words } = await command(job).ended;
  if (code !== 0 && code !== 1) throw new Error(`bnsl fit ended with ${code}: ${words}`);
  const seconds = (performance.now() - began) / 1000;
  return { rows: await takeRows(job), seconds };
}

/**
 * The rows of a command that is killed, told to end, or bereft of its folder or a part of its checkpoint, and given again until
 * it ends by itself. An ending that no message of the documentation foretells fails the tally.
 */
export async function disturbedCommand(job: Job, draws: Draws, tally: Tally): Promise<readonly FitRow[]> {
  for (let attempt = 0; ; attempt++) {
    mkdirSync(job.folder, { recursive: true });
    const child = command(job);
    const fault = attempt < DISTURBED ? faults[Math.floor(draws.between(0, faults.length))] : null;
    const timer =
      fault && setTimeout(() => strike(fault, child, job, tally), 1000 * draws.between(0.05, 1.1) * job.seconds);
    const { code, signal, words } = await child.ended;
    if (timer) clearTimeout(timer);
    takeSavedElsewhere(words, tally);
    if (code === 0 || code === 1) {
      if (existsSync(join(job.folder, OUTPUT))) break;
      // its folder was removed when all was written
      if (fault !== "folder removed") tally.fail(`bnsl fit ended well without ${OUTPUT}: ${words}`);
    } else if (!isForetold(code, signal, fault)) {
      tally.fail(`bnsl fit ended with ${code ?? signal} after "${fault ?? "nothing"}": ${words}`);
      if (attempt > DISTURBED) break;
    }
    if (draws.chance(0.4)) damage(job, draws, tally);
  }
  return takeRows(job);
}

/** A table that is in memory alone when its folder goes is written somewhere else, which is told. */
function takeSavedElsewhere(words: string, tally: Tally): void {
  const path = /the fits are in (.*) instead/.exec(words)?.[1];
  if (path === undefined) return;
  tally.count("table saved elsewhere");
  rmSync(dirname(path), { recursive: true });
}

type Fault = "SIGKILL" | "SIGTERM" | "SIGINT" | "folder removed";
const faults: readonly Fault[] = ["SIGKILL", "SIGTERM", "SIGINT", "folder removed"];

function isForetold(code: number | null, signal: NodeJS.Signals | null, fault: Fault | null): boolean {
  // a signal that comes before anybody listens ends the process by itself
  if (signal !== null) return signal === fault;
  if (fault === "SIGINT") return code === 130;
  if (fault === "SIGTERM") return code === 143;
  return fault === "folder removed" && code === 2;
}

interface Child {
  kill(signal: NodeJS.Signals): boolean;
  readonly ended: Promise<{
    readonly code: number | null;
    readonly signal: NodeJS.Signals | null;
    readonly words: string;
  }>;
}

function command({ spec, table, folder }: Omit<Job, "seconds">): Child {
  const { breaks, starts } = spec.options;
  const child = spawn(
    process.execPath,
    [
      packageFile("dist/cli/bin.js"),
      "fit",
      table,
      "-o",
      join(folder, OUTPUT),
      "--engine",
      spec.engine,
      "--breaks",
      breaks.join(","),
      "--starts",
      String(starts),
      "--threads",
      "2",
      "--quiet",
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  const killWithUs = () => child.kill("SIGKILL");
  process.once("exit", killWithUs);
  const late = setTimeout(() => child.kill("SIGABRT"), 1000 * LONGEST_SECONDS);
  let words = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (words += text));
  const ended = once(child, "close").then((ending) => {
    process.off("exit", killWithUs);
    clearTimeout(late);
    const [code, signal] = ending as [number | null, NodeJS.Signals | null];
    return { code, signal, words: words.trim() };
  });
  return { kill: (signal) => child.kill(signal), ended };
}

function strike(fault: Fault, child: Child, { folder }: Job, tally: Tally): void {
  tally.count(fault === "folder removed" ? "output folder removed" : `command ended by ${fault}`);
  if (fault === "folder removed") rmSync(folder, { recursive: true, force: true });
  else child.kill(fault);
}

/** Cuts a kept window short, flips a bit in it, or writes over it. */
function damage({ folder }: Job, draws: Draws, tally: Tally): void {
  const kept = join(folder, `${OUTPUT}.checkpoint`);
  if (!existsSync(kept)) return;
  const windows = readdirSync(kept).filter((name) => /^fits-.*\.arrow$/.test(name));
  if (windows.length === 0) return;
  const path = join(kept, windows[Math.floor(draws.between(0, windows.length))]);
  const bytes = readFileSync(path);
  const at = Math.floor(draws.between(0, bytes.length));
  if (draws.chance(0.3)) truncateSync(path, at);
  else {
    bytes[at] ^= 1 << Math.floor(draws.between(0, 8));
    writeFileSync(path, bytes);
  }
  tally.count("kept window damaged");
}

/** Reads the table that was written, and removes its folder, in which nothing else may be left. */
async function takeRows({ folder }: Omit<Job, "seconds">): Promise<readonly FitRow[]> {
  const left = readdirSync(folder).filter((name) => name !== OUTPUT);
  if (left.length > 0) throw new Error(`bnsl fit left ${left.join(", ")} beside ${OUTPUT}`);
  const { rows } = await fitsFromBytes(readFileSync(join(folder, OUTPUT)), OUTPUT);
  rmSync(folder, { recursive: true });
  return rows;
}
