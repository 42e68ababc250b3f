/**
 * Intervals of break locations from f32 on the device against f64 on the CPU engine, on the same resamples:
 * `npm run bench:f32 -- [--data FILE]… [--fits FILE] [--curves 20] [--resamples 200] [--kind auto]
 * [--worst 10] [--seed 0] [--adapter NAME] [--save] [--note WORDS]`.
 */
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { parseWhole } from "../src/core/optionText.js";
import { openEngine } from "../src/node/engines.js";
import { curveName } from "../src/core/rows/curveRows.js";
import { checkChoice } from "../src/core/optionTable.js";
import { bootstrapCurves } from "../src/uncertainty/bootstrap.js";
import type { PairedFit } from "../src/uncertainty/matchFits.js";
import { KINDS, resolveBootstrap } from "../src/uncertainty/request.js";
import type { CurveBootstrap, ResampleKind } from "../src/uncertainty/types.js";
import { agreementOf, endsWithin, type EndsAgreement } from "./f32/agreement.js";
import { polishedDifferences } from "./f32/polished.js";
import { fittedPairs, spaced } from "./measure/fittedPairs.js";
import { columns, Report, short } from "./measure/report.js";

const { values } = parseArgs({
  options: {
    data: { type: "string", multiple: true, default: [] },
    fits: { type: "string" },
    curves: { type: "string", default: "20" },
    resamples: { type: "string", default: "200" },
    kind: { type: "string", default: "auto" },
    worst: { type: "string", default: "10" },
    seed: { type: "string", default: "0" },
    adapter: { type: "string" },
    save: { type: "boolean", default: false },
    note: { type: "string", default: "" },
  },
});
/** share of an interval's width within which ends count as the same */
const SAME = 0.02;

checkChoice("kind", values.kind, KINDS);
const request = resolveBootstrap({
  resamples: parseWhole(values.resamples, "--resamples", 2),
  seed: parseWhole(values.seed, "--seed", 0),
  kind: values.kind as ResampleKind | "auto",
  band: 0,
});
const whole = await fittedPairs({ ...values, curves: 0 });
const broken = whole.pairs.filter(({ row }) => row!.nBreaks > 0);
const pairs = spaced(broken, parseWhole(values.curves, "--curves", 0));
const gpu = await openEngine("gpu", values.adapter);
const cpu = await openEngine("cpu");
const report = new Report("f32", gpu.engine.adapter ?? "gpu");
try {
  await compare();
} finally {
  await gpu.close();
  await cpu.close();
}

async function compare(): Promise<void> {
  const device = await timed((one) => bootstrapCurves(one, whole.options, request, gpu));
  const reference = await timed((one) => bootstrapCurves(one, whole.options, request, cpu));
  const ranges: (readonly [number, number])[] = [];
  const agreements = pairs.flatMap((pair, i) => {
    const ok = [device, reference].every(({ results }) => results[i].rows[0].status === "ok");
    const found = ok ? agreementOf(device.results[i], reference.results[i], rangeOf(pair)) : [];
    ranges.push(...found.map(() => rangeOf(pair)));
    return found;
  });
  const ends = 2 * agreements.length;
  const within = endsWithin(agreements, SAME, ranges);
  const intervals = agreements.filter(({ difference }) => difference <= SAME).length;
  report.print(
    `${whole.data.map((file) => basename(file)).join(", ")}: ${pairs.length} of ${broken.length} curves whose selected fit has a ` +
      `break, ${request.resamples} resamples; gpu ${device.seconds.toFixed(1)} s, cpu ${reference.seconds.toFixed(1)} s`,
  );
  report.print(
    `ends of ln d within ${100 * SAME} % of the interval's width: ${within} of ${ends} (${share(within, ends)}); intervals with both: ` +
      `${intervals} of ${agreements.length} (${share(intervals, agreements.length)})`,
  );
  const polished = await polishedDifferences(pairs, whole.options, request, gpu.engine);
  const arithmetic = polished.filter((difference) => difference <= SAME).length;
  report.print(
    `f32 alone: percentile ends of the device's refits against the same refits polished in f64: ${arithmetic} of ` +
      `${polished.length} (${share(arithmetic, polished.length)}) within ${100 * SAME} %`,
  );
  report.print(
    "\nworst; of the resamples' refits, which engine has the lower objective, and how many have the same at another d",
  );
  const worst = [...agreements].sort((one, other) => other.difference - one.difference);
  const header = ["curve", "n", "break", "method", "difference %", "gpu lower", "cpu lower", "same, elsewhere", "why"];
  report.print(columns(header, worst.slice(0, parseWhole(values.worst, "--worst", 0)).map(cells)));
  report.end({ within, ends, intervals, polished, agreements }, settings(), values);
}

async function timed(
  run: (pairs: readonly PairedFit[]) => AsyncGenerator<CurveBootstrap>,
): Promise<{ results: CurveBootstrap[]; seconds: number }> {
  const began = performance.now();
  const results: CurveBootstrap[] = [];
  for await (const result of run(pairs)) results.push(result);
  return { results, seconds: (performance.now() - began) / 1000 };
}

function rangeOf({ curve }: PairedFit): readonly [number, number] {
  const x = curve.x.filter((_, i) => curve.train[i] === 1).sort();
  return [x[0], x[x.length - 1]];
}

function cells({ key, nBreaks, index, method, difference, cause }: EndsAgreement): string[] {
  const { deviceLower, referenceLower, valley } = cause;
  return [
    curveName({ key }),
    ...[nBreaks, index].map(String),
    method,
    short(100 * difference),
    ...[deviceLower, referenceLower, valley].map(String),
    difference <= SAME ? "" : deviceLower + referenceLower >= valley ? "other minima" : "slow valley",
  ];
}

function share(count: number, of: number): string {
  return `${((100 * count) / of).toFixed(1)} %`;
}

function settings(): Record<string, unknown> {
  return {
    ...values,
    data: whole.data.map((file) => basename(file)),
    ...(values.fits === undefined ? {} : { fits: basename(values.fits) }),
  };
}
