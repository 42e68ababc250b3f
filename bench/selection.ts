/**
 * Which criterion chooses the number of breaks that extrapolates best: `npm run bench:selection -- FILES…`. The last
 * 15, 25 and 35 % of each curve's distinct *training* x are held out as if they were test rows (the real test rows are never
 * looked at); every criterion chooses n on the rest; its score is the RMSLE on what was held out.
 */
import { parseArgs } from "node:util";
import { parseBreaks } from "../src/core/optionText.js";
import { CRITERIA, resolveOptions } from "../src/core/options.js";
import { selectRow } from "../src/core/select.js";
import type { Criterion, Curve, CurveSet, FitRow } from "../src/core/types.js";
import { loadCurves } from "../src/curves/load.js";
import { openSource } from "../src/node/files.js";
import { fitCurveSet } from "../src/node/run.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { starts: { type: "string", default: "auto" }, breaks: { type: "string", default: "0..3" } },
});
const set = await loadCurves(
  positionals.map((file) => openSource(file)),
  {},
);
const starts = values.starts === "auto" ? ("auto" as const) : Number(values.starts);
const options = resolveOptions({ breaks: parseBreaks(values.breaks), starts, select: "holdout" });

const scores = new Map<string, number[]>();
for (const share of [0.15, 0.25, 0.35]) {
  const held = { ...set, curves: set.curves.map((curve) => holdTail(curve, share)) };
  const rows = byCurve(await fitCurveSet(held, options, { engine: "auto" }), held);
  const tested = byCurve(await fitCurveSet(held, { ...options, select: "tests" }, { engine: "auto" }), held);
  for (const [i, curveRows] of rows.entries()) {
    const chosen = new Map<string, FitRow | undefined>();
    chosen.set(
      "tests",
      tested[i].find((row) => row.selected),
    );
    for (const criterion of CRITERIA) {
      if (criterion !== "tests") chosen.set(criterion, choose(curveRows, criterion));
    }
    curveRows.forEach((row) =>
      chosen.set(`always n=${row.nBreaks}`, row.objective === null ? simplest(curveRows) : row),
    );
    chosen.delete("none");
    // A curve counts only where every rule has an answer, so that all are scored on the same curves.
    const errors = [...chosen].map(([name, row]) => [name, row?.rmsleTest ?? NaN] as const);
    if (errors.some(([, error]) => !(error > 0))) continue;
    for (const [name, error] of errors) scores.set(name, [...(scores.get(name) ?? []), error]);
  }
}

console.log("rule           cases  geometric mean RMSLE   median   90 %   mean");
for (const [name, errors] of scores) {
  const sorted = [...errors].sort((a, b) => a - b);
  const at = (q: number) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))].toFixed(4);
  const geometric = Math.exp(errors.reduce((sum, e) => sum + Math.log(e), 0) / errors.length);
  const mean = errors.reduce((sum, e) => sum + e, 0) / errors.length;
  console.log(
    `${name.padEnd(14)} ${String(errors.length).padStart(5)}  ${geometric.toFixed(5).padStart(20)}  ${at(0.5)} ${at(0.9)} ${mean.toFixed(4)}`,
  );
}

function holdTail(curve: Curve, share: number): Curve {
  const rows = [...curve.x.keys()].filter((i) => curve.train[i] === 1);
  const distinct = [...new Set(rows.map((i) => curve.x[i]))].sort((a, b) => a - b);
  const from = distinct[distinct.length - Math.max(1, Math.round(share * distinct.length))];
  const pick = (values: Float64Array) => Float64Array.from(rows, (i) => values[i]);
  return {
    ...curve,
    x: pick(curve.x),
    y: pick(curve.y),
    weight: pick(curve.weight),
    train: Uint8Array.from(rows, (i) => (curve.x[i] < from ? 1 : 0)),
  };
}

function byCurve({ rows }: { rows: readonly FitRow[] }, { curves }: Pick<CurveSet, "curves">): FitRow[][] {
  const per = rows.length / curves.length;
  return curves.map((_, i) => rows.slice(i * per, (i + 1) * per));
}

function choose(rows: readonly FitRow[], criterion: Exclude<Criterion, "tests">): FitRow | undefined {
  if (criterion === "holdout") return rows.find((row) => row.selected);
  return rows[selectRow(rows, criterion, [])];
}

function simplest(rows: readonly FitRow[]): FitRow | undefined {
  return rows.filter((row) => row.objective !== null).at(-1);
}
