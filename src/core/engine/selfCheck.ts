import { AdapterError } from "../errors.js";
import { bnslForm } from "../forms/bnsl/form.js";
import { type Problem, Resample, type ResamplePlan, type Resampling } from "../problem/problem.js";
import { CpuEngine } from "./cpuEngine.js";
import type { Batch, EngineSession } from "./engine.js";
import type { FitStates, StartRange } from "./fitStates.js";
import { inlineExecutor } from "./tasks.js";

/** Of a power law with a constant and 1 % of noise: its objective is near 1e-4, and every start runs to one minimum. */
const LAW = { beta: 0.3, slope: 0.45, asymptote: 0.4, noise: 0.01 };
const SEED = 7;
/** Fits of each problem: a workgroup's lanes have more than one queue of them. */
const FITS = 16;
const ITERATIONS = 48;
/**
 * How far a fit may be from its twin's in f64, relative. f32 leaves residuals of 1e-2 about 1e-7 of their own, so the
 * objective some 1e-5 of itself; WGSL lets exp and log be a few dozen times less exact than that. What a device gets
 * wrong is wrong by far more.
 */
const TOLERANCE = 1e-3;
/** Share of fits in which rounding may decide when they end, or which way they go. */
const ASTRAY = 0.1;

/**
 * Has a device solve problems whose answer the CPU finds as well: starts, iterations and, where `resampled`, resamples.
 *
 * @param open takes a batch to the device
 * @param adapter its adapter's own words
 * @throws AdapterError where the answers are not these
 */
export async function selfCheck(
  open: (batch: Batch) => Promise<EngineSession>,
  adapter: string,
  resampled: boolean,
): Promise<void> {
  const batch = knownBatch(resampled);
  const session = await open(batch);
  try {
    const twin = await new CpuEngine(inlineExecutor).open(batch);
    const ranges = rangesOf(batch);
    const [seen, wanted] = [await session.starts(ranges), await twin.starts(ranges)];
    if (astray(seen, wanted, true)) throw wrong(adapter, "draws other starts");
    await session.iterate(seen, ITERATIONS);
    await twin.iterate(wanted, ITERATIONS);
    if (astray(seen, wanted, false)) throw wrong(adapter, "ends in other fits");
  } finally {
    session.release();
  }
}

function wrong(adapter: string, what: string): AdapterError {
  return new AdapterError(adapter, `${what} than the CPU does, of a problem whose answer is known`);
}

/** Two curves of different lengths, every number an f32. */
function knownBatch(resampled: boolean): Batch {
  const problems = [knownProblem(16), knownProblem(21)];
  const starts = problems.map((_, i) => ({ hash: 1000 + i, randomStarts: 2 ** 31, parents: [] }));
  const shape = { form: bnslForm, breaks: 0, linear: false, robust: false, ties: [], prior: false };
  return { ...shape, seed: SEED, problems, starts, resampling: resampled ? resamplesOf(problems) : null };
}

function knownProblem(points: number): Problem {
  const of = (value: (j: number) => number) => Float64Array.from({ length: points }, (_, j) => Math.fround(value(j)));
  const u = of((j) => -2 + (4 * j) / (points - 1));
  const height = (j: number) => Math.exp(LAW.beta - LAW.slope * u[j]);
  const y = of((j) => (LAW.asymptote + height(j)) * (1 + LAW.noise * Math.sin(7 * j)));
  const total = points + Math.floor(points / 2);
  return {
    breaks: 0,
    sign: 1,
    linear: false,
    huber: Infinity,
    u,
    y,
    w: of((j) => (1 + (j % 2)) / total),
    lo: Float64Array.of(-Infinity, -20, 0),
    hi: Float64Array.of(Infinity, 20, Infinity),
    ties: [],
    prior: null,
  };
}

/** Draws of both kinds: of points, and of errors. */
function resamplesOf(problems: readonly Problem[]): Resampling {
  const plans = problems.map(({ u, y }, i): ResamplePlan => ({
    kind: i === 0 ? Resample.Case : Resample.Parametric,
    dataFirst: false,
    freedom: 6,
    fitted: y,
    errors: new Float64Array(u.length),
    unit: new Float64Array(u.length).fill(Math.fround(LAW.noise)),
    clusters: Uint32Array.from(u, (_, j) => j),
  }));
  return { first: 3, count: FITS, plans };
}

/** One start of each resample; of the data themselves as many. */
function rangesOf({ problems, resampling }: Batch): StartRange[] {
  return problems.flatMap((_, problem): StartRange[] =>
    resampling
      ? Array.from({ length: FITS }, (_, i) => ({
          problem,
          resample: resampling.first + i,
          first: i,
          count: 1,
        }))
      : [{ problem, first: 0, count: FITS }],
  );
}

/** Whether more fits than rounding explains are not those of the twin. */
function astray(seen: FitStates, wanted: FitStates, drawn: boolean): boolean {
  let off = 0;
  for (let fit = 0; fit < seen.count; fit++) {
    const same =
      near(seen.objective(fit), wanted.objective(fit)) &&
      (!drawn || seen.p(fit).every((value, k) => Math.abs(value - wanted.p(fit)[k]) <= TOLERANCE * 10));
    if (!same) off++;
  }
  return off > ASTRAY * seen.count;
}

function near(seen: number, wanted: number): boolean {
  return Math.abs(seen - wanted) <= TOLERANCE * Math.abs(wanted);
}
