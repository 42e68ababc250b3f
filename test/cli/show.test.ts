import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readFits } from "../../src/tables/read.js";
import { writeFits } from "../../src/tables/write.js";
import { bnsl, curvesCsv, fakeSetAside, folderWith, TextSink } from "./harness.js";

let folder: ReturnType<typeof folderWith>;
let fits: string;
let one: string;

beforeAll(async () => {
  folder = folderWith({ "curves.csv": curvesCsv([8, 9, 2]), "one.csv": curvesCsv([8]) });
  fits = folder.path("fits.arrow");
  one = folder.path("one.arrow");
  await bnsl(["fit", folder.path("curves.csv"), "--breaks", "0,1", "-o", fits, "--quiet"]);
  await bnsl(["fit", folder.path("one.csv"), "--breaks", "0", "-o", one, "--quiet"]);
});
afterAll(() => folder.remove());

describe("bnsl show", () => {
  it("shows the one curve of a table in full, with its points", async () => {
    const run = await bnsl(["show", one]);
    expect(run).toMatchObject({ code: 0, err: "" });
    expect(run.out).toMatch(/^c0\n/);
    expect(run.out).toContain("● training rows   ⠤⠤ law");
    expect(run.out).toContain("y = 0.25 + 2 · x^−0.5");
    expect(run.out).toContain("There y − 0.25 goes as x^−0.5.");
    expect(run.out).toContain(`Made by: bnsl fit ${folder.path("one.csv")}`);
  });

  it("lists several curves, those without a fit too, and shows those asked for", async () => {
    const list = await bnsl(["show", fits]);
    expect(list.code).toBe(0);
    expect(list.out).toMatch(/^c0 +0 +−0\.5 → 0\.25 /m);
    expect(list.out).toMatch(/^c2 +– +no fit: too-few-points/m);
    expect(list.out).toContain("3 curves. ");
    const two = await bnsl(["show", fits, "--curve", "C1", "--curve", "curve=c0"]);
    expect(two.out).toMatch(/^c0\n[^]*\nc1\n/);
    expect(two.out.match(/Made by/g)).toHaveLength(1);
    expect((await bnsl(["show", fits, "--curve", "c2"])).out).toContain("No fit to show: n = 0 too-few-points");
  });

  it("lists and shows curves in the order of --sort, worst first where it names none", async () => {
    const keysOf = async (...args: string[]): Promise<string[]> => {
      const { out } = await bnsl(["show", fits, ...args]);
      return [...out.matchAll(/^c\d(?=\n| )/gm)].map(([key]) => key);
    };
    expect(await keysOf()).toEqual(["c0", "c1", "c2"]);
    expect((await keysOf("--sort"))[0]).toBe("c2");
    const rows = (await readFits(fits)).rows.filter(({ selected }) => selected);
    const errors = new Map(rows.map(({ key, rmsleTrain }) => [key[0], rmsleTrain!]));
    const byError = [...errors.keys()].sort((p, q) => errors.get(q)! - errors.get(p)!);
    expect(byError).toHaveLength(2);
    expect(await keysOf("--sort", "rmsle_train")).toEqual([...byError, "c2"]);
    expect(await keysOf("--curve", "c2", "--curve", "c0", "--sort", "worst")).toEqual(["c2", "c0"]);
    const idle = await bnsl(["show", fits, "--sort", "rmsle_test"]);
    expect(idle.err).toContain("--sort rmsle_test: no curve has one (it takes held-out rows)");
    const wrong = await bnsl(["show", fits, "--sort", "best"]);
    expect(wrong.err).toContain("Allowed choices are input, key, worst, rmsle_train, rmsle_test");
  });

  it("shows another number of breaks on request", async () => {
    const run = await bnsl(["show", fits, "--curve", "c0", "--breaks", "1"]);
    expect(run.out).toContain("1 break, as asked for; n = 0 was selected by");
    expect(run.out).toMatch(/^\* +1 /m);
  });

  it("names the rows set aside where the data are at hand", async () => {
    const csv = folder.path("curves.csv");
    const aside = folder.path("aside.arrow");
    await bnsl(["fit", csv, "--breaks", "0", "-o", aside, "--quiet"], { fit: fakeSetAside([2]) });
    const words = (line: number) =>
      `et aside ${csv}, line ${line} (x = 2, y = 1.664): far out, or alone making a break (--robust off keeps it)`;
    const list = await bnsl(["show", aside]);
    expect(list.err).toBe([3, 11, 20].map((line, i) => `curve c${i}: s${words(line)}\n`).join(""));
    const full = await bnsl(["show", aside, "--curve", "c1", "--data", csv]);
    expect(full.err).toBe("");
    expect(full.out.replace(/\s+/g, " ")).toContain(`S${words(11)}.`);
    const unknown = folder.path("aside.csv");
    await writeFits(await readFits(aside), unknown);
    expect((await bnsl(["show", unknown])).err).not.toContain("set aside");
  });

  it("draws the law alone where the data are not known, and says what to give", async () => {
    const csv = folder.path("one.fits.csv");
    await writeFits(await readFits(one), csv);
    const run = await bnsl(["show", csv]);
    expect(run.code).toBe(0);
    expect(run.err).toContain("no points are drawn");
    expect(run.err).toContain("--data");
    expect(run.out).toContain("⠤⠤ law");
    expect(run.out).not.toContain("●");
    expect((await bnsl(["show", csv, "--data", folder.path("one.csv")])).out).toContain("●");
  });

  it("keeps to ASCII with --ascii, or where the locale is not UTF-8", async () => {
    const ascii = /^[\x20-\x7e\n]*$/;
    expect((await bnsl(["show", one, "--ascii"])).out).toMatch(ascii);
    expect((await bnsl(["show", one], { env: { LANG: "C" } })).out).toMatch(ascii);
    expect((await bnsl(["show", fits, "--ascii"])).out).toMatch(ascii);
    const env = { LC_ALL: "de_DE.UTF-8", LANG: "C" };
    expect((await bnsl(["show", one], { env })).out).not.toMatch(ascii);
  });

  it("is as wide as the terminal, and coloured only where one is and NO_COLOR is not", async () => {
    const narrow = new TextSink(true, 60);
    await bnsl(["show", one], { stdout: narrow });
    expect(narrow.text).toContain("\u001b[1mc0");
    for (const line of narrow.text.split("\n")) expect(line.length).toBeLessThanOrEqual(70);
    const wide = new TextSink(true, 120);
    await bnsl(["show", one], { stdout: wide, env: { NO_COLOR: "1" } });
    expect(wide.text).not.toContain("\u001b");
    const axis = (text: string) => text.split("\n").find((line) => line.includes("└"))!.length;
    expect(axis(wide.text)).toBeGreaterThan(axis(narrow.text));
  });

  it.each([
    [["--curve", "resnet"], "--curve resnet: no curve is called so, and none has this in its name; the curves are: "],
    [["--breaks", "4"], "--breaks 4: no curve was fitted with so many; there are 0, 1"],
    [["--breaks", "all"], "--breaks all: give selected, or one number of breaks"],
    [["--data", "none.csv"], "none.csv: no such file"],
  ])("%j is exit code 2", async (words, message) => {
    const run = await bnsl(["show", fits, ...words]);
    expect(run).toMatchObject({ code: 2, out: "" });
    expect(run.err).toContain(message);
  });

  it("names what is no table of fits, or is one without rows", async () => {
    const run = await bnsl(["show", folder.path("curves.csv")]);
    expect(run.code).toBe(2);
    expect(run.err).toContain("It looks like a table of curves");
    const empty = folder.path("empty.arrow");
    await writeFits({ ...(await readFits(one)), rows: [] }, empty);
    expect((await bnsl(["show", empty])).err).toContain("is a table of fits without rows");
  });
});
