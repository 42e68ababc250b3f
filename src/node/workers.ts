import { availableParallelism } from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import { Piscina } from "piscina";
import type { Executor, Task, TaskResults } from "../core/engine/tasks.js";
import { EngineError } from "../core/errors.js";
import type { Answer, Question } from "./worker.js";

/** A task that has seen so many threads die is not given to another. */
const DEATHS = 3;
/** Threads that die before they can be asked anything, one after the other: the next would too. */
const STILLBORN = 3;

/** How long a thread may take to start before it is ended all the same, and how often that is looked at, in milliseconds. */
const LONGEST_START = 10_000;
const LOOK_EVERY = 5;

/** An executor on worker threads, one per core unless told otherwise. Threads start with the first task. */
export function workerPool(threads: number = availableParallelism()): Executor {
  const source = import.meta.url.endsWith(".ts");
  return new WorkerPool(
    new Piscina<Question, Answer>({
      filename: new URL(source ? "./worker.ts" : "./worker.js", import.meta.url).href,
      // Sources run through tsx in tests and benchmarks; an installed package has no need of it.
      execArgv: source ? ["--import", "tsx"] : [],
      minThreads: 0,
      maxThreads: threads,
      idleTimeout: 60_000,
      concurrentTasksPerWorker: 2,
    }),
  );
}

/** Tasks of a thread that dies are done again on another, twice at most. */
export class WorkerPool implements Executor {
  private closed = false;
  private stillborn = 0;
  /** ids of the threads that have loaded what they need */
  private readonly ready = new Set<number>();

  constructor(private readonly pool: Piscina<Question, Answer>) {
    pool.on("workerCreate", ({ id }: { id: number }) => this.ready.add(id));
    pool.on("error", () => this.onStillborn());
    pool.on("workerDestroy", () => setImmediate(() => this.wake()));
  }

  /** @throws what the task throws; EngineError where threads die over it again and again */
  async run<K extends Task["kind"]>(task: Extract<Task, { kind: K }>): Promise<TaskResults[K]> {
    let death: unknown = null;
    for (let deaths = 0; deaths < DEATHS && !this.closed; deaths++) {
      const answer = await this.pool.run(task).catch((error: unknown) => {
        death = error;
        return null;
      });
      if (answer === null) continue;
      this.stillborn = 0;
      if (answer.failed) throw answer.error;
      return answer.result as TaskResults[K];
    }
    const why = death instanceof Error ? death.message : "nothing was said";
    throw new EngineError(
      this.stillborn >= STILLBORN || !this.closed
        ? `worker threads died again and again over one task (${why}): free some memory, or give fewer --threads`
        : `the worker threads were closed before a task was done (${why})`,
      { cause: death },
    );
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.started();
    await this.pool.destroy();
  }

  /** Node aborts the process where a thread is ended in the middle of loading a module. */
  private async started(): Promise<void> {
    const isStarting = () => this.pool.threads.some(({ threadId }) => !this.ready.has(threadId));
    for (let waited = 0; isStarting() && waited < LONGEST_START; waited += LOOK_EVERY) await wait(LOOK_EVERY);
  }

  /** A thread that died without a task, and perhaps before it could take one. */
  private onStillborn(): void {
    if (++this.stillborn >= STILLBORN) void this.close();
  }

  /** Tasks that wait for a thread that has died would wait for ever: asking for anything starts a new one. */
  private wake(): void {
    if (this.closed || this.pool.queueSize === 0) return;
    this.pool.run(null).catch(() => null);
  }
}
