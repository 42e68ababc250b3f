import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { open as openFile, type FileHandle } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { thisHolder } from "../../../src/node/checkpoint/lock.js";
import { openCheckpoint, type Checkpoint, type CheckpointedRun } from "../../../src/node/checkpoint/checkpoint.js";
import { resolveOptions } from "../../../src/core/options.js";
import type { FitRow } from "../../../src/core/types.js";
import { madeMeta, madeRow } from "../../tables/madeFits.js";

let parent: string;
let folder: string;
const open: Checkpoint[] = [];
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "bnsl-checkpoint-"));
  folder = join(parent, "c");
});
afterEach(() => {
  for (const one of open.splice(0)) one.leave();
  rmSync(parent, { recursive: true, force: true });
});

const run: CheckpointedRun = {
  version: "0.1.0",
  options: resolveOptions({ breaks: [1] }),
  digest: "ab",
  shard: null,
  command: "bnsl fit curves.csv",
  sources: ["curves.csv"],
  curves: 10,
};

async function opened(notes: string[] = []): Promise<Checkpoint> {
  const one = await openCheckpoint(folder, (line) => notes.push(line), { times: { beat: 20, watch: 200 } });
  open.push(one);
  return one;
}

function rows(first: number, curves: number): FitRow[] {
  return Array.from({ length: curves }, (_, i) => madeRow({ key: ["d", `c${first + i}`] }));
}

async function add(checkpoint: Checkpoint, first: number, curves: number): Promise<void> {
  await checkpoint.add({ first, curves, rows: rows(first, curves) }, madeMeta({ seconds: 2 }));
}

async function keptRows(checkpoint: Checkpoint): Promise<FitRow[]> {
  const all: FitRow[] = [];
  for await (const window of checkpoint.windows()) all.push(...window);
  return all;
}

/** A checkpoint with the curves 0 … 7, as a run that was killed leaves it. */
async function leaveTwoWindows(): Promise<void> {
  const first = await opened();
  await first.takeUp(run);
  await add(first, 0, 4);
  await add(first, 4, 4);
  first.leave();
}

const windowsIn = () => readdirSync(folder).filter((name) => name.startsWith("fits-"));

