import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "csv-parse/sync";
import { loadCurves } from "../../src/curves/load.js";
import { bnsl, type BnslParameters } from "../../src/core/forms/evaluate.js";
import { openSource } from "../../src/node/files.js";
import { packageFile } from "../../src/node/packageFiles.js";
import { hasFit } from "../../src/core/status.js";
import type { Curve, FitRow } from "../../src/core/types.js";
import { describeGpuFits, type FitCurves } from "../support/engines.js";
import { expectWithin } from "../support/within.js";

interface Truth {
  key: string;
  law: BnslParameters;
  sigma: number;
}

const columns = ["Domain", "Task", "Model"];

function truths(): Truth[] {
  const text = readFileSync(packageFile("bench/suites/default.truth.csv"), "utf8");
  return parse<Record<string, string>>(text, { columns: true }).map((line) => {
    const family = (name: string) =>
      [1, 2]
        .map((i) => line[`${name}${i}`])
        .filter((v) => v !== "")
        .map(Number);
    const [a, b, c0] = [line.a, line.b, line.c0].map(Number);
    return {
      key: columns.map((column) => line[column]).join(),
      law: { a, b, c0, c: family("c"), d: family("d"), f: family("f") },
      sigma: Number(line.sigma),
    };
  });
}

async function suite(): Promise<Curve[]> {
  const set = await loadCurves([openSource(packageFile("bench/suites/default.csv"))], { curve: columns });
  return [...set.curves];
}

/** Mean squared log error of a law over a curve's training rows. */
function trainError(curve: Curve, law: BnslParameters): number {
  const rows = [...curve.x.keys()].filter((i) => curve.train[i] === 1);
  return rows.reduce((sum, i) => sum + Math.log(curve.y[i] / bnsl(curve.x[i], law)) ** 2, 0) / rows.length;
}

/** Whether a break is plain to see: a big change of slope, sharp, with room on both sides. */
function isClear(curve: Curve, { law, sigma }: Truth): boolean {
  if (law.d.length !== 1) return false;
  const x = [...curve.x].filter((_, i) => curve.train[i] === 1).map(Math.log);
  const [first, last, at] = [Math.min(...x), Math.max(...x), Math.log(law.d[0])];
  const before = (at - first) / (last - first);
  const bend = Math.abs(law.c[0]) * Math.min(at - first, last - at);
  return before > 0.25 && before < 0.75 && law.f[0] < 0.3 && bend > 20 * sigma && x.length > 20;
}

describe("the default suite", () => {
  it("has a truth for every curve, which explains it to its noise", async () => {
    const curves = await suite();
    const all = truths();
    expect(curves.map(({ key }) => key.join())).toEqual(all.map(({ key }) => key));
    for (const [i, curve] of curves.entries()) {
      const error = Math.sqrt(trainError(curve, all[i].law)) / all[i].sigma;
      expect(error, all[i].key).toBeGreaterThan(0.4);
      expect(error, all[i].key).toBeLessThan(1.6);
    }
  });
});

describeGpuFits("the default suite, fitted", (fit) => {
  let fitted: Promise<Fitted[]> | null = null;
  const atTruth = () => (fitted ??= fitToTruth(fit));

  it("beats the truth on its own training rows, at every curve", async () => {
    const all = await atTruth();
    expect(all).toHaveLength(92);
    for (const { curve, truth, row } of all) {
      expect(hasFit(row.status), truth.key).toBe(true);
      // the truth lies within the default bounds, so the minimum cannot be above it
      expect(row.objective, truth.key).toBeLessThanOrEqual(trainError(curve, truth.law));
    }
  });

  it("puts clear breaks where they are", async () => {
    const clear = (await atTruth()).filter(({ curve, truth }) => isClear(curve, truth));
    expect(clear.length).toBeGreaterThan(5);
    for (const { truth, row } of clear) {
      expectWithin(Math.log(row.d[0] / truth.law.d[0]), 0, Math.log(1.25), `ln d of ${truth.key}`);
      expectWithin(row.c[0] / truth.law.c[0], 1, 0.5, `c1 of ${truth.key}`);
    }
  });

  it("does not go up with more breaks", async () => {
    for (const { truth, rows } of await atTruth()) {
      // a break that is no break is among the laws with one more
      for (let n = 1; n < rows.length; n++) {
        const [fewer, more] = [rows[n - 1].objective!, rows[n].objective!];
        expect(more, `${truth.key}, ${n} breaks`).toBeLessThanOrEqual(fewer * (1 + 1e-6));
      }
    }
  });
});

/** A curve with its rows from no break up to its true number of them, and the last of these. */
interface Fitted {
  curve: Curve;
  truth: Truth;
  rows: FitRow[];
  row: FitRow;
}

async function fitToTruth(fit: FitCurves): Promise<Fitted[]> {
  const curves = await suite();
  const all = truths().map((truth, i) => ({ truth, curve: curves[i], n: truth.law.d.length }));
  const fitted: Fitted[] = [];
  for (const n of [0, 1, 2]) {
    const these = all.filter((entry) => entry.n === n);
    const breaks = [0, 1, 2].slice(0, n + 1);
    const rows = await fit(
      these.map(({ curve }) => curve),
      // the truth is compared on all training rows
      { breaks, robust: "off" },
    );
    these.forEach(({ curve, truth }, i) => {
      const own = rows.slice(i * breaks.length, (i + 1) * breaks.length);
      fitted.push({ curve, truth, rows: own, row: own[n] });
    });
  }
  return fitted;
}
