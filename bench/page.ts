/**
 * How large a report is and how soon it can be used, in a headless Chromium (scripts/ensure-chromium): for the fits of the default
 * suite, or those given, and for made-up ones. `npm run bench:page -- [--fits FILE --data FILE… [--intervals FILE]] [--curves 7000]
 * [--points 60] [--band 40] [--loads 5] [--save] [--note WORDS]`.
 */
import { build } from "esbuild";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Browser } from "puppeteer-core";
import { parseWhole } from "../src/core/optionText.js";
import { readPictured } from "../src/cli/inputs.js";
import { loadCurves } from "../src/curves/load.js";
import { openSource } from "../src/node/files.js";
import { fitCurveSet } from "../src/node/run.js";
import { packageFile, packageVersion } from "../src/node/packageFiles.js";
import { readIntervals } from "../src/tables/intervals.js";
import { collectPage, type PageData } from "../src/report/pageData.js";
import { type PageAssets, pageHtml } from "../src/report/html.js";
import { packPage } from "../src/report/pack.js";
import { resolveOptions } from "../src/core/options.js";
import type { CurveSet, FitResult } from "../src/core/types.js";
import { bundledAssets, launchChromium } from "../test/support/browser.js";
import { columns, Report, short } from "./measure/report.js";
import { spreadOf } from "./measure/statistics.js";
import { madeReport } from "./page/madeReport.js";
import { timeToMark, visit, type Visit } from "./page/visit.js";

const { values } = parseArgs({
  options: {
    fits: { type: "string" },
    data: { type: "string", multiple: true, default: [] },
    intervals: { type: "string" },
    curves: { type: "string", default: "7000" },
    points: { type: "string", default: "60" },
    band: { type: "string", default: "40" },
    loads: { type: "string", default: "5" },
    save: { type: "boolean", default: false },
    note: { type: "string", default: "" },
  },
});
const loads = parseWhole(values.loads, "--loads", 1);
const size = {
  curves: parseWhole(values.curves, "--curves", 1),
  points: parseWhole(values.points, "--points", 12),
};
const report = new Report("page", "Chromium");
const folder = mkdtempSync(join(tmpdir(), "bnsl-bench-page-"));
const browser = await launchChromium();
try {
  const assets = await bundledAssets(folder);
  const reader = await unpackOnly();
  const measured = [
    await measure("fits", await fittedReport(), assets, reader, browser),
    await measure("made up", madeReport({ ...size, band: 0 }), assets, reader, browser),
    await measure(
      "made up, intervals",
      madeReport({ ...size, band: parseWhole(values.band, "--band", 1) }),
      assets,
      reader,
      browser,
    ),
  ];
  report.print(`milliseconds, median of ${loads} loads; ${await browser.version()}`);
  const header = ["page", "curves", "fits", "intervals", "MB", "pack s", "unpacked", "interactive", "table", "sort"];
  report.print(columns([...header, "filter", "curve", "figures", "heap MB"], measured.map(cells)));
  report.end(measured, { loads, ...size, band: values.band, browser: await browser.version() }, values);
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}

interface Measured {
  readonly name: string;
  readonly curves: number;
  readonly fits: number;
  readonly intervals: number;
  /** of the whole page, and of the data in it */
  readonly bytes: number;
  readonly dataBytes: number;
  readonly packSeconds: number;
  /** from the start of navigation until the data is read, in a page that does nothing else */
  readonly unpacked: readonly number[];
  readonly visits: readonly Visit[];
}

async function measure(
  name: string,
  data: PageData,
  assets: PageAssets,
  reader: PageAssets,
  browser: Browser,
): Promise<Measured> {
  const began = performance.now();
  const dataBytes = packPage(data).length;
  const packSeconds = (performance.now() - began) / 1000;
  const [file, bare] = ["report.html", "bare.html"].map((each) => join(folder, each));
  const html = pageHtml(data, name, assets);
  writeFileSync(file, html);
  writeFileSync(bare, pageHtml(data, name, reader));
  const unpacked: number[] = [];
  const visits: Visit[] = [];
  for (let load = 0; load < loads; load++) {
    unpacked.push(await timeToMark(browser, bare, "bnsl:unpacked"));
    visits.push(await visit(browser, file));
  }
  const { curves, rows, intervals } = data;
  return {
    name,
    curves: curves.length,
    fits: rows.length,
    intervals: intervals?.rows.length ?? 0,
    bytes: Buffer.byteLength(html),
    dataBytes,
    packSeconds,
    unpacked,
    visits,
  };
}

/** A page that only reads its data. */
async function unpackOnly(): Promise<PageAssets> {
  const contents =
    'import { unpackPage } from "./src/report/unpack.js";' +
    'unpackPage(document.getElementById("data").textContent).then((page) => { globalThis.kept = page; performance.mark("bnsl:unpacked"); });';
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: packageFile(".") },
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: "es2022",
  });
  return { script: outputFiles[0].text, style: "", faces: [] };
}

async function fittedReport(): Promise<PageData> {
  const { fits, set } = values.fits === undefined ? await fitSuite() : await readFitted(values.fits);
  const name = values.fits ?? "the default suite";
  const intervals =
    values.intervals === undefined ? null : { name: values.intervals, table: await readIntervals(values.intervals) };
  const none = { breakTests: null, audit: null, suite: null, fitters: null };
  const parts = {
    version: packageVersion(),
    command: null,
    fits: { name, table: fits },
    set,
    intervals,
    ...none,
  };
  return collectPage(parts).data;
}

/** Few starts: how good the fits are does not change how they are shown. */
async function fitSuite(): Promise<{ fits: FitResult; set: CurveSet }> {
  const set = await loadCurves([openSource(packageFile("bench/suites/default.csv"))], {});
  return {
    set,
    fits: await fitCurveSet(set, resolveOptions({ breaks: [0, 1, 2], starts: 64 }), { engine: "auto" }),
  };
}

async function readFitted(path: string): Promise<{ fits: FitResult; set: CurveSet }> {
  const { fits, set, notes } = await readPictured({ fits: path, data: values.data, columns: {} });
  if (set === null) throw new Error(notes.join("; "));
  return { fits, set };
}

function cells({ name, curves, fits, intervals, bytes, packSeconds, unpacked, visits }: Measured): string[] {
  const median = (pick: (visit: Visit) => number) => short(spreadOf(visits.map(pick)).median);
  return [
    name,
    String(curves),
    String(fits),
    String(intervals),
    short(bytes / 1e6),
    short(packSeconds),
    short(spreadOf(unpacked).median),
    median((one) => one.interactive),
    median((one) => one.table),
    median((one) => one.sort),
    median((one) => one.filter),
    median((one) => one.curve),
    median((one) => one.figures),
    median((one) => one.heapMB),
  ];
}
