import { AdapterError } from "../core/errors.js";
import { openEngine, type OpenEngine, type OpeningOptions } from "../node/engines.js";
import type { FitRun } from "./fitRun.js";

/** The engines of a run, one after the other where one is given up, each told to a person once. */
export class EngineTurns {
  private line = "";
  /** adapters that were given up, and why */
  private readonly without = new Map<string, string>();

  constructor(private readonly run: FitRun) {}

  /**
   * Opens an engine, and tells the run which one it is.
   *
   * @param points how many will be fitted, over all curves
   * @throws EngineError when none is to be had
   */
  async open(points?: number, options: Omit<OpeningOptions, "without"> = {}): Promise<OpenEngine> {
    const { run, without } = this;
    const choice = options.why === undefined ? run.engine : "cpu";
    const adapter = options.why === undefined ? run.adapter : undefined;
    const open = await openEngine(choice, adapter, run.threads, points, { ...options, without });
    if (open.line !== this.line) run.onNote?.(open.line);
    this.line = open.line;
    run.onEngine?.({ engine: open.engine.name, adapter: open.engine.adapter });
    return open;
  }

  /**
   * Whether the run may go on after an error of the engine in use, without its adapter: where it returned what cannot be
   * trusted, and was not asked for. A person is told so.
   *
   * @param what "these curves": what is done again
   */
  leaves(error: unknown, what: string): boolean {
    const { run, without } = this;
    if (!(error instanceof AdapterError) || run.engine !== "auto" || run.adapter !== undefined) return false;
    without.set(error.adapter, error.what);
    run.onNote?.(`${error.what}: ${what} once more without it`);
    return true;
  }
}
