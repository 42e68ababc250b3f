import type { Worker } from "node:worker_threads";
import { fileURLToPath } from "node:url";
import { Piscina } from "piscina";
import { afterEach, describe, expect, it } from "vitest";
import { CpuEngine } from "../../src/core/engine/cpuEngine.js";
import { inlineExecutor, type Executor, type PolishTask } from "../../src/core/engine/tasks.js";
import { EngineError } from "../../src/core/errors.js";
import { workerPool, WorkerPool } from "../../src/node/workers.js";
import { bnslForm } from "../../src/core/forms/bnsl/form.js";
import { freshState } from "../../src/core/solver/polish.js";
import { batchOf } from "../support/batches.js";
import { clearLaws, geometric, lawCurve, problemOf } from "../support/curves.js";

const closing: (() => Promise<void>)[] = [];
const unhandled: unknown[] = [];
process.on("unhandledRejection", (reason) => unhandled.push(reason));

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  expect(unhandled).toEqual([]);
});

const problems = clearLaws.map((law, i) =>
  problemOf(lawCurve(law, geometric(1e3, 1e7, 40), 0.01, i + 1), 2, { breaks: [2] }, 1),
);

/** More work than there is time for between two kills. */
function longTask(): PolishTask {
  const u = Float64Array.from({ length: 4e5 }, (_, j) => -3 + (6 * j) / 4e5);
  const problem = {
    ...problems[0],
    u,
    y: u.map((v) => Math.exp(Math.sin(9 * v))),
    w: u.map(() => 1 / u.length),
  };
  const p = new Float64Array(bnslForm.parameterCount(2)).fill(0.3);
  const states = Array.from({ length: 50 }, () => freshState(problem, p, 1e-3));
  return { kind: "polish", form: bnslForm.name, problem, states, iterations: 1000 };
}

/** A thread, and when it is ready for tasks. */
interface Started {
  readonly worker: Worker;
  readonly ready: Promise<unknown>;
}

/** A pool, and the threads that it has started so far. */
function watchedPool(threads: number): { readonly pool: Executor; readonly started: Started[] } {
  const started: Started[] = [];
  const see = (worker: Worker) =>
    started.push({ worker, ready: new Promise((resolve) => worker.once("message", resolve)) });
  process.on("worker", see);
  const pool = workerPool(threads);
  closing.push(async () => {
    process.off("worker", see);
    await pool.close();
  });
  return { pool, started };
}

/** Kills so many threads, each a moment after it was ready for tasks. */
async function killing(started: readonly Started[], times: number): Promise<void> {
  for (let next = 0; next < times; next++) {
    while (started.length <= next) await new Promise((resolve) => setTimeout(resolve, 2));
    await started[next].ready;
    await new Promise((resolve) => setTimeout(resolve, 30));
    await started[next].worker.terminate();
  }
}

describe("a pool that is closed", () => {
  it("ends no thread while that starts: Node would abort the process", async () => {
    const { pool, started } = watchedPool(2);
    const said = new Set<Worker>();
    const endedEarly: boolean[] = [];
    process.on("worker", watch);
    const task = pool.run<"polish">(longTask()).catch((error: unknown) => error);
    await pool.close();
    process.off("worker", watch);
    expect(await task).toBeInstanceOf(EngineError);
    expect(started.length).toBeGreaterThan(0);
    expect(endedEarly).toEqual(started.map(() => false));

    function watch(worker: Worker): void {
      worker.once("message", () => said.add(worker));
      worker.once("exit", () => endedEarly.push(!said.has(worker)));
    }
  });
});

