import { randomBytes } from "node:crypto";
import { closeSync, existsSync, fstatSync, openSync, readFileSync, readlinkSync, rmSync, utimesSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { InputError } from "../../core/errors.js";
import { asInputError, inWords } from "../files.js";

/** The name of the lock in its checkpoint. */
export const LOCK = "lock";

/** A checkpoint that is this process's own until it lets go. */
export interface Lock {
  /** @throws InputError where another process has taken over, as it may after this one was stopped for minutes */
  check(): void;
  isMine(): boolean;
  /** False where it is not this process's any more. */
  release(): boolean;
}

/** How long to wait, in ms; shorter in tests. */
export interface LockTimes {
  readonly beat: number;
  readonly watch: number;
}

/**
 * Takes the lock of a folder, from a holder that is gone where there is one, and touches it every few seconds until it is
 * released or the process ends.
 *
 * @throws InputError where another process works in the folder
 */
export async function takeLock(
  folder: string,
  onNote: (line: string) => void,
  times: LockTimes = { beat: BEAT_MS, watch: WATCH_MS },
): Promise<Lock> {
  const path = join(folder, LOCK);
  const me = thisHolder();
  if (!(await createLock(path, me))) {
    await waitUntilLeft(folder, path, me, onNote, times);
    await replaceLock(path, me);
  }
  const beat = setInterval(() => touch(path), times.beat);
  beat.unref();
  const isMine = (): boolean => readLock(readOpened(path)?.text ?? "")?.token === me.token;
  const release = (): boolean => {
    clearInterval(beat);
    if (!isMine()) return false;
    rmSync(path, { force: true });
    return true;
  };
  return { check: () => checkMine(folder, path, me), isMine, release };
}

/** False where there is one already. */
async function createLock(path: string, me: LockHolder): Promise<boolean> {
  if (existsSync(path)) return false;
  const written = writeFile(path, JSON.stringify(me), { flag: "wx" }).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") return false;
      throw error;
    },
  );
  return inWords(written, path);
}

/** The last of several that replace a lock has it: the others see so before they write. */
async function replaceLock(path: string, me: LockHolder): Promise<void> {
  const own = `${path}.${me.token}`;
  await inWords(writeFile(own, JSON.stringify(me)), path);
  await inWords(rename(own, path), path);
}

async function waitUntilLeft(
  folder: string,
  path: string,
  me: LockHolder,
  onNote: (line: string) => void,
  { beat, watch }: LockTimes,
): Promise<void> {
  const first = lookAt(path, me);
  if (first.verdict === "left") return;
  if (first.verdict === "watch") {
    onNote(
      `${folder}: waiting up to ${Math.ceil(watch / 1000)} s to see whether ${nameOf(first, me)} still works there`,
    );
    for (const began = performance.now(); performance.now() - began < watch;) {
      await wait(beat / 2);
      const now = lookAt(path, me);
      if (now.verdict === "left") return;
      if (now.touched !== first.touched || now.holder?.token !== first.holder?.token)
        throw inUse(folder, path, now, me);
    }
    return;
  }
  throw inUse(folder, path, first, me);
}

type Look = ReturnType<typeof lookAt>;

/** Opened, not only looked up: network file systems ask their server for the time of the last touch then. */
function lookAt(path: string, me: LockHolder) {
  const seen = readOpened(path);
  if (seen === null) return { holder: null, touched: 0, verdict: "left" as const };
  const { text, touched } = seen;
  const holder = readLock(text);
  const alive = holder !== null && isAlive(holder.pid);
  const verdict = lockVerdict({ holder, silentMs: Date.now() - touched, alive }, me);
  return { holder, touched, verdict };
}

