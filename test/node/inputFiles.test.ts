import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { InputError } from "../../src/core/errors.js";
import { inputFiles } from "../../src/node/inputFiles.js";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bnsl-inputs-"));
  for (const each of ["runs/a", "runs/b/deep", "empty", "below/only"])
    mkdirSync(join(folder, each), { recursive: true });
  const files = ["runs/2.csv", "runs/10.csv", "runs/.hidden.csv", "runs/notes.md", "runs/3.PARQUET", "run[1].csv"];
  for (const file of [...files, "runs/a/x.csv", "runs/b/x.csv", "runs/b/deep/x.csv", "below/only/x.csv"]) {
    writeFileSync(join(folder, file), "");
  }
  symlinkSync(join(folder, "runs"), join(folder, "runs/a/back"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const found = (...paths: string[]) => {
  const { files, notes } = inputFiles(paths.map((path) => join(folder, path)));
  return { files: files.map((file) => relative(folder, file)), notes };
};

describe("inputs", () => {
  test("a folder stands for its tables, sorted, none of them hidden", () => {
    const { files, notes } = found("runs");
    expect(files).toEqual(["runs/10.csv", "runs/2.csv", "runs/3.PARQUET"]);
    expect(notes).toEqual([`${join(folder, "runs")}: reading 10.csv, 2.csv, 3.PARQUET; not read: a, b, notes.md`]);
  });

  test.each([
    ["runs/*.csv", ["runs/10.csv", "runs/2.csv"]],
    ["runs/?.csv", ["runs/2.csv"]],
    ["runs/[0-9].*", ["runs/2.csv", "runs/3.PARQUET"]],
    ["runs/[!2].*", ["runs/3.PARQUET"]],
    ["runs/.*.csv", ["runs/.hidden.csv"]],
    ["runs/*/x.csv", ["runs/a/x.csv", "runs/b/x.csv"]],
    ["runs/**/x.csv", ["runs/a/x.csv", "runs/b/deep/x.csv", "runs/b/x.csv"]],
    ["run[1].csv", ["run[1].csv"]],
  ])("the pattern %s finds files, through no link in a circle", (pattern, files) => {
    expect(found(pattern)).toEqual({ files, notes: [] });
  });

  test("other paths stay as they are, missing ones too", () => {
    expect(inputFiles(["-", "none.csv"]).files).toEqual(["-", "none.csv"]);
  });

  test.each([
    ["empty", "no table in this folder"],
    ["below", "name the files, such as '"],
    ["runs/*.arrow", "no file has such a name"],
    ["nowhere/*.csv", "no file has such a name"],
    ["runs/[z-a].csv", "a range in brackets goes from a lower to a higher character"],
  ])("%s is refused", (path, words) => {
    expect(() => found(path)).toThrow(InputError);
    expect(() => found(path)).toThrow(words);
  });
});
