import { availableParallelism } from "node:os";
import { Piscina } from "piscina";
import type { Executor, Task, TaskResults } from "../engine/tasks.js";

/** An executor on worker threads, one per core unless told otherwise. Threads start with the first task. */
export function workerPool(threads: number = availableParallelism()): Executor {
  const source = import.meta.url.endsWith(".ts");
  const pool = new Piscina({
    filename: new URL(source ? "./worker.ts" : "./worker.js", import.meta.url).href,
    // Sources run through tsx in tests and benchmarks; an installed package has no need of it.
    execArgv: source ? ["--import", "tsx"] : [],
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: 60_000,
    concurrentTasksPerWorker: 2,
  });
  return {
    run: async <K extends Task["kind"]>(task: Extract<Task, { kind: K }>) =>
      (await pool.run(task)) as TaskResults[K],
    close: () => pool.destroy(),
  };
}
