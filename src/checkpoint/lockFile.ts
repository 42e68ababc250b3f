import { closeSync, existsSync, fstatSync, openSync, readFileSync, rmSync, utimesSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { InputError } from "../core/errors.js";
import { asInputError, inWords } from "../node/files.js";
import { thisHolder } from "./holder.js";
import { BEAT_MS, lockVerdict, readLock, sharesNumbers, WATCH_MS, type LockHolder } from "./lock.js";

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
  const isMine = (): boolean => holderOf(path)?.token === me.token;
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

function holderOf(path: string): LockHolder | null {
  const seen = readOpened(path);
  return seen && readLock(seen.text);
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
