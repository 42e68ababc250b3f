/**
 * How good forecasts are: `npm run bench:forecasts -- [--data FILE]… [--single] [--world plain|late] [--curves 200] [--against m4]
 * [--seed 0] [--adapter NAME] [--save] [--note WORDS]`. Each table is scored by itself, by rolling origins and on its held-out rows;
 * `--single`: each of its curves by itself. A world is made up: power laws with a floor, 1 % noise, the last factor of 4 in x held out;
 * `late`: three in ten have a break there.
 */
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { parseWhole } from "../src/core/optionText.js";
import { domainColumn, groupsOf } from "../src/core/extrapolate/domains.js";
import { bnsl } from "../src/core/forms/evaluate.js";
import { drawnNormal } from "../src/core/random/normal.js";
import { philox4x32, seedKey, uniform } from "../src/core/random/philox.js";
import type { Curve } from "../src/core/types.js";
import { loadCurves } from "../src/curves/load.js";
import { backtestCurves, type ScoreRow } from "../src/forecast/backtest.js";
import { resolveBacktest } from "../src/forecast/request.js";
import type { Forecaster } from "../src/forecast/types.js";
import { openEngine } from "../src/node/engines.js";
import { openSource } from "../src/node/files.js";
import { packageFile } from "../src/node/packageFiles.js";
import { backtestText } from "../src/text/forecastText.js";
import { Report } from "./measure/report.js";

const { values } = parseArgs({
  options: {
    data: { type: "string", multiple: true, default: [] },
    single: { type: "boolean", default: false },
    world: { type: "string" },
    curves: { type: "string", default: "200" },
    against: { type: "string", default: "" },
    seed: { type: "string", default: "0" },
    adapter: { type: "string" },
    save: { type: "boolean", default: false },
    note: { type: "string", default: "" },
  },
});

const WIDTH = 160;
/** words of these draws apart from all others */
const PURPOSE = 0x666f7265;
const POINTS = 60;
const NOISE = 0.01;
const LATE_SHARE = 0.3;
const seed = parseWhole(values.seed, "--seed", 0);
const against = values.against === "" ? [] : (values.against.split(",") as Forecaster[]);
const request = resolveBacktest({ against, seed });
const open = await openEngine("auto", values.adapter);
const { engine, executor } = open;
const report = new Report("forecasts", engine.adapter ?? engine.name);

try {
  const tables = values.world === undefined ? await readTables() : [madeUp(values.world)];
  const figures = [];
  for (const { name, curves, groups } of tables) {
    const began = performance.now();
    const rows = values.single ? await oneByOne(curves) : await score(curves, groups);
    report.print(
      `${name}${values.single ? ", curve by curve" : ""}: ${((performance.now() - began) / 1000).toFixed(0)} s`,
    );
    report.print(backtestText(rows, WIDTH));
    figures.push({ name, rows });
  }
  report.end(figures, { ...request, single: values.single, world: values.world ?? null }, values);
} finally {
  await open.close();
}

interface Table {
  readonly name: string;
  readonly curves: readonly Curve[];
  readonly groups: readonly string[];
}

async function readTables(): Promise<Table[]> {
  const files = values.data.length > 0 ? values.data : [packageFile("bench/suites/default.csv")];
  return Promise.all(
    files.map(async (file) => {
      const set = await loadCurves([openSource(file)], {});
      return { name: basename(file), curves: set.curves, groups: groupsOf(set, domainColumn(set, null)) };
    }),
  );
}

function score(curves: readonly Curve[], groups: readonly string[]): Promise<ScoreRow[]> {
  const { starts, ahead } = request;
  const forecasters = ["bnsl", ...against] as const;
  return backtestCurves(curves, { groups, starts, seed, ratio: ahead, forecasters }, { engine, executor });
}

/** Means over curves that know nothing of each other, of their held-out rows. */
async function oneByOne(curves: readonly Curve[]): Promise<ScoreRow[]> {
  const all: ScoreRow[] = [];
  for (const curve of curves) {
    const rows = await score([curve], [""]);
    all.push(...rows.filter(({ rows, group, from }) => rows === "held-out" && group === null && from === null));
  }
  return [...new Set(all.map(({ forecaster }) => forecaster))].map((forecaster) => {
    const own = all.filter((row) => row.forecaster === forecaster);
    const mean = (of: (row: ScoreRow) => number) => own.reduce((sum, row) => sum + of(row), 0) / own.length;
    const held95 = mean((row) => row.held95);
    const spread = Math.sqrt(mean((row) => (row.held95 - held95) ** 2) / Math.max(1, own.length - 1));
    const widths = own.map(({ halfWidth }) => halfWidth).sort((p, q) => p - q);
    return {
      ...own[0],
      curves: own.length,
      forecasts: own.reduce((sum, { forecasts }) => sum + forecasts, 0),
      held50: mean((row) => row.held50),
      held80: mean((row) => row.held80),
      held90: mean((row) => row.held90),
      held95,
      held95Error: spread,
      miscalibration: mean((row) => row.miscalibration),
      logDensity: mean((row) => row.logDensity),
      crps: mean((row) => row.crps),
      intervalScore: mean((row) => row.intervalScore),
      halfWidth: widths[widths.length >> 1],
      rmsle: Math.exp(mean((row) => Math.log(Math.max(row.rmsle, 1e-12)))),
      wins: mean((row) => row.wins ?? 0),
    };
  });
}

function madeUp(world: string): Table {
  if (world !== "plain" && world !== "late") throw new Error(`--world ${world}: plain or late`);
  const count = parseWhole(values.curves, "--curves", 1);
  const curves = Array.from({ length: count }, (_, i) => madeUpCurve(i, world === "late"));
  return { name: `made up, ${world}`, curves, groups: curves.map(() => "") };
}

function madeUpCurve(number: number, mayBreak: boolean): Curve {
  let drawn = 0;
  const word = () => philox4x32([number, drawn++, 0, PURPOSE], seedKey(seed))[0];
  const between = (low: number, high: number) => low + (high - low) * uniform(word());
  const x = Float64Array.from({ length: POINTS }, (_, i) => 1e4 * 10 ** ((4 * i) / (POINTS - 1)));
  const last = x[POINTS - 1];
  const base = { a: between(0.05, 0.3), b: between(2, 8), c0: between(0.15, 0.4) };
  const isBroken = mayBreak && between(0, 1) < LATE_SHARE;
  const d = isBroken ? [last * 4 ** -between(0, 1)] : [];
  const law = { ...base, c: d.map(() => between(-0.15, 0.3)), d, f: d.map(() => 0.2) };
  return {
    key: [`curve ${number}`],
    x,
    y: x.map((at) => bnsl(at, law) * Math.exp(NOISE * drawnNormal(uniform(word())))),
    weight: new Float64Array(POINTS).fill(1),
    train: Uint8Array.from(x, (at) => (at <= last / 4 ? 1 : 0)),
    skippedRows: 0,
  };
}
