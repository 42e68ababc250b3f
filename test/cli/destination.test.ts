import { linkSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bnsl, curvesCsv, fakeFit, folderWith, type Request } from "./harness.js";

let folder: ReturnType<typeof folderWith>;

beforeAll(() => {
  folder = folderWith({ "good.csv": curvesCsv([8]), "other.csv": curvesCsv([9]) });
  symlinkSync(folder.path("good.csv"), folder.path("link.csv"));
  linkSync(folder.path("other.csv"), folder.path("second-name.csv"));
  mkdirSync(folder.path("sub"));
});
afterAll(() => folder.remove());

describe("an output that is also an input is refused before anything runs", () => {
  it.each([
    ["fit", "good.csv", "good.csv"],
    ["fit", "good.csv", "sub/../good.csv"],
    ["fit", "good.csv", "link.csv"],
    ["fit", "link.csv", "good.csv"],
    ["convert", "good.csv", "good.csv"],
    ["predict", "good.csv", "good.csv"],
  ])("%s %s -o %s", async (command, input, output) => {
    const before = readFileSync(folder.path("good.csv"), "utf8");
    const seen: Request[] = [];
    const words = [command, folder.path(input), "-o", `${folder.path(".")}/${output}`];
    const run = await bnsl(command === "predict" ? [...words, "--at", "1"] : words, { fit: fakeFit(seen) });
    expect(run).toMatchObject({ code: 2, out: "" });
    expect(run.err).toContain(`${output} is also an input; name another file`);
    expect(seen).toHaveLength(0);
    expect(readFileSync(folder.path("good.csv"), "utf8")).toBe(before);
  });

  it("is refused for the second of two inputs as well", async () => {
    const [good, other] = [folder.path("good.csv"), folder.path("other.csv")];
    const run = await bnsl(["convert", good, other, "-o", other]);
    expect(run.err).toContain("other.csv is also an input");
  });

  it("an older result beside the input is replaced, and so is another name of the same contents", async () => {
    const run = await bnsl(["fit", folder.path("good.csv"), "-o", folder.path("other.csv"), "--quiet"]);
    expect(run.code).toBe(0);
    expect(readFileSync(folder.path("other.csv"), "utf8")).toContain("n_breaks");
    expect(readFileSync(folder.path("second-name.csv"), "utf8")).not.toContain("n_breaks");
  });
});
