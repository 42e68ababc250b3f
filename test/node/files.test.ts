import { execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable, Writable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { InputError } from "../../src/core/errors.js";
import { makeFolders, openSource, readBytes, writeFile } from "../../src/node/files.js";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "bnsl-files-"))));
afterEach(() => rmSync(folder, { recursive: true }));

async function* text(...parts: string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield await Promise.resolve(Buffer.from(part));
}

/** Runs an action without root's right to read and write everything. */
async function unprivileged<T>(act: () => Promise<T>): Promise<T> {
  const root = process.geteuid?.() === 0;
  chmodSync(folder, 0o755);
  if (root) process.seteuid!("nobody");
  try {
    return await act();
  } finally {
    if (root) process.seteuid!(0);
  }
}

async function readText(path: string): Promise<string> {
  return Buffer.from(await readBytes(openSource(path))).toString();
}

describe("openSource", () => {
  it("reads a file under its name", async () => {
    const path = join(folder, "a.csv");
    writeFileSync(path, "x".repeat(1_000_000));
    expect(openSource(path).name).toBe(path);
    expect(await readText(path)).toBe("x".repeat(1_000_000));
  });

  it("reads standard input for -", async () => {
    const source = openSource("-", Readable.from([Buffer.from("one,"), Buffer.from("two")]));
    expect(source.name).toBe("stdin");
    expect(Buffer.from(await readBytes(source)).toString()).toBe("one,two");
  });

  it("tells a missing file, a folder, and a file taken for a folder", () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    expect(() => openSource(join(folder, "none.csv"))).toThrow(InputError);
    expect(() => openSource("none.csv")).toThrow(/^none\.csv: no such file; check the name, relative paths start at /);
    expect(() => openSource(folder)).toThrow(new InputError(`${folder} is a folder, not a file; name a file in it`));
    expect(() => openSource(join(file, "x"))).toThrow("a part of the path is a file, not a folder");
  });

  it("tells a file that it may not read", async () => {
    const path = join(folder, "secret.csv");
    writeFileSync(path, "x");
    expect(await unprivileged(() => readText(path))).toBe("x");
    chmodSync(path, 0);
    await expect(unprivileged(() => readText(path))).rejects.toThrow(
      new InputError(`${path}: no permission to read here; change the permission or choose another place`),
    );
  });
});

