import fc from "fast-check";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { FitRow } from "../../src/core/types.js";
import { thisHolder } from "../../src/node/checkpoint/lock.js";
import { readFits } from "../../src/tables/read.js";
import { bnsl, curvesCsv, fakeWindows, folderWith, type Run } from "../cli/harness.js";
import { expectUserWords, FuzzGroup, fuzzTimeout } from "./cases.js";
import { spoilt } from "./mutations.js";
import { expectPlainText } from "./plainText.js";

const group = new FuzzGroup("checkpoints");
const WINDOW = 3;
/** Files of a folder by name; null: a folder of that name. */
type Files = Readonly<Record<string, Uint8Array | null>>;
type Change = (files: Files) => Files;

let folder: ReturnType<typeof folderWith>;
let checkpoint: string;
let output: string;
let unbroken: readonly FitRow[];
/** what a run leaves that an error ends after its second window, and what one of another seed leaves */
let left: Files;
let others: Files;

beforeAll(async () => {
  // curves of different lengths, so that no row can pass for another's
  folder = folderWith({ "curves.csv": curvesCsv(Array.from({ length: 10 }, (_, i) => 5 + i)) });
  checkpoint = folder.path("kept");
  output = folder.path("fits.arrow");
  expect((await fit()).code).toBe(0);
  unbroken = (await readFits(output)).rows;
  left = await leave();
  others = await leave("--seed", "1");
});
afterAll(() => folder.remove());

function fit(failing = Infinity, ...args: string[]): Promise<Run> {
  const before = (first: number) => {
    if (first === failing) throw new Error("the end of this run");
  };
  const words = ["fit", folder.path("curves.csv"), "-o", output, "--checkpoint", checkpoint, "--breaks", "0..1"];
  return bnsl([...words, ...args], { fit: fakeWindows(WINDOW, before), lockTimes: { beat: 4, watch: 20 } });
}

async function leave(...args: string[]): Promise<Files> {
  await fit(2 * WINDOW, ...args);
  const names = readdirSync(checkpoint);
  expect(names.filter((name) => name.startsWith("fits-"))).toHaveLength(2);
  const files = Object.fromEntries(names.map((name) => [name, readFileSync(join(checkpoint, name))]));
  clear();
  return files;
}

function clear(): void {
  rmSync(checkpoint, { recursive: true, force: true });
  rmSync(output, { force: true });
}

function put(files: Files): void {
  clear();
  mkdirSync(checkpoint);
  for (const [name, bytes] of Object.entries(files)) {
    const path = join(checkpoint, name);
    if (bytes === null) mkdirSync(path);
    else writeFileSync(path, bytes);
  }
}

it("a checkpoint that is not changed is gone on from", async () => {
  put(left);
  const { code, err } = await fit();
  expect(err).toContain("going on: 6 of 10 curves were done");
  expect(code).toBe(0);
  expect((await readFits(output)).rows).toEqual(unbroken);
});

it("a checkpoint without its manifest is gone on from, and refused to another run", async () => {
  put(Object.fromEntries(Object.entries(left).filter(([name]) => name !== "run.json")));
  const other = await fit(Infinity, "--seed", "1");
  expect(other.code).toBe(2);
  expect(other.err).toContain("none is whole and of this one: delete the folder to begin again");
  const { code, err } = await fit();
  expect(err).toContain("going on: 6 of 10 curves were done");
  expect(code).toBe(0);
  expect((await readFits(output)).rows).toEqual(unbroken);
});

it(
  "a run on a changed checkpoint gives the table of an unbroken run, or says what to do",
  async () => {
    const changes = fc.array(changeOf(left, others), { minLength: 1, maxLength: 3 });
    await group.each(1, changes, async (drawn) => {
      put(drawn.reduce((files, change) => change(files), left));
      const { code, err } = await fit();
      expect(err).not.toContain("this is a bug");
      expectPlainText(err);
      if (code === 0) {
        expect((await readFits(output)).rows).toEqual(unbroken);
        expect(existsSync(join(checkpoint, "run.json")), "the run is at its end").toBe(false);
        return err.includes("6 of 10") ? "went on" : "fitted again what was damaged";
      }
      expect(code).toBe(2);
      expect(err).toContain(checkpoint);
      expectUserWords(err);
      expect(existsSync(output), "nothing under the final name").toBe(false);
      return "refused";
    });
  },
  fuzzTimeout,
);

