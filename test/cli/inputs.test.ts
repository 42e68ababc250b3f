import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readPictured } from "../../src/cli/inputs.js";
import { InputError } from "../../src/core/errors.js";
import { readFits } from "../../src/tables/read.js";
import { writeFits } from "../../src/tables/write.js";
import { bnsl, folderWith } from "./harness.js";

let folder: ReturnType<typeof folderWith>;
const path = (name: string): string => folder.path(name);

/** Points on the law that the fake engine answers with. */
function csv(names: readonly string[], misfit = 0): string {
  const lines = names.flatMap((name) =>
    Array.from({ length: 8 }, (_, k) => `${name},${2 ** k},${0.25 + 2 * 2 ** (-0.5 * k) + misfit}`),
  );
  return ["curve,x,y", ...lines, ""].join("\n");
}

beforeAll(async () => {
  folder = folderWith({ "a.csv": csv(["p", "q"]), "b.csv": csv(["r"]), "off.csv": csv(["p", "q"], 0.01) });
  await bnsl(["fit", path("a.csv"), path("b.csv"), "--breaks", "0", "-o", path("both.arrow"), "--quiet"]);
  await bnsl(["fit", path("a.csv"), "--breaks", "0", "-o", path("a.arrow"), "--quiet"]);
  await writeFits(await readFits(path("a.arrow")), path("a.fits.csv"));
});
afterAll(() => folder.remove());

const read = (fits: string, ...data: string[]) => readPictured({ fits: path(fits), data: data.map(path), columns: {} });
const names = ({ set }: Awaited<ReturnType<typeof read>>) => set?.curves.map(({ key }) => key[0]);

describe("readPictured", () => {
  it("reads the data that is given as the fit did", async () => {
    const pictured = await read("both.arrow", "a.csv", "b.csv");
    expect(names(pictured)).toEqual(["p", "q", "r"]);
    expect(pictured.notes).toEqual([]);
    expect(pictured.fits.rows).toHaveLength(3);
  });

  it("has the curves in the order of the fits, whatever the order of the data", async () => {
    expect(names(await read("both.arrow", "b.csv", "a.csv"))).toEqual(["p", "q", "r"]);
  });

  it("takes the recorded files where none are given", async () => {
    const pictured = await read("both.arrow");
    expect(names(pictured)).toEqual(["p", "q", "r"]);
    expect(pictured.notes).toEqual([]);
  });

  it("looks for the recorded files beside the fits", async () => {
    const moved = path("moved");
    mkdirSync(moved);
    const fits = await readFits(path("a.arrow"));
    await writeFits({ ...fits, meta: { ...fits.meta, sources: ["elsewhere/c.csv"] } }, path("moved/fits.arrow"));
    expect((await read("moved/fits.arrow")).notes).toEqual([
      expect.stringMatching(/^no points are drawn: elsewhere\/c\.csv, of which .* cannot be found here; .* --data$/),
    ]);
    writeFileSync(path("moved/c.csv"), csv(["p", "q"]));
    expect(names(await read("moved/fits.arrow"))).toEqual(["p", "q"]);
    rmSync(moved, { recursive: true });
  });

  it("does without points, and says so, where the recorded files are not what was fitted", async () => {
    const fits = await readFits(path("a.arrow"));
    await writeFits({ ...fits, meta: { ...fits.meta, sources: [path("off.csv")] } }, path("off.arrow"));
    const pictured = await read("off.arrow");
    expect(pictured.set).toBeNull();
    expect(pictured.notes).toHaveLength(1);
    expect(pictured.notes[0]).toMatch(/cannot be taken for what was fitted \(.*objective is .*\); give .* --data$/);
  });

  it("does without points where the format names no files, and takes those that are given", async () => {
    const { set, notes } = await read("a.fits.csv");
    expect(set).toBeNull();
    expect(notes).toEqual([expect.stringContaining("does not say what table was fitted")]);
    const given = await read("a.fits.csv", "a.csv");
    expect(names(given)).toEqual(["p", "q"]);
    expect(given.set?.yName).toBe("y");
  });

  it("names axes as the data do where the fits tell no names", async () => {
    writeFileSync(path("named.csv"), csv(["p", "q"]).replace("curve,x,y", "curve,compute,loss"));
    const { fits } = await read("a.fits.csv", "named.csv");
    expect(fits.meta).toMatchObject({ xName: "compute", yName: "loss", sources: [path("named.csv")] });
    expect((await read("a.arrow", "a.csv")).fits.meta).toMatchObject({ xName: "x", yName: "y" });
  });

  it("notes curves without fits", async () => {
    const pictured = await read("a.arrow", "a.csv", "b.csv");
    expect(names(pictured)).toEqual(["p", "q"]);
    expect(pictured.notes).toEqual([
      `${path("a.csv")}, ${path("b.csv")}: 1 curve without a row in ${path("a.arrow")}, not shown (the first: r)`,
    ]);
  });

  it("takes fits of the protocol extrapolate, and checks them by their mean squared log error", async () => {
    const fits = await readFits(path("a.arrow"));
    const options = { ...fits.meta.options, protocol: "extrapolate" as const };
    const rows = fits.rows.map((row) => ({ ...row, objective: 7, msleTrain: 1e-33 }));
    await writeFits({ meta: { ...fits.meta, options }, rows }, path("protocol.arrow"));
    expect(names(await read("protocol.arrow", "a.csv"))).toEqual(["p", "q"]);
    await expect(read("protocol.arrow", "off.csv")).rejects.toThrow(/mean squared log error is 1\.0+e-33 in the fits/);
  });

  it("refuses data without a curve that has fits, and says which files to add", async () => {
    const message = `${path("both.arrow")}: fits of curve r, which is not in ${path("a.csv")} (1 of 3 curves with fits is not)`;
    await expect(read("both.arrow", "a.csv")).rejects.toThrow(message);
    await expect(read("both.arrow", "a.csv")).rejects.toThrow(`give --data ${path("b.csv")} too`);
    await expect(read("a.fits.csv", "b.csv")).rejects.toThrow("give every table that was fitted with --data");
  });

  it("refuses data that is given and was not fitted", async () => {
    await expect(read("a.arrow", "off.csv")).rejects.toThrow(InputError);
    await expect(read("a.arrow", "off.csv")).rejects.toThrow(/does not belong to these curves/);
    await expect(read("a.arrow", "none.csv")).rejects.toThrow(/none\.csv: no such file/);
    const twice = { fits: "-", data: ["-"], columns: {} };
    await expect(readPictured(twice)).rejects.toThrow("both the fits and --data are -");
  });
});