describe("makeFolders", () => {
  it("makes what is missing, and takes what is there", () => {
    const deep = join(folder, "one", "two", "three");
    makeFolders(deep);
    makeFolders(deep);
    expect(statSync(deep).isDirectory()).toBe(true);
  });

  it("ends where nothing can be made, unlike Node's own", () => {
    expect(() => makeFolders("/proc/none/deep")).toThrow(/this folder cannot be made \(/);
  });

  it("refuses a file", () => {
    writeFileSync(join(folder, "plain"), "");
    expect(() => makeFolders(join(folder, "plain"))).toThrow(/plain is a file: name a folder/);
    expect(() => makeFolders(join(folder, "plain", "deep"))).toThrow(/cannot be made \(ENOTDIR\)/);
  });
});

describe("writeFile", () => {
  it("writes all chunks and leaves nothing else", async () => {
    const path = join(folder, "out.csv");
    await writeFile(path, text("a,", "", "b"));
    expect(readFileSync(path, "utf8")).toBe("a,b");
    expect(readdirSync(folder)).toEqual(["out.csv"]);
  });

  it("shows the old file until the new one is whole", async () => {
    const path = join(folder, "out.csv");
    writeFileSync(path, "old");
    chmodSync(path, 0o640);
    const seen: string[] = [];
    async function* watched(): AsyncGenerator<Uint8Array> {
      yield* text("new");
      seen.push(readFileSync(path, "utf8"), ...readdirSync(folder).filter((name) => name.endsWith(".part")));
    }
    await writeFile(path, watched());
    expect(seen).toEqual(["old", expect.stringMatching(/^\.out\.csv\.[0-9a-f]{12}\.part$/)]);
    expect(readFileSync(path, "utf8")).toBe("new");
    expect(statSync(path).mode & 0o777).toBe(0o640);
  });

  it("keeps the old file and removes its own where the chunks fail, whatever the error's code", async () => {
    const path = join(folder, "out.csv");
    writeFileSync(path, "old");
    const failure = Object.assign(new Error("upstream"), { code: "ENOENT" });
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield* text("half");
      throw failure;
    }
    await expect(writeFile(path, failing())).rejects.toBe(failure);
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(readdirSync(folder)).toEqual(["out.csv"]);
  });

  it("removes its own where the process ends early", () => {
    const path = join(folder, "out.csv");
    const source = new URL("../../src/node/files.ts", import.meta.url).href;
    const script = `import { writeFile } from ${JSON.stringify(source)};
      async function* halfway() { yield Buffer.from("half"); process.exit(0); }
      await writeFile(${JSON.stringify(path)}, halfway());`;
    execFileSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("follows a link and leaves it a link", async () => {
    const [target, link] = [join(folder, "target.csv"), join(folder, "link.csv")];
    writeFileSync(target, "old");
    symlinkSync(target, link);
    await writeFile(link, text("new"));
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(target, "utf8")).toBe("new");
  });

  it("writes into a pipe instead of replacing it", async () => {
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    const reader = spawn("cat", [pipe], { stdio: ["ignore", "pipe", "inherit"] });
    // read from the start: Node throws away what nobody reads once the process has ended
    const read = reader.stdout.toArray() as Promise<Buffer[]>;
    await writeFile(pipe, text("through"));
    expect(Buffer.concat(await read).toString()).toBe("through");
    expect(statSync(pipe).isFIFO()).toBe(true);
  });

  it("tells a folder that does not exist, a folder as target, and a file taken for a folder", async () => {
    const missing = join(folder, "none", "out.csv");
    await expect(writeFile(missing, text("x"))).rejects.toThrow(
      new InputError(`${missing}: the folder ${join(folder, "none")} does not exist; make it first`),
    );
    mkdirSync(join(folder, "dir.csv"));
    await expect(writeFile(join(folder, "dir.csv"), text("x"))).rejects.toThrow(
      new InputError(`${join(folder, "dir.csv")} is a folder: give the name of a file in it`),
    );
    writeFileSync(join(folder, "file"), "");
    await expect(writeFile(join(folder, "file", "out.csv"), text("x"))).rejects.toThrow(
      "a part of the path is a file, not a folder",
    );
    expect(readdirSync(folder).sort()).toEqual(["dir.csv", "file"]);
  });

  it("tells a folder that it may not write to", async () => {
    const closed = join(folder, "closed");
    mkdirSync(closed);
    chmodSync(closed, 0o555);
    const path = join(closed, "out.csv");
    await expect(unprivileged(() => writeFile(path, text("x")))).rejects.toThrow(
      new InputError(`${path}: no permission to write here; change the permission or choose another place`),
    );
    expect(readdirSync(closed)).toEqual([]);
  });

  it("writes - to standard output, waiting for its reader", async () => {
    const stdout = new PassThrough();
    await writeFile("-", text("a", "b"), stdout);
    expect(String(stdout.read())).toBe("ab");
    expect(stdout.listenerCount("error")).toBe(0);
  });

  it("stops without a word when the reader has gone, and tells every other failure", async () => {
    const broken = (code: string) =>
      new Writable({
        write: (_chunk, _encoding, done) => done(Object.assign(new Error(code), { code })),
      });
    let asked = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (; asked < 1000; asked++) yield* text("x");
    }
    await writeFile("-", endless(), broken("EPIPE"));
    expect(asked).toBe(0);
    await expect(writeFile("-", text("x"), broken("ENOSPC"))).rejects.toThrow(
      "standard output: no space left on the device, so nothing was written; make room, or choose another place",
    );
  });
});