describe("threads that are killed", () => {
  it("while they iterate change no number", async () => {
    const of = batchOf(problems);
    const ranges = problems.map((_, problem) => ({ problem, first: 0, count: 128 }));
    const run = async (executor: Executor) => {
      const session = await new CpuEngine(executor).open(of);
      const states = await session.starts(ranges);
      await session.iterate(states, 60);
      return states.values;
    };
    const wanted = await run(inlineExecutor);
    const { pool, started } = watchedPool(2);
    const [seen] = await Promise.all([run(pool), killing(started, 2)]);
    expect(started.length, "others were started in their place").toBeGreaterThan(2);
    expect(seen).toEqual(wanted);
  });

  it("while they polish change no number", async () => {
    const session = await new CpuEngine(inlineExecutor).open(batchOf(problems));
    const states = await session.starts(problems.map((_, problem) => ({ problem, first: 0, count: 16 })));
    const polished = (executor: Executor) =>
      Promise.all(
        problems.map((problem, i) => {
          // a polish in this thread writes into its states
          const p = (k: number) => states.p(16 * i + k).slice();
          const of = Array.from({ length: 16 }, (_, k) => freshState(problem, p(k), 1e-3));
          const task = { kind: "polish", form: bnslForm.name, problem, states: of, iterations: 400 } as const;
          return executor.run<"polish">(task);
        }),
      );
    const wanted = await polished(inlineExecutor);
    const { pool, started } = watchedPool(1);
    const [seen] = await Promise.all([polished(pool), killing(started, 1)]);
    expect(started).toHaveLength(2);
    expect(seen).toEqual(wanted);
  });

  it("again and again over one task are an error that says so", async () => {
    const { pool, started } = watchedPool(1);
    const failed = pool.run<"polish">(longTask()).catch((error: unknown) => error);
    await killing(started, 3);
    const error = await failed;
    expect(error).toBeInstanceOf(EngineError);
    expect((error as Error).message).toMatch(/^worker threads died again and again over one task \(.+\): /);
  });
});

describe("a thread that dies by itself", () => {
  const dyingPool = (): Executor => {
    const pool = new WorkerPool(
      new Piscina({
        filename: fileURLToPath(new URL("../support/dyingWorker.mjs", import.meta.url)),
        minThreads: 0,
        maxThreads: 2,
        concurrentTasksPerWorker: 2,
        resourceLimits: { maxOldGenerationSizeMb: 16 },
      }),
    );
    closing.push(() => pool.close());
    return pool;
  };
  const dying = (pool: Executor, death: string, times: number) => {
    const count = new SharedArrayBuffer(4);
    return pool.run<"polish">({ count, death, times, answer: ["done"] } as never);
  };

  describe.each(["exit", "memory", "uncaught"])("of %s", (death) => {
    it.each([1, 2])("%i times is replaced, and its task done again", async (times) => {
      expect(await dying(dyingPool(), death, times)).toEqual(["done"]);
    });

    it("three times over one task is an EngineError, and the next task is done", async () => {
      const pool = dyingPool();
      await expect(dying(pool, death, 3)).rejects.toThrow(EngineError);
      expect(await dying(pool, death, 0)).toEqual(["done"]);
    });

    it("leaves no task of others waiting", async () => {
      const pool = dyingPool();
      const tasks = Array.from({ length: 12 }, (_, i) => dying(pool, death, i % 6 === 0 ? 1 : 0));
      expect(await Promise.all(tasks)).toEqual(tasks.map(() => ["done"]));
    });
  });

  it("before it can be asked anything is an EngineError, not a wait for ever", async () => {
    const filename = fileURLToPath(new URL("../support/noSuchWorker.mjs", import.meta.url));
    const pool = new WorkerPool(new Piscina({ filename, minThreads: 0, maxThreads: 1 }));
    closing.push(() => pool.close());
    const tasks = [dying(pool, "exit", 0), dying(pool, "exit", 0)];
    for (const outcome of await Promise.allSettled(tasks)) {
      expect(outcome).toMatchObject({ status: "rejected", reason: { name: "EngineError" } });
    }
  });
});

it("a pool that is closed fails what it has not done", async () => {
  const { pool } = watchedPool(1);
  const waiting = [pool.run<"polish">(longTask()), pool.run<"polish">(longTask())];
  const outcomes = Promise.allSettled(waiting);
  await pool.close();
  for (const outcome of await outcomes) {
    expect(outcome).toMatchObject({
      status: "rejected",
      reason: { name: "EngineError", message: expect.stringContaining("were closed") as string },
    });
  }
});
