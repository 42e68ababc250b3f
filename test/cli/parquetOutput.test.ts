import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { dirname } from "node:path";
import { tableFromIPC } from "apache-arrow";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readFits } from "../../src/tables/read.js";
import { decodeParquet } from "../../src/formats/parquet.js";
import type { FitResult } from "../../src/core/types.js";
import { bnsl, curvesCsv, fakeWindows, folderWith } from "./harness.js";

const CURVES = 10;
let folder: ReturnType<typeof folderWith>;
let csv: string;
beforeEach(() => {
  folder = folderWith({ "curves.csv": curvesCsv(Array.from({ length: CURVES }, () => 8)) });
  csv = folder.path("curves.csv");
});
afterEach(() => folder.remove());

/** Without what a clock and the name of the file have told. */
function comparable({ meta, rows }: FitResult): unknown {
  return { rows, meta: { ...meta, seconds: 0, command: meta.command?.replace(/\.(arrow|parquet)\b/, "") } };
}

describe("fits of several windows as Parquet", () => {
  it("are the table that Arrow holds, rows and metadata", async () => {
    const [arrow, parquet] = [folder.path("fits.arrow"), folder.path("fits.parquet")];
    for (const output of [arrow, parquet]) {
      expect((await bnsl(["fit", csv, "-o", output], { fit: fakeWindows(3) })).code).toBe(0);
    }
    const back = await readFits(parquet);
    expect(back.rows).toHaveLength(4 * CURVES);
    expect(back.meta.keyNames).toEqual(["curve"]);
    expect(comparable(back)).toEqual(comparable(await readFits(arrow)));
    const { schema } = await decodeParquet(readFileSync(parquet), parquet);
    const keys = [...tableFromIPC(readFileSync(arrow)).schema.metadata.keys()];
    expect(keys).toContain("bnsl.meta");
    expect([...schema.metadata.keys()].sort()).toEqual(keys.sort());
    expect(readdirSync(folder.path(".")).sort()).toEqual(["curves.csv", "fits.arrow", "fits.parquet"]);
  });

  it("end with exit code 2 on a full disk, and stay in the checkpoint", async () => {
    const full = folder.path("full.parquet");
    symlinkSync("/dev/full", full);
    const kept = folder.path("kept");
    const run = await bnsl(["fit", csv, "-o", full, "--checkpoint", kept], { fit: fakeWindows(3) });
    expect(run).toMatchObject({ code: 2, out: "" });
    expect(run.err).toContain(`${full}: no space left on the device`);
    expect(readdirSync(kept).filter((name) => name.startsWith("fits-"))).toHaveLength(4);
  });

  it("end with exit code 2 where the folder vanishes, with nothing under the name", async () => {
    const output = folder.path("out/fits.parquet");
    mkdirSync(dirname(output));
    const removing = fakeWindows(3, (first) => {
      if (first === 9) rmSync(dirname(output), { recursive: true });
    });
    const args = ["fit", csv, "-o", output, "--checkpoint", folder.path("kept")];
    const run = await bnsl(args, { fit: removing });
    expect(run).toMatchObject({ code: 2, out: "" });
    expect(run.err).toContain(`${output}: the folder ${dirname(output)} does not exist; make it first`);
    expect(existsSync(output)).toBe(false);

    mkdirSync(dirname(output));
    expect((await bnsl(args, { fit: fakeWindows(3) })).err).toContain("going on: 10 of 10 curves were done");
    expect((await readFits(output)).rows).toHaveLength(4 * CURVES);
  });
});
