import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildCommand, type BuiltCommand } from "../support/builtCommand.js";

/** Whether tests with pandas are wanted: they are, unless the environment says BNSL_NO_PANDAS=1. */
const wanted = process.env.BNSL_NO_PANDAS !== "1";
if (!wanted) console.log("BNSL_NO_PANDAS=1: skipped the tests of bnsl.py");

let command: BuiltCommand;
let folder: string;
let python: string;

beforeAll(async () => {
  if (!wanted) return;
  python = withPandas();
  command = await buildCommand();
  folder = mkdtempSync(join(tmpdir(), "bnsl-python-"));
  const printed = spawnSync(process.execPath, [command.bin, "python"], { encoding: "utf8" });
  writeFileSync(join(folder, "bnsl.py"), printed.stdout);
}, 120_000);

afterAll(() => {
  if (!wanted) return;
  command.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** The first Python that can import pandas: Debian's may stand behind another on PATH. */
function withPandas(): string {
  const found = ["python3", "/usr/bin/python3"].find((name) => spawnSync(name, ["-c", "import pandas"]).status === 0);
  if (found !== undefined) return found;
  throw new Error("tests of bnsl.py need pandas: run scripts/ensure-pandas, or set BNSL_NO_PANDAS=1");
}

const BEGIN = `
import json, bnsl, pandas as pd
rows = [dict(model=m, tokens=1e6 * 2**i, val_loss=1.5 + k * (2**i) ** -0.3 * (1 + 0.004 * ((i * 7919) % 5 - 2)))
        for m, k in (("small, wide", 3.0), ("big", 2.0)) for i in range(14)]
df = pd.DataFrame(rows)
fits = bnsl.fit(df, breaks=[0, 1], starts=64, engine="cpu", threads=1)
`;

/** What a program prints as JSON in its last line. */
function run(program: string): unknown {
  const env = { ...process.env, BNSL: `"${process.execPath}" "${command.bin}"` };
  const done = spawnSync(python, ["-c", `${BEGIN}${program}`], { cwd: folder, env, encoding: "utf8" });
  expect(done.stderr).toBe("");
  return JSON.parse(done.stdout.trim().split("\n").at(-1)!);
}

describe.runIf(wanted)(
  "bnsl.py (skipped where BNSL_NO_PANDAS=1 says that pandas is not wanted; fails without pandas)",
  () => {
    it("fits a DataFrame: a row per curve and n, numbers as numbers, notes beside it", { timeout: 120_000 }, () => {
      const seen = run(`
print(json.dumps([list(fits.model), list(fits.n_breaks), str(fits.objective.dtype), str(fits.selected.dtype), fits.attrs["notes"]]))`);
      expect(seen).toEqual([
        ["small, wide", "small, wide", "big", "big"],
        [0, 1, 0, 1],
        "float64",
        "bool",
        ["columns: curve = model; x = tokens; y = val_loss (guessed)", expect.stringContaining("engine: cpu")],
      ]);
    });

    it("predicts, of what is left of the fits, too", { timeout: 120_000 }, () => {
      const seen = run(`
every = bnsl.predict(fits, ["2x", "10x", 1e9])
big = bnsl.predict(fits[fits.model == "big"], "10x")
only = bnsl.predict(fits, "10x", only="small*")
print(json.dumps([len(every), list(big.model), list(big.x), list(only.model)]))`);
      expect(seen).toEqual([6, ["big"], [8.192e10], ["small, wide"]]);
    });

    it("bootstraps, ends without a bound as infinite, and draws with its intervals", { timeout: 120_000 }, () => {
      const seen = run(`
found = bnsl.bootstrap(df, fits, at="10x", target=[1.9, 1.2], resamples=50, engine="cpu", threads=1)
reach = found[(found.quantity == "reach") & (found.method == "envelope")]
one = bnsl.plot(df, fits, only="big", intervals=found)
every = bnsl.plot(df, fits)
png = [picture._repr_png_()[1:4].decode() for picture in (one, every)]
print(json.dumps([list(reach.target), [x == float("inf") for x in reach.hi], list(found.times_last.dropna().unique()), png]))`);
      expect(seen).toEqual([[1.9, 1.2, 1.9, 1.2], [false, true, false, true], [10], ["PNG", "PNG"]]);
    });

    it("forecasts", { timeout: 120_000 }, () => {
      const seen = run(`
found = bnsl.forecast(df, at="10x", engine="cpu", threads=1)
print(json.dumps([sorted(set(found.model)), len(found) > 0]))`);
      expect(seen).toEqual([["big", "small, wide"], true]);
    });

    it("raises what the command says", { timeout: 120_000 }, () => {
      const seen = run(`
def error(call):
    try:
        call()
    except bnsl.BnslError as wrong:
        return [wrong.code, str(wrong)]
print(json.dumps([error(lambda: bnsl.fit(df.assign(val_loss=-1))), error(lambda: bnsl.predict(fits, "10x", only="bgi")),
                  error(lambda: bnsl.fit(df, brakes=1))]))`) as [number, string][];
      expect(seen.map(([code]) => code)).toEqual([2, 2, 2]);
      expect(seen[0][1]).toContain('stdin, line 2, column val_loss: "-1" is not above 0');
      expect(seen[1][1]).toContain("--only bgi: no curve is called so");
      expect(seen[2][1]).toContain("unknown option '--brakes=1'");
    });
  },
);
