/**
 * How many curves reach the lowest minimum known, for each n: `npm run bench:minima -- FILES… [--starts N|auto]
 * [--seed N] [--engine gpu|cpu] [--breaks 0..3] [--known FILE.json]`. Every run lowers the known minima kept in
 * FILE.json where it finds lower ones, so run it with many starts and several seeds first.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { parseBreaks } from "../src/core/optionText.js";
import { resolveOptions } from "../src/core/options.js";
import type { EngineChoice, FitRow } from "../src/core/types.js";
import { loadCurves } from "../src/curves/load.js";
import { openSource } from "../src/node/files.js";
import { fitCurveSet } from "../src/node/run.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    starts: { type: "string", default: "auto" },
    seed: { type: "string", default: "0" },
    engine: { type: "string", default: "auto" },
    breaks: { type: "string", default: "0..3" },
    known: { type: "string", default: "known-minima.json" },
  },
});

const set = await loadCurves(
  positionals.map((file) => openSource(file)),
  {},
);
const options = resolveOptions({
  breaks: parseBreaks(values.breaks),
  seed: Number(values.seed),
  starts: values.starts === "auto" ? "auto" : Number(values.starts),
});
const began = performance.now();
const { rows, meta } = await fitCurveSet(set, options, { engine: values.engine as EngineChoice });
const seconds = (performance.now() - began) / 1000;
const known: Record<string, number> = existsSync(values.known)
  ? (JSON.parse(readFileSync(values.known, "utf8")) as Record<string, number>)
  : {};
const address = (row: FitRow) => `${row.nBreaks} ${row.key.join(" / ")}`;
const lowered = new Map<number, number>();
for (const row of rows) {
  if (row.objective === null) continue;
  const before = known[address(row)] ?? Infinity;
  if (row.objective < before * (1 - 1e-6)) lowered.set(row.nBreaks, (lowered.get(row.nBreaks) ?? 0) + 1);
  known[address(row)] = Math.min(before, row.objective);
}
writeFileSync(values.known, JSON.stringify(known));

console.log(
  `${meta.engine} ${meta.adapter ?? ""}, starts ${values.starts}, seed ${values.seed}: ${seconds.toFixed(1)} s`,
);
for (const n of options.breaks) {
  const fitted = rows.filter((row) => row.nBreaks === n && row.objective !== null);
  const excess = fitted.map((row) => row.objective! / Math.max(known[address(row)], 1e-28) - 1);
  const within = (tolerance: number) => excess.filter((e) => e <= tolerance).length;
  const missed = fitted.filter((_, i) => excess[i] > 1e-6).map((row) => row.key.join("/"));
  console.log(
    `n=${n}: ${fitted.length} curves; within 1e-6: ${within(1e-6)}, 1e-4: ${within(1e-4)}, 1e-3: ${within(1e-3)}, 1e-2: ${within(1e-2)};` +
      ` known minima lowered by this run: ${lowered.get(n) ?? 0}`,
  );
  if (missed.length > 0 && missed.length <= 12) console.log(`     not within 1e-6: ${missed.join(", ")}`);
}