/** Null where there is none. */
function readOpened(path: string): { text: string; touched: number } | null {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return null;
    throw asInputError(error, path, "read");
  }
  try {
    return { text: readFileSync(file, "utf8"), touched: fstatSync(file).mtimeMs };
  } finally {
    closeSync(file);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function nameOf({ holder }: Pick<Look, "holder">, me: LockHolder): string {
  if (holder === null) return "another process";
  const name = `process ${holder.pid} on ${holder.host}`;
  const asSaid = holder.host !== me.host || holder.space === null || sharesNumbers(holder, me);
  // whoever looks here for that number finds another process, or none
  return asSaid ? name : `${name} (in another container, or from before a restart)`;
}

function inUse(folder: string, path: string, look: Look, me: LockHolder): InputError {
  return new InputError(
    `${folder}: ${nameOf(look, me)} works in this checkpoint; wait for its end, or give another -o or --checkpoint ` +
      `(if you know that it is gone, delete ${path})`,
  );
}

/** For a checkpoint that a person or another program has removed under its run, perhaps with the folder that it stood in. */
export function folderGone(folder: string): InputError {
  const around = dirname(folder);
  const first = existsSync(around) ? "" : `make ${around} again, and `;
  return new InputError(
    `${folder}: the checkpoint was removed while the run was writing to it, and what was done with it; ` +
      `${first}run the same command again`,
  );
}

function checkMine(folder: string, path: string, me: LockHolder): void {
  const now = lookAt(path, me);
  if (now.holder?.token === me.token) return;
  if (now.touched === 0) {
    throw folderGone(folder);
  }
  throw new InputError(`${folder}: ${nameOf(now, me)} has taken over this checkpoint; leave it to finish`);
}

/** A lock that is gone is found missing before the next write. */
function touch(path: string): void {
  try {
    const now = new Date();
    utimesSync(path, now, now);
  } catch {
    return;
  }
}

/** Who works in a checkpoint, as its lock file says it. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  /** tells hosts and containers apart in which a number stands for other processes; null: its holder cannot say */
  readonly space: string | null;
  /** tells two holders with one process number apart */
  readonly token: string;
}

/** How often a holder touches its lock, and for how long it may not before it is doubted, though its process runs. */
const BEAT_MS = 5_000;
export const SILENT_MS = 120_000;
/** A doubtful lock that nobody touches for so long while it is watched is left behind: clocks need not agree. */
const WATCH_MS = 30_000;

/** What is known of a lock that stands already. */
interface SeenLock {
  /** null: the file is damaged, or was cut short */
  readonly holder: LockHolder | null;
  /** since it was last touched, by this host's clock */
  readonly silentMs: number;
  /** whether a process of that number runs, as this process sees it */
  readonly alive: boolean;
}

/** "held": refused; "left": its holder is gone; "watch": only time tells. */
export type LockVerdict = "held" | "left" | "watch";

/**
 * Whether the holder of a lock still works. A process whose number means the same here is asked for directly; one of
 * another host or container is known by its touches alone. How old a touch is never decides: clocks differ between hosts,
 * and jump.
 */
export function lockVerdict({ holder, silentMs, alive }: SeenLock, me: LockHolder): LockVerdict {
  if (holder === null || !sharesNumbers(holder, me)) return "watch";
  // this process is not the holder: another had its number before, in a container that was started anew
  if (!alive || holder.pid === me.pid) return "left";
  // another process may have its number by now
  return silentMs > SILENT_MS ? "watch" : "held";
}

/** Whether a process number stands for one process to both. Containers may have one host name, and a number each. */
function sharesNumbers(one: LockHolder, other: LockHolder): boolean {
  return one.host === other.host && one.space === other.space;
}

/** Null where the text is no lock's. */
export function readLock(text: string): LockHolder | null {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

const schema = z.object({
  pid: z.number().int(),
  host: z.string(),
  // locks of earlier versions are without
  space: z.string().nullable().default(null),
  token: z.string(),
});

/** This process as the holder of a lock, under a token of its own. */
export function thisHolder(): LockHolder {
  return {
    pid: process.pid,
    host: hostname(),
    space: numberSpace(),
    token: randomBytes(16).toString("hex"),
  };
}

/**
 * What processes have in common that see each other under the same numbers: on Linux the namespace of process numbers, and
 * the start of the machine, as the first namespace of every machine has one name. Null where a system tells neither.
 */
function numberSpace(): string | null {
  const parts = [
    () => readlinkSync("/proc/self/ns/pid"),
    () => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim(),
  ].map(orNothing);
  return parts.some((part) => part !== "") ? parts.join(" ") : null;
}

/** Containers may hide either. */
function orNothing(read: () => string): string {
  try {
    return read();
  } catch {
    return "";
  }
}
