import { seedKey } from "../random/philox.js";
import { fitGroups, type FitGroup } from "./dispatches.js";
import type { Batch, Engine, EngineSession } from "./engine.js";
import { FitStates, type StartRange } from "./fitStates.js";
import type { Executor, TaskResamples } from "./tasks.js";

/** Fits of one problem that go to a thread together. */
const FITS_PER_TASK = 64;

/**
 * The same stages in f64 on an executor's threads: the reference, and the engine where there is no adapter. It ends fits
 * where f32 would have to, or fine: where the residuals are below what f32 can tell.
 */
export class CpuEngine implements Engine {
  readonly name = "cpu";
  readonly adapter = null;

  constructor(
    private readonly executor: Executor,
    private readonly ends: "as f32" | "fine" = "as f32",
  ) {}

  open(batch: Batch): Promise<EngineSession> {
    return Promise.resolve(new CpuSession(this.executor, batch, this.ends));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

class CpuSession implements EngineSession {
  private readonly parameters: number;

  constructor(
    private readonly executor: Executor,
    private readonly batch: Batch,
    private readonly ends: "as f32" | "fine",
  ) {
    this.parameters = batch.form.parameterCount(batch.breaks);
  }

  async starts(ranges: readonly StartRange[]): Promise<FitStates> {
    const states = FitStates.ofStarts(this.parameters, ranges);
    const { form, problems, starts, seed } = this.batch;
    await this.perGroup(states, ({ problem, firstFit, fits }) =>
      this.executor.run({
        kind: "starts",
        form: form.name,
        problem: problems[problem],
        plan: starts[problem],
        key: seedKey(seed),
        starts: states.start.slice(firstFit, firstFit + fits),
        resamples: this.resamplesOf(states, problem, firstFit, fits),
      }),
    );
    return states;
  }

  async iterate(states: FitStates, iterations: number): Promise<void> {
    const { form, problems } = this.batch;
    await this.perGroup(states, ({ problem, firstFit, fits }, values) =>
      this.executor.run({
        kind: "iterate",
        form: form.name,
        problem: problems[problem],
        values,
        iterations,
        ends: this.ends,
        resamples: this.resamplesOf(states, problem, firstFit, fits),
      }),
    );
  }

  release(): void {}

  private resamplesOf(states: FitStates, problem: number, first: number, fits: number): TaskResamples | null {
    const { resampling, starts, seed } = this.batch;
    if (!resampling) return null;
    const numbers = states.resample.slice(first, first + fits);
    return { plan: resampling.plans[problem], hash: starts[problem].hash, key: seedKey(seed), numbers };
  }

  private async perGroup(
    states: FitStates,
    work: (group: FitGroup, values: Float64Array) => Promise<Float64Array>,
  ): Promise<void> {
    const groups = fitGroups(states, 0, states.count, FITS_PER_TASK);
    await Promise.all(
      groups.map(async (group) => {
        const from = group.firstFit * states.stride;
        const to = from + group.fits * states.stride;
        states.values.set(await work(group, states.values.slice(from, to)), from);
      }),
    );
  }
}
