/**
 * What more fresh starts of every refit change in the intervals of break locations, on the same resamples:
 * `npm run bench:fresh -- [--data FILE]… [--fits FILE] [--curves 0] [--resamples 1000] [--more 16] [--seed 0] [--adapter NAME]
 * [--save] [--note WORDS]`. The default of `--fresh-starts` rests on this.
 */
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { parseWhole } from "../src/core/optionText.js";
import { openEngine } from "../src/node/engines.js";
import { bootstrapCurves } from "../src/uncertainty/bootstrap.js";
import type { PairedFit } from "../src/uncertainty/matchFits.js";
import { resolveBootstrap } from "../src/uncertainty/request.js";
import { trainingRange, fittedCurve } from "../src/uncertainty/sample.js";
import type { CurveBootstrap } from "../src/uncertainty/types.js";
import { agreementOf, type EndsAgreement } from "./f32/agreement.js";
import { fittedPairs } from "./measure/fittedPairs.js";
import { columns, Report, short } from "./measure/report.js";

const { values } = parseArgs({
  options: {
    data: { type: "string", multiple: true, default: [] },
    fits: { type: "string" },
    curves: { type: "string", default: "0" },
    resamples: { type: "string", default: "1000" },
    more: { type: "string", default: "16" },
    seed: { type: "string", default: "0" },
    adapter: { type: "string" },
    save: { type: "boolean", default: false },
    note: { type: "string", default: "" },
  },
});
const request = resolveBootstrap({
  resamples: parseWhole(values.resamples, "--resamples", 2),
  seed: parseWhole(values.seed, "--seed", 0),
  band: 0,
});
const more = { ...request, freshStarts: parseWhole(values.more, "--more", 0) };
const whole = await fittedPairs({ ...values, curves: parseWhole(values.curves, "--curves", 0) });
const open = await openEngine("auto", values.adapter);
const report = new Report("fresh starts", open.engine.adapter ?? "cpu");
try {
  const sections = [];
  for (const n of [1, 2, 3, 4]) {
    const pairs = whole.pairs.filter(({ row }) => row!.nBreaks === n);
    if (pairs.length > 0) sections.push(await compare(n, pairs));
  }
  report.print(
    `${request.resamples} resamples; --fresh-starts auto against ${values.more}; ends of ln d over the interval's width`,
  );
  const header = [
    "n",
    "curves",
    "intervals",
    "moved > 2 %",
    "moved > 10 %",
    "median moved",
    "lower refits",
    "auto s",
    `${values.more} s`,
  ];
  report.print(columns(header, sections.map(cells)));
  const settings = { ...values, data: whole.data.map((file) => basename(file)) };
  report.end(sections, values.fits === undefined ? settings : { ...settings, fits: basename(values.fits) }, values);
} finally {
  await open.close();
}

interface Section {
  readonly n: number;
  readonly curves: number;
  readonly seconds: readonly [auto: number, more: number];
  readonly differences: readonly number[];
  /** share of resamples whose refit is lower with more starts */
  readonly lower: number;
}

async function compare(n: number, pairs: readonly PairedFit[]): Promise<Section> {
  const [auto, autoSeconds] = await timed(pairs, request);
  const [searched, moreSeconds] = await timed(pairs, more);
  const agreements = pairs.flatMap((pair, i): EndsAgreement[] => {
    const ok = [auto, searched].every((results) => results[i].rows[0].status === "ok");
    const fit = fittedCurve(pair.curve, i, pair.row!, whole.options);
    return ok && fit ? agreementOf(auto[i], searched[i], trainingRange(fit)) : [];
  });
  const first = agreements.filter(({ index }) => index === 1);
  const lower = first.reduce((sum, { cause }) => sum + cause.referenceLower, 0);
  return {
    n,
    curves: pairs.length,
    seconds: [autoSeconds, moreSeconds],
    differences: agreements.map(({ difference }) => difference).sort((one, other) => one - other),
    lower: lower / first.reduce((sum, { cause }) => sum + cause.resamples, 0),
  };
}

async function timed(
  pairs: readonly PairedFit[],
  asked: typeof request,
): Promise<[results: CurveBootstrap[], seconds: number]> {
  const began = performance.now();
  const results: CurveBootstrap[] = [];
  for await (const result of bootstrapCurves(pairs, whole.options, asked, open)) results.push(result);
  return [results, (performance.now() - began) / 1000];
}

function cells({ n, curves, differences, lower, seconds }: Section): string[] {
  const moved = (by: number) => differences.filter((difference) => difference > by).length;
  return [
    ...[n, curves, differences.length, moved(0.02), moved(0.1)].map(String),
    `${short(100 * differences[differences.length >> 1])} %`,
    `${short(100 * lower)} %`,
    ...seconds.map((value) => value.toFixed(1)),
  ];
}
