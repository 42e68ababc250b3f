import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Engine } from "../../src/core/engine/engine.js";
import { bnslForm } from "../../src/core/forms/bnsl/form.js";
import { byShape } from "../../src/uncertainty/matchFits.js";
import { effortFor, refit, type RefitEffort } from "../../src/uncertainty/refit.js";
import { Ended, writeNumbers } from "../peers/formats.js";
import { PeerProcess } from "../peers/peerProcess.js";
import { encodeResamples, judged, type ResampledCurve } from "./resampledCurve.js";

/** What came of refitting every resample of every curve once. */
export interface Refitted {
  readonly seconds: number;
  /** f64 objectives, curve by curve and then by resample; Infinity where there is no refit */
  readonly objectives: Float64Array;
}

/** Something that refits resamples. */
export interface Contestant {
  readonly name: string;
  run(curves: readonly ResampledCurve[]): Promise<Refitted>;
}

/** How hard our engine tries: from the fit alone, as the peer does, or as a bootstrap does by default. */
export type Trying = "warm start" | "default effort";

/** Our own engine; kernels are compiled and threads warm before the clock starts. */
export function ourContestant(engine: Engine, trying: Trying, seed: number): Contestant {
  const effort = (breaks: number): RefitEffort =>
    trying === "default effort"
      ? effortFor(breaks, "auto")
      : { ...effortFor(breaks, 0), fresh: 0, pilots: 0, pilotFresh: 0, basins: 1 };
  const context = { engine, form: bnslForm, seed };
  return {
    name: `bnsl ${engine.name}, ${trying}`,
    run: async (curves) => {
      const groups = groupsOf(curves);
      for (const group of groups) {
        const [first] = group;
        await refit(context, [{ ...first.entry, count: 2 }], effort(first.entry.problem.breaks));
      }
      let seconds = 0;
      const objectives = new Map<ResampledCurve, Float64Array>();
      for (const group of groups) {
        const began = performance.now();
        const entries = group.map(({ entry }) => entry);
        const refits = await refit(context, entries, effort(entries[0].problem.breaks));
        seconds += (performance.now() - began) / 1000;
        group.forEach((curve, i) => objectives.set(curve, judgedAll(curve, refits[i].p, refits[i].objective)));
      }
      return { seconds, objectives: inOrder(curves, objectives) };
    },
  };
}

/** One way to set SciPy's curve_fit up. */
export interface ScipySetting {
  readonly method: "trf" | "lm";
  readonly processes: number;
}

/** SciPy as a process for each number of breaks; what it hands back is judged as ours is, put back on the bounds. */
export function scipyContestant(python: string, { method, processes }: ScipySetting): Contestant {
  return {
    name: `SciPy curve_fit, ${method}, ${processes} process${processes === 1 ? "" : "es"}`,
    run: async (curves) => {
      const folder = mkdtempSync(join(tmpdir(), "bnsl-bootstrap-"));
      try {
        let seconds = 0;
        const objectives = new Map<ResampledCurve, Float64Array>();
        for (const group of groupsOf(curves)) {
          const [problems, results] = ["resamples", "results"].map((name) => join(folder, name));
          writeNumbers(problems, encodeResamples(group));
          const args = [SCRIPT, problems, results, String(processes), method];
          seconds += await runScipy({ file: python, args, env: ONE_THREAD }, results, group, objectives);
        }
        return { seconds, objectives: inOrder(curves, objectives) };
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

const SCRIPT = fileURLToPath(new URL("../peers/scipy/bootstrap.py", import.meta.url));
/** NumPy's own threads would fight with the processes for the cores. */
const ONE_THREAD = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };

async function runScipy(
  command: Parameters<typeof PeerProcess.start>[0],
  results: string,
  group: readonly ResampledCurve[],
  objectives: Map<ResampledCurve, Float64Array>,
): Promise<number> {
  const parameters = bnslForm.parameterCount(group[0].entry.problem.breaks);
  const { peer } = await PeerProcess.start(command, results, parameters);
  try {
    const round = { firstStart: 0, firstCurve: 0, curves: group.length };
    await peer.run("all", { ...round, starts: 1, curves: 1 });
    const { seconds, fits } = await peer.run("all", { ...round, starts: group[0].drawn.length });
    for (const curve of group) objectives.set(curve, new Float64Array(curve.drawn.length).fill(Infinity));
    for (const { curve, start, ended, p } of fits) {
      if (ended !== Ended.Converged) continue;
      const one = group[curve];
      objectives.get(one)![start] = judged(one.drawn[start], p);
    }
    return seconds;
  } finally {
    await peer.quit();
  }
}

function groupsOf(curves: readonly ResampledCurve[]): ResampledCurve[][] {
  return byShape(curves, ({ entry }) => entry.problem);
}

function judgedAll({ drawn }: ResampledCurve, p: Float64Array, found: Float64Array): Float64Array {
  const size = p.length / drawn.length;
  return Float64Array.from(drawn, (problem, i) =>
    Number.isFinite(found[i]) ? judged(problem, p.slice(i * size, (i + 1) * size)) : Infinity,
  );
}

function inOrder(
  curves: readonly ResampledCurve[],
  objectives: ReadonlyMap<ResampledCurve, Float64Array>,
): Float64Array {
  return Float64Array.from(curves.flatMap((curve) => [...objectives.get(curve)!]));
}