/** Something that happens to the files of a folder: damage, or a hand that moved them. */
function changeOf(own: Files, foreign: Files): fc.Arbitrary<Change> {
  const windows = (files: Files) => Object.keys(files).filter((name) => name.startsWith("fits-"));
  const name = fc.constantFrom(...Object.keys(own));
  const window = fc.constantFrom(...windows(own));
  const place = fc.constantFrom(0, 1, 3, 6, 9, 12, 999_999_999);
  const count = fc.constantFrom(0, 1, 2, 3, 4, 6, 10, 999_999_999_999);
  const seal = fc.constantFrom(...[...windows(own), ...windows(foreign)].map((file) => file.split(".")[1]));
  const newName = fc
    .tuple(place, count, seal)
    .map(([first, curves, mark]) => `fits-${String(first).padStart(9, "0")}-${curves}.${mark}.arrow`);
  /** the window's own name with another place */
  const moved = fc
    .tuple(window, place, count)
    .map(([file, first, curves]) => `fits-${String(first).padStart(9, "0")}-${curves}.${file.split(".")[1]}.arrow`);
  return fc.oneof(
    name.chain((file) => spoilt([own[file]!]).map((bytes) => put({ [file]: bytes }))),
    name.map((file) => without(file)),
    fc.tuple(window, fc.oneof(newName, moved)).map(([file, to]) => put({ [to]: own[file] })),
    fc.tuple(window, fc.oneof(newName, moved)).map(([file, to]): Change => {
      return (files) => without(file)(put({ [to]: files[file] ?? own[file] })(files));
    }),
    fc.constantFrom(...Object.keys(foreign)).map((file) => put({ [file]: foreign[file] })),
    fc.tuple(window, fc.constantFrom(...windows(foreign))).map(([file, of]) => put({ [file]: foreign[of] })),
    fc.constantFrom(...MANIFESTS).map((edit): Change => {
      const text = Buffer.from(own["run.json"]!).toString();
      return put({ "run.json": Buffer.from(edit(text, Buffer.from(foreign["run.json"]!).toString())) });
    }),
    fc.constantFrom(...LOCKS).map((text) => put({ lock: Buffer.from(text()) })),
    newName.map((file) => put({ [file]: null })),
    fc.constantFrom(".run.json.0123456789ab.part", "input", "notes.txt", "lock.0").map((file) => {
      return put({ [file]: file === "input" ? null : Buffer.from("{") });
    }),
  );

  function put(more: Files): Change {
    return (files) => ({ ...files, ...more });
  }

  function without(gone: string): Change {
    return (files) => Object.fromEntries(Object.entries(files).filter(([file]) => file !== gone));
  }
}

/** Manifests made of a run's own and of another's. */
const MANIFESTS: readonly ((own: string, other: string) => string)[] = [
  (own) => own.replace('"format": 1', '"format": 2'),
  (own) => own.replace(/"curves": \d+/, '"curves": 4'),
  (own) => own.replace(/"identity": "[0-9a-f]+"/, '"identity": ""'),
  (own, other) => own.replace(/"identity": "[0-9a-f]+"/, /"identity": "[0-9a-f]+"/.exec(other)![0]),
  (own, other) => other.replace(/"identity": "[0-9a-f]+"/, /"identity": "[0-9a-f]+"/.exec(own)![0]),
  (own) => own.replace(/"decides": \{[^}]*\}/, '"decides": {}'),
  (own) => own.replace(/"command": "/, '"command": "\\u001b[31m\\u202e'),
  (own) => own.replace(/"version": "/, '"version": "\\u001b]0;title\\u0007'),
  (_, other) => other.replace(/"seed": "/, '"\\u001b[2J": "\\u0007", "seed": "'),
  () => "null",
  () => "{}",
  () => "",
];

const holder = (pid: number, space = thisHolder().space) =>
  JSON.stringify({ pid, host: hostname(), space, token: "0".repeat(32) });
/** Locks that say nothing, that a run of this process or of a container has left, and that a process holds which lives. */
const LOCKS: readonly (() => string)[] = [
  () => "",
  () => "\0\0\0",
  () => "null",
  () => holder(process.pid),
  () => holder(2 ** 30),
  () => holder(process.ppid),
  () => holder(process.ppid, "pid:[1]"),
  () => holder(-1).replace("-1", "0"),
];