describe("a checkpoint", () => {
  it("hands the same run the windows that it has kept, in order and as they were", async () => {
    await leaveTwoWindows();
    const second = await opened();
    expect(await second.takeUp(run)).toEqual({ curves: 8, seconds: 4, engines: ["gpu on made-up adapter"] });
    expect([second.has(0, 4), second.has(4, 4), second.has(8, 2), second.has(0, 8)]).toEqual([true, true, false, true]);
    await add(second, 8, 2);
    expect(await keptRows(second)).toEqual(rows(0, 10));
    await second.remove();
    expect(existsSync(folder)).toBe(false);
  });

  it("leaves nothing where nothing was kept", async () => {
    const one = await opened();
    await one.takeUp(run);
    one.inputFolder();
    one.leave();
    expect(readdirSync(parent)).toEqual([]);
  });

  it("refuses another run and says what differs and what to do", async () => {
    await leaveTwoWindows();
    const other = await opened();
    await expect(other.takeUp({ ...run, digest: "cd" })).rejects.toThrow(
      `${folder} is the checkpoint of another run: the input is another one (its names, keys or numbers differ). ` +
        `Delete the folder to begin again, or give another --checkpoint; it was begun by: bnsl fit curves.csv`,
    );
    other.leave();
    expect(windowsIn()).toHaveLength(2);
  });

  it("drops a damaged window with a note, whichever byte is damaged", async () => {
    await leaveTwoWindows();
    const [name] = windowsIn();
    const bytes = readFileSync(join(folder, name));
    for (const place of [0, bytes.length >> 1, bytes.length - 1]) {
      const damaged = Buffer.from(bytes);
      damaged[place] ^= 1;
      writeFileSync(join(folder, name), damaged);
      const notes: string[] = [];
      const again = await opened(notes);
      expect((await again.takeUp(run)).curves).toBe(4);
      expect(notes).toEqual([`${join(folder, name)} is damaged: its curves are fitted again`]);
      expect(again.has(0, 4)).toBe(false);
      again.leave();
      writeFileSync(join(folder, name), bytes);
    }
    appendFileSync(join(folder, name), "x");
    expect((await (await opened()).takeUp(run)).curves).toBe(4);
  });

  it("is gone on with where a person has deleted run.json: the seals show whose the windows are", async () => {
    await leaveTwoWindows();
    const manifest = join(folder, "run.json");
    rmSync(manifest);
    const notes: string[] = [];
    const again = await opened(notes);
    expect((await again.takeUp(run)).curves).toBe(8);
    expect(notes).toEqual([
      `${manifest} was missing and is written again: by the seals, 2 windows beside it are this run's own`,
    ]);
    expect(again.isBegun).toBe(true);
    expect(await keptRows(again)).toEqual(rows(0, 8));
    again.leave();
    const quiet: string[] = [];
    expect((await (await opened(quiet)).takeUp(run)).curves).toBe(8);
    expect(quiet, "it is there again").toEqual([]);
  });

  it("without run.json drops a damaged window beside one that shows whose it is", async () => {
    await leaveTwoWindows();
    rmSync(join(folder, "run.json"));
    const [name] = windowsIn();
    appendFileSync(join(folder, name), "x");
    const notes: string[] = [];
    expect((await (await opened(notes)).takeUp(run)).curves).toBe(4);
    expect(notes[0]).toContain("by the seals, a window beside it is this run's own");
    expect(notes[1]).toBe(`${join(folder, name)} is damaged: its curves are fitted again`);
    expect(windowsIn()).toHaveLength(1);
  });

  it("without run.json and a window of this run is refused, and stays as it is", async () => {
    await leaveTwoWindows();
    rmSync(join(folder, "run.json"));
    const before = windowsIn();
    const other = await opened();
    await expect(other.takeUp({ ...run, digest: "cd" })).rejects.toThrow(
      `${folder} holds 2 windows of fits without the run.json that says of which run, and none is whole and of this one: ` +
        "delete the folder to begin again, or give another --checkpoint",
    );
    other.leave();
    expect(windowsIn()).toEqual(before);
    expect(existsSync(join(folder, "run.json"))).toBe(false);
  });

  it("says so where a window is damaged under its hands", async () => {
    await leaveTwoWindows();
    const again = await opened();
    await again.takeUp(run);
    appendFileSync(join(folder, windowsIn()[1]), "x");
    await expect(keptRows(again)).rejects.toThrow(/was damaged or removed during the run; run the same command again/);
  });

  it("removes what was half-written", async () => {
    await leaveTwoWindows();
    writeFileSync(join(folder, ".run.json.0123456789ab.part"), "{");
    await opened();
    expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  it("goes whole at the end, whatever killed runs and systems have left in it", async () => {
    await leaveTwoWindows();
    const other = windowsIn()[0].replace("fits-000000000", "fits-000000002"); // overlaps
    writeFileSync(join(folder, other), readFileSync(join(folder, windowsIn()[0])));
    writeFileSync(join(folder, `lock.${"a".repeat(32)}`), "{}");
    writeFileSync(join(folder, ".nfs0000000000000001"), "");
    const again = await opened();
    expect((await again.takeUp(run)).curves).toBe(8);
    await again.remove();
    expect(readdirSync(parent)).toEqual([]);
  });

  it("leaves the spool of a process that has taken over alone", async () => {
    const one = await opened();
    await one.takeUp(run);
    writeFileSync(join(one.inputFolder(), "rows-0123456789ab.spool"), "theirs by now");
    writeFileSync(join(folder, "lock"), JSON.stringify({ pid: 5, host: "elsewhere", token: "theirs" }));
    one.leave();
    expect(readdirSync(join(folder, "input"))).toHaveLength(1);
  });

  it("takes a larger window over those that it covers", async () => {
    const one = await opened();
    await one.takeUp(run);
    await add(one, 0, 2);
    await add(one, 2, 2);
    await add(one, 0, 4);
    expect(await keptRows(one)).toEqual(rows(0, 4));
    expect(windowsIn()).toHaveLength(1);
  });
});

describe("a folder that cannot be a checkpoint is refused", () => {
  it("where it holds other files, which stay", async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, "thesis.tex"), "text");
    await expect(opened()).rejects.toThrow(
      `--checkpoint ${folder}: the folder is no checkpoint, it holds thesis.tex; name a new or an empty folder`,
    );
    expect(readdirSync(folder)).toEqual(["thesis.tex"]);
  });

  it("where it is a file, or lies in none", async () => {
    writeFileSync(folder, "");
    await expect(opened()).rejects.toThrow("it is a file, or a part of the path is; name a folder");
    const deep = join(parent, "no", "c");
    await expect(openCheckpoint(deep)).rejects.toThrow(
      `there is no folder ${join(parent, "no")} to make c in; make it first`,
    );
  });

  it("where its manifest is damaged", async () => {
    await leaveTwoWindows();
    writeFileSync(join(folder, "run.json"), "{}");
    await expect((await opened()).takeUp(run)).rejects.toThrow(/run\.json is damaged/);
  });

  it("where it is removed under its hands", async () => {
    const one = await opened();
    await one.takeUp(run);
    rmSync(folder, { recursive: true });
    await expect(add(one, 0, 4)).rejects.toThrow("the checkpoint was removed while the run was writing to it");
  });

  it("where a file stands in its place all at once", async () => {
    const one = await opened();
    await one.takeUp(run);
    await add(one, 0, 4);
    rmSync(folder, { recursive: true });
    writeFileSync(folder, "a file in its place");
    await expect(add(one, 4, 4)).rejects.toThrow(/^.*c: the checkpoint was removed/);
  });
});

