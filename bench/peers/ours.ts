/**
 * Our own engines as a fitter among the others: `ours.ts RESULTS ENGINE ADAPTER BREAKS FILE…`, speaking the protocol of
 * `peerProcess.ts`. A round of the race is what the product does with that many starts: `fitCurves` with its halvings
 * and polish. `all` runs starts to their ends without polish.
 */
import { createInterface } from "node:readline";
import { fitCurves, resolveOptions } from "../../src/core/index.js";
import { statusName } from "../../src/core/status.js";
import type { FitRow } from "../../src/core/types.js";
import { loadCurves } from "../../src/curves/load.js";
import { openEngine } from "../../src/node/engines.js";
import { openSource } from "../../src/node/files.js";
import { packageVersion } from "../../src/node/packageFiles.js";
import { batchOf } from "../measure/batch.js";
import { converge } from "../measure/converge.js";
import { peerCurves, unweighted } from "./curves.js";
import { encodeFits, Ended, writeNumbers, type PeerFit } from "./formats.js";
import { lawNumbers, lawOf } from "./laws.js";

/** rounds of a race have seeds of their own, and so have races */
const SEEDS_PER_RACE = 2 ** 24;

const [results, choice, adapter, breaksText, ...files] = process.argv.slice(2);
const breaks = Number(breaksText);
const set = await loadCurves(
  files.map((file) => openSource(file)),
  {},
);
const peers = peerCurves(set.curves, breaks);
const curves = peers.map(({ index }) => unweighted(set.curves[index]));
const open = await openEngine(choice === "cpu" ? "cpu" : "gpu", adapter || undefined);
const { engine, executor } = open;
let seed = 0;

console.log(
  "ready " +
    JSON.stringify({
      bnsl: packageVersion(),
      node: process.version,
      engine: engine.name,
      adapter: engine.adapter ?? "",
      units: "reported",
    }),
);
for await (const line of createInterface({ input: process.stdin })) {
  const [command, ...words] = line.split(" ");
  if (command === "quit") break;
  const [first, starts, firstCurve, count] = words.map(Number);
  if (command === "use") seed = first;
  const began = performance.now();
  const fits =
    command === "race"
      ? await raceRound(first, starts, firstCurve, count)
      : command === "all"
        ? await runToEnds(first, starts, firstCurve, count)
        : { seconds: 0, rows: [] };
  if (command !== "use") writeNumbers(results, encodeFits(fits.rows));
  console.log(`done ${command === "use" ? 0 : fits.seconds || (performance.now() - began) / 1000}`);
}
await open.close();

async function raceRound(
  first: number,
  starts: number,
  firstCurve: number,
  count: number,
): Promise<{ seconds: number; rows: PeerFit[] }> {
  const options = resolveOptions({
    breaks: [breaks],
    starts,
    seed: seed * SEEDS_PER_RACE + first,
    select: "none",
  });
  const began = performance.now();
  const rows: FitRow[] = [];
  for await (const window of fitCurves(curves.slice(firstCurve, firstCurve + count), options, {
    engine,
    executor,
  })) {
    rows.push(...window);
  }
  const seconds = (performance.now() - began) / 1000;
  return { seconds, rows: rows.map((row, i) => fitOfRow(row, firstCurve + i, first)) };
}

function fitOfRow(row: FitRow, curve: number, start: number): PeerFit {
  const { a, b, c0, c, d, f, iterations } = row;
  const known = a !== null && b !== null && c0 !== null;
  const numbers = known ? lawNumbers({ a, b, c0, c, d, f }) : new Array<number>(3 + 3 * breaks).fill(NaN);
  const p = Float64Array.from(numbers);
  const stopped = statusName(row.status) === "max-iterations";
  const ended = known ? (stopped ? Ended.Stopped : Ended.Converged) : Ended.Failed;
  return { curve, start, ended, iterations, p };
}

/** Starts 0 … starts − 1 under a seed of their own, as `converge` runs them. */
async function runToEnds(
  first: number,
  starts: number,
  firstCurve: number,
  count: number,
): Promise<{ seconds: number; rows: PeerFit[] }> {
  const part = curves.slice(firstCurve, firstCurve + count);
  const { states, seconds } = await converge(engine, batchOf(part, breaks, seed * SEEDS_PER_RACE + first), starts);
  const rows = Array.from({ length: states.count }, (_, fit): PeerFit => {
    const curve = firstCurve + states.problem[fit];
    const finite = Number.isFinite(states.objective(fit));
    return {
      curve,
      start: first + states.start[fit],
      ended: !finite ? Ended.Failed : states.status(fit) >= 0 ? Ended.Converged : Ended.Stopped,
      iterations: states.iterations(fit),
      p: new Float64Array(lawNumbers(lawOf(states.p(fit), peers[curve]))),
    };
  });
  return { seconds, rows };
}
