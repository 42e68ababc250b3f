import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CurveSet } from "../../src/core/types.js";
import { readFits } from "../../src/tables/read.js";
import { withoutLines } from "../curves/sources.js";
import { bnsl, curvesCsv, fakeFit, folderWith, type Request } from "./harness.js";

let folder: ReturnType<typeof folderWith>;

beforeAll(() => {
  folder = folderWith({
    "one.csv": curvesCsv([5]),
    "two.csv": curvesCsv([4, 6]),
    "odd.txt": "! made up\nx : y\n250 : 0,5\n1.000 : 0,25\n4.000 : 0,2\n8.000 : 0,18\n",
    "bad.csv": "curve,x,y\nq,1,2\nq,2,\nq,3,1\n",
  });
});
afterAll(() => folder.remove());

async function curvesOf(...files: string[]): Promise<CurveSet> {
  const seen: Request[] = [];
  await bnsl(["fit", ...files], { fit: fakeFit(seen) });
  return seen[0].set;
}

describe("bnsl convert", () => {
  it.each(["arrow", "arrows", "parquet", "csv"])("keeps several files as one table in %s", async (ending) => {
    const output = folder.path(`both.${ending}`);
    const inputs = [folder.path("one.csv"), folder.path("two.csv")];
    const run = await bnsl(["convert", ...inputs, "-o", output]);
    expect(run.code).toBe(0);
    expect(run.out).toBe("");
    expect(run.err).toContain(`wrote 15 rows to ${output}`);
    const [converted, direct] = [await curvesOf(output), await curvesOf(...inputs)];
    expect(withoutLines(converted).curves).toEqual(withoutLines(direct).curves);
  });

  it("reads text as the flags say, and a fit remembers them", async () => {
    const flags = ["--decimal", ",", "--separator", ":", "--comment", "!"];
    const [plain, fits] = [folder.path("plain.csv"), folder.path("odd.arrow")];
    const { err } = await bnsl(["convert", folder.path("odd.txt"), ...flags, "-o", plain]);
    expect(err).toContain("x: 1.000 is read as 1000; y: 0,5 is read as 0.5");
    expect(err).toContain("lines that begin with ! are left out (line 1: ! made up)");
    expect(readFileSync(plain, "utf8")).toBe("x,y\n250,0.5\n1000,0.25\n4000,0.2\n8000,0.18\n");
    const fit = ["fit", folder.path("odd.txt"), "--breaks", "0", "--engine", "cpu", "-o", fits];
    expect(await bnsl([...fit, ...flags])).toMatchObject({ code: 0 });
    const { meta } = await readFits(fits);
    expect(meta.dialect).toEqual({ decimal: ",", separator: ":", comment: "!" });
    const plot = ["plot", fits, "--data", folder.path("odd.txt"), "-o", folder.path("odd.svg")];
    expect(await bnsl(plot)).toMatchObject({ code: 0 });
  });

  it.each(["arrow", "parquet"])(
    "writes fits in %s as CSV with the columns that bnsl fit gives them",
    async (ending) => {
      const [fits, direct] = [folder.path(`fits.${ending}`), folder.path("direct.csv")];
      await bnsl(["fit", folder.path("two.csv"), "-o", fits]);
      await bnsl(["fit", folder.path("two.csv"), "-o", direct]);
      const converted = folder.path("converted.csv");
      const run = await bnsl(["convert", fits, "-o", converted]);
      expect(run).toMatchObject({
        code: 0,
        err: `wrote ${readFileSync(direct, "utf8").split("\n").length - 2} rows to ${converted}\n`,
      });
      expect(readFileSync(converted, "utf8")).toBe(readFileSync(direct, "utf8"));
    },
  );

  it("is silent with --quiet", async () => {
    const words = ["convert", folder.path("one.csv"), "-o", folder.path("quiet.arrow"), "--quiet"];
    expect(await bnsl(words)).toEqual({ code: 0, out: "", err: "" });
  });

  it("takes bad rows as bnsl fit does", async () => {
    const words = ["convert", folder.path("bad.csv"), "-o", folder.path("bad.arrow")];
    const refused = await bnsl(words);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain("line 3");
    const skipped = await bnsl([...words, "--bad-rows", "skip"]);
    expect(skipped.code).toBe(0);
    expect(skipped.err).toContain("wrote 2 rows");
  });

  it.each([
    [["none.csv"], "out.arrow", "none.csv: no such file"],
    [["one.csv"], "out.xlsx", "out.xlsx: unknown ending .xlsx"],
    [["one.csv"], "no/out.csv", "no; make it first"],
  ])("%j to %s is exit code 2", async (inputs, output, message) => {
    const run = await bnsl(["convert", ...inputs.map((name) => folder.path(name)), "-o", folder.path(output)]);
    expect(run).toMatchObject({ code: 2, out: "" });
    expect(run.err).toContain(message);
  });
});