describe("a disk that refuses", () => {
  const refusal = (code: string) => Object.assign(new Error(`${code}: refused`), { code });

  it.each([
    ["ENOSPC", "no space left on the device, so nothing was written; make room, or choose another place"],
    ["EDQUOT", "the quota of disk space is used up, so nothing was written; make room, or choose another place"],
    ["EIO", "the disk, or the way to it, fails to write; look after it, then give the same command again"],
    ["EFBIG", "the file grows beyond what is allowed here (ulimit -f, or the file system), so nothing was written"],
  ])(
    "a window in the middle of it (%s) leaves the windows before whole and nothing half-written",
    async (code, why) => {
      const one = await opened();
      await one.takeUp(run);
      await add(one, 0, 4);
      const handle = await openFile(join(parent, "probe"), "w");
      await handle.close();
      const prototype = Object.getPrototypeOf(handle) as FileHandle;
      const write = vi.spyOn(prototype, "write").mockImplementationOnce(function (this: FileHandle, bytes: Uint8Array) {
        write.mockRestore();
        // half of it still goes
        return this.write(bytes.subarray(0, bytes.length >> 1)).then(() => Promise.reject(refusal(code)));
      } as unknown as FileHandle["write"]);
      await expect(add(one, 4, 4)).rejects.toThrow(why);
      expect(windowsIn()).toHaveLength(1);
      expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
      one.leave();
      const again = await opened();
      expect((await again.takeUp(run)).curves).toBe(4);
      await add(again, 4, 4);
      expect(await keptRows(again)).toEqual(rows(0, 8));
    },
  );

  it("to read a window is no reason to remove it", async () => {
    await leaveTwoWindows();
    const before = windowsIn();
    const again = await opened();
    const place = join(folder, before[1]);
    rmSync(place);
    mkdirSync(place); // what reads it is refused, whoever it is
    await expect(again.takeUp(run)).rejects.toThrow(/is a folder, not a file/);
    expect(windowsIn()).toEqual(before);
  });
});

describe("a checkpoint in use", () => {
  const lock = () => join(folder, "lock");
  const here = thisHolder().space;
  const holder = (host: string, pid: number, space = here) => JSON.stringify({ pid, host, space, token: "theirs" });
  const otherSpace = "pid:[1] another container";
  const gone = 2 ** 22 + 1;

  it("is refused to a second process of this host", async () => {
    await opened();
    writeFileSync(lock(), holder(hostname(), process.ppid));
    await expect(opened()).rejects.toThrow(
      `${folder}: process ${process.ppid} on ${hostname()} works in this checkpoint; wait for its end, or give another -o or ` +
        `--checkpoint (if you know that it is gone, delete ${lock()})`,
    );
  });

  it("is taken over at once from a process of this host that is gone", async () => {
    mkdirSync(folder);
    writeFileSync(lock(), holder(hostname(), gone));
    const notes: string[] = [];
    await (await opened(notes)).takeUp(run);
    expect(JSON.parse(readFileSync(lock(), "utf8"))).toMatchObject({ pid: process.pid, space: here });
    expect(notes, "nothing is waited for").toEqual([]);
  });

  it.each([
    ["this process's own number", process.pid],
    ["a number that nobody has here", gone],
  ])("is refused where one of another container of this host's name works, under %s", async (_, pid) => {
    mkdirSync(folder);
    writeFileSync(lock(), holder(hostname(), pid, otherSpace));
    const beat = setInterval(() => utimesSync(lock(), new Date(), new Date()), 20);
    await expect(opened()).rejects.toThrow(
      `process ${pid} on ${hostname()} (in another container, or from before a restart) works in this checkpoint`,
    );
    clearInterval(beat);
    expect(JSON.parse(readFileSync(lock(), "utf8"))).toMatchObject({ token: "theirs" });
  });

  it.each([
    ["another container", () => holder(hostname(), process.ppid, otherSpace)],
    ["an earlier version", () => JSON.stringify({ pid: process.ppid, host: hostname(), token: "theirs" })],
  ])("is taken over from %s that is silent, though a process has that number here", async (_, text) => {
    mkdirSync(folder);
    writeFileSync(lock(), text());
    await (await opened()).takeUp(run);
    expect(JSON.parse(readFileSync(lock(), "utf8"))).toMatchObject({ pid: process.pid, space: here });
  });

  it("is refused where a process of another host touches its lock", async () => {
    mkdirSync(folder);
    writeFileSync(lock(), holder("elsewhere", 5));
    const beat = setInterval(() => utimesSync(lock(), new Date(), new Date()), 20);
    const notes: string[] = [];
    await expect(opened(notes)).rejects.toThrow("process 5 on elsewhere works in this checkpoint");
    clearInterval(beat);
    expect(notes[0]).toContain("to see whether process 5 on elsewhere still works there");
  });

  it("is taken over from another host that is silent", async () => {
    mkdirSync(folder);
    writeFileSync(lock(), holder("elsewhere", 5));
    await (await opened()).takeUp(run);
    expect(JSON.parse(readFileSync(lock(), "utf8"))).toMatchObject({ pid: process.pid });
  });

  it("that another process has taken over takes no more windows", async () => {
    const one = await opened();
    await one.takeUp(run);
    writeFileSync(lock(), holder("elsewhere", 5));
    await expect(add(one, 0, 4)).rejects.toThrow(
      "process 5 on elsewhere has taken over this checkpoint; leave it to finish",
    );
    one.leave();
    expect(existsSync(lock()), "the lock is the other's").toBe(true);
  });
});
