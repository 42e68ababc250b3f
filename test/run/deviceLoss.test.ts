import { afterEach, describe, expect, it, vi } from "vitest";
import { devicesInUse, type OpenDevice } from "../../src/node/dawn.js";
import type { OpenEngine } from "../../src/run/runEngine.js";
import { CpuEngine } from "../../src/core/engine/cpuEngine.js";
import { CAUTIOUS_LIMITS, type ChunkLimits } from "../../src/core/engine/dispatches.js";
import type { Batch, Engine, EngineSession } from "../../src/core/engine/engine.js";
import { inlineExecutor } from "../../src/core/engine/tasks.js";
import { AdapterError, DeviceLostError, DeviceMemoryError, EngineError } from "../../src/core/errors.js";
import { fitCurveSet } from "../../src/node/run.js";
import type { FitProgress, FitRun } from "../../src/run/fitRun.js";
import { resolveOptions } from "../../src/core/options.js";
import type { Curve, CurveSet, FitResult } from "../../src/core/types.js";
import { clearLaws, geometric, lawCurve, setOf } from "../support/curves.js";
import { gpuWanted } from "../support/device.js";

const openEngines = vi.hoisted(() => ({
  replaced: null as (() => Promise<OpenEngine>) | null,
  choices: [] as string[],
  limits: [] as unknown[],
  /** names of the adapters that are left out */
  without: [] as string[][],
  /** how the next of them are to cut their work, besides as asked for */
  cuts: [] as Partial<ChunkLimits>[],
}));
const devices = vi.hoisted(() => ({ opened: [] as OpenDevice[] }));

vi.mock("../../src/node/engines.js", async (original) => {
  const actual = await original<typeof import("../../src/node/engines.js")>();
  const openEngine: typeof actual.openEngine = (...args) => {
    openEngines.choices.push(args[0]);
    openEngines.limits.push(args[4]?.limits);
    openEngines.without.push([...(args[4]?.without?.keys() ?? [])]);
    if (openEngines.replaced) return openEngines.replaced();
    const [choice, adapter, threads, points, asked] = args;
    const limits = { ...asked?.limits, ...openEngines.cuts.shift() };
    return actual.openEngine(choice, adapter, threads, points, { ...asked, limits });
  };
  return { ...actual, openEngine };
});

vi.mock("../../src/node/dawn.js", async (original) => {
  const actual = await original<typeof import("../../src/node/dawn.js")>();
  const openDevice: typeof actual.openDevice = async (choice) => {
    const open = await actual.openDevice(choice);
    if (open) devices.opened.push(open);
    return open;
  };
  return { ...actual, openDevice };
});

afterEach(() => {
  openEngines.replaced = null;
  devices.opened = [];
});

/** An engine whose sessions are lost from its `after`-th on. */
class FailingEngine implements Engine {
  readonly name = "cpu";
  readonly adapter = null;
  private readonly sound = new CpuEngine(inlineExecutor);
  private opened = 0;

  constructor(
    private readonly after: number,
    private readonly fault: EngineError,
  ) {}

  open(batch: Batch): Promise<EngineSession> {
    if (this.opened++ >= this.after) return Promise.reject(this.fault);
    return this.sound.open(batch);
  }

  close(): Promise<void> {
    return this.sound.close();
  }
}

/** Engines that last for so many sessions each, one after the other; where there are no more, opening fails. */
function engines(...lasting: number[]): { closed: number; opened: number } {
  return enginesThatFail(new DeviceLostError("the device was lost"), lasting);
}

function enginesThatFail(fault: EngineError, lasting: readonly number[]): { closed: number; opened: number } {
  openEngines.choices = [];
  openEngines.limits = [];
  openEngines.without = [];
  const count = { opened: 0, closed: 0 };
  openEngines.replaced = () => {
    if (count.opened === lasting.length) return Promise.reject(new EngineError("no adapter is left"));
    const engine = new FailingEngine(lasting[count.opened++], fault);
    const close = () => {
      count.closed++;
      return Promise.resolve();
    };
    return Promise.resolve({ engine, executor: inlineExecutor, line: "engine: made up", close });
  };
  return count;
}

/** More curves than one window: the first windows are done when the engine is lost. */
const many = curveSet(300);
const options = resolveOptions({ breaks: [0], starts: 4 });

function curveSet(count: number): CurveSet {
  const curves: Curve[] = Array.from({ length: count }, (_, i) =>
    lawCurve(clearLaws[i % 4], geometric(1e3, 1e6, 8), 0.01, i, `curve ${i}`),
  );
  return setOf(curves);
}

async function failure(run: Promise<FitResult>): Promise<EngineError> {
  const error = await run.then(
    () => expect.fail("the run did not fail"),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EngineError);
  return error as EngineError;
}

describe("an engine that is lost", () => {
  const undisturbed = () => {
    engines(Infinity);
    return fitCurveSet(many, options, { engine: "cpu" });
  };

  it("once, is opened anew, and the table is the one of an undisturbed run", async () => {
    const wanted = await undisturbed();
    const count = engines(1, Infinity);
    const notes: string[] = [];
    const result = await fitCurveSet(many, options, { engine: "cpu", onNote: (line) => notes.push(line) });
    expect(result.rows).toEqual(wanted.rows);
    expect(notes).toEqual(["engine: made up", "the device was lost: going on with a new device"]);
    expect(count.opened).toBe(2);
    expect(count.closed).toBeGreaterThanOrEqual(2);
  });

  it("is not opened anew where it was not lost: what the device objects to would come again", async () => {
    const count = enginesThatFail(new EngineError("workgroups: 70000 is too many"), [1, Infinity]);
    const error = await failure(fitCurveSet(many, options, { engine: "cpu" }));
    expect(error.message).toBe("workgroups: 70000 is too many");
    expect(error.partial?.rows).toHaveLength(128);
    expect(count.opened).toBe(1);
  });

  it("at a window each, goes on as long as each new one gets further", async () => {
    const wanted = await undisturbed();
    engines(1, 1, Infinity);
    expect((await fitCurveSet(many, options, { engine: "cpu" })).rows).toEqual(wanted.rows);
  });

  it("twice over the same curves is opened once more, for far smaller dispatches", async () => {
    const wanted = await undisturbed();
    engines(1, 0, Infinity);
    const notes: string[] = [];
    const run = { engine: "gpu", onNote: (line: string) => notes.push(line) } as const;
    expect((await fitCurveSet(many, options, run)).rows).toEqual(wanted.rows);
    expect(notes.at(-1)).toBe("the device was lost: once more with a new device and far smaller dispatches");
    expect(openEngines.limits).toEqual([undefined, undefined, CAUTIOUS_LIMITS]);
  });

  it("a third time goes on with the CPU where no engine was asked for, and says so", async () => {
    const wanted = await undisturbed();
    engines(1, 0, 0, Infinity);
    const notes: string[] = [];
    const run = { engine: "auto", onNote: (line: string) => notes.push(line) } as const;
    expect((await fitCurveSet(many, options, run)).rows).toEqual(wanted.rows);
    expect(notes.at(-1)).toBe("the device was lost: these curves and those after them are fitted on the CPU");
    expect(openEngines.choices).toEqual(["auto", "auto", "auto", "cpu"]);
  });

  it("a third time is an error where an adapter was asked for by name", async () => {
    engines(1, 0, 0, Infinity);
    const error = await failure(fitCurveSet(many, options, { engine: "auto", adapter: "made up" }));
    expect(error.message).toBe("the device was lost");
    expect(openEngines.choices).toEqual(["auto", "auto", "auto"]);
  });

  it("a third time over the same curves fails, and keeps what was done so far", async () => {
    const wanted = await undisturbed();
    const count = engines(1, 0, 0, Infinity);
    const error = await failure(fitCurveSet(many, options, { engine: "cpu" }));
    expect(error.message).toBe("the device was lost");
    expect(count.opened, "the fourth engine is not asked for").toBe(3);
    expect(count.closed).toBe(3);
    const { rows, meta } = error.partial!;
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.length).toBeLessThan(many.curves.length);
    expect(rows).toEqual(wanted.rows.slice(0, rows.length));
    expect(meta.keyNames).toEqual(["name"]);
  });

  it("and cannot be opened anew fails, and keeps what was done so far", async () => {
    engines(1);
    const error = await failure(fitCurveSet(many, options, { engine: "cpu" }));
    expect(error.message).toContain("no adapter is left");
    expect(error.partial?.rows.length).toBeGreaterThan(0);
  });

  it("tells how far it is, never more than everything", async () => {
    engines(1, Infinity);
    const seen: FitProgress[] = [];
    await fitCurveSet(many, options, { engine: "cpu", onProgress: (progress) => seen.push(progress) });
    expect(seen[seen.length - 1]).toMatchObject({ done: 300, total: 300 });
    for (const { done, total } of seen) expect(done).toBeLessThanOrEqual(total);
  });

  it("is no reason to hide other errors", async () => {
    openEngines.replaced = () => Promise.reject(new TypeError("a mistake in the program"));
    await expect(fitCurveSet(many, options, { engine: "cpu" })).rejects.toThrow(TypeError);
  });
});

describe("an engine whose adapter returns what no kernel wrote", () => {
  const fault = new AdapterError("Card X", "returned a state that no kernel wrote");

  it("is left under auto for the next, with what it had not finished, and is not taken again", async () => {
    engines(Infinity);
    const wanted = await fitCurveSet(many, options, { engine: "cpu" });
    const count = enginesThatFail(fault, [1, Infinity]);
    const notes: string[] = [];
    const run = { engine: "auto", onNote: (line: string) => notes.push(line) } as const;
    expect((await fitCurveSet(many, options, run)).rows).toEqual(wanted.rows);
    expect(notes).toEqual(["engine: made up", `${fault.what}: these curves once more without it`]);
    expect(openEngines.without).toEqual([[], ["Card X"]]);
    expect(count).toEqual({ opened: 2, closed: 2 });
  });

  it("after it was lost does not count as lost: each adapter has its own three tries", async () => {
    enginesThatFail(fault, [0, 1, Infinity]);
    await fitCurveSet(many, options, { engine: "auto" });
    expect(openEngines.limits).toEqual([undefined, undefined, undefined]);
  });

  it.each<Partial<FitRun>>([{ engine: "gpu" }, { engine: "auto", adapter: "card" }])(
    "is an error that names it where it was asked for (%j), and keeps what was done so far",
    async (choice) => {
      const count = enginesThatFail(fault, [1, Infinity]);
      const error = await failure(fitCurveSet(many, options, { engine: "auto", ...choice }));
      expect(error.message).toMatch(/^the adapter "Card X" returned a state/);
      expect(error.partial?.rows).toHaveLength(128);
      expect(count).toEqual({ opened: 1, closed: 1 });
    },
  );
});

describe("an engine that has no room", () => {
  /** Opens engines that take batches of so many problems at most. */
  const roomFor = (most: number) => {
    const sizes: number[] = [];
    const count = { opened: 0, closed: 0 };
    openEngines.choices = [];
    openEngines.replaced = () => {
      const sound = new CpuEngine(inlineExecutor);
      const open = (batch: Batch) => {
        sizes.push(batch.problems.length);
        const full = batch.problems.length > most && openEngines.choices.at(-1) !== "cpu";
        return full ? Promise.reject(new DeviceMemoryError("the device is full")) : sound.open(batch);
      };
      count.opened++;
      const close = () => Promise.resolve(void count.closed++);
      const engine = { name: "gpu" as const, adapter: null, open, close };
      return Promise.resolve({ engine, executor: inlineExecutor, line: "engine: made up", close });
    };
    return { sizes, count };
  };
  const plain = ({ rows }: FitResult) => rows.map((row) => ({ ...row, engine: "" }));
  const undisturbed = async () => {
    engines(Infinity);
    return plain(await fitCurveSet(many, options, { engine: "cpu" }));
  };

  it("for a window fits its halves, says so, and gives the same table and a progress that never falls", async () => {
    const wanted = await undisturbed();
    const { sizes } = roomFor(40);
    const notes: string[] = [];
    const seen: FitProgress[] = [];
    const result = await fitCurveSet(many, options, {
      engine: "gpu",
      onNote: (line) => notes.push(line),
      onProgress: (progress) => seen.push(progress),
    });
    expect(plain(result)).toEqual(wanted);
    expect(Math.max(...sizes)).toBe(128);
    expect(notes).toContain("the device is full: 64 curves at once instead of 128");
    expect(notes).toContain("the device is full: 32 curves at once instead of 64");
    seen.forEach(({ done }, i) => expect(done).toBeGreaterThanOrEqual(seen[Math.max(0, i - 1)].done));
    expect(seen.at(-1)).toMatchObject({ done: 300, total: 300, fits: 1200 });
  });

  it("for a single curve goes on with the CPU under auto, and fails under gpu", async () => {
    const wanted = await undisturbed();
    roomFor(0);
    const notes: string[] = [];
    const run = { engine: "auto", onNote: (line: string) => notes.push(line) } as const;
    expect(plain(await fitCurveSet(many, options, run))).toEqual(wanted);
    expect(notes).toContain("the device is full: these curves and those after them are fitted on the CPU");
    const { count } = roomFor(0);
    const error = await failure(fitCurveSet(many, options, { engine: "gpu" }));
    expect(error.partial?.rows).toEqual([]);
    expect(count).toEqual({ opened: 1, closed: 1 });
  });
});

if (!gpuWanted) console.log("BNSL_NO_GPU=1: left out the GPU tests of a device that is destroyed");
else {
  describe("a device that is destroyed (GPU)", () => {
    const few = curveSet(6);
    const wanted = resolveOptions({ breaks: [0, 1], starts: 64 });

    it("in the middle of a run is replaced, and the table is the one of an undisturbed run", async () => {
      const undisturbed = await fitCurveSet(few, wanted, { engine: "gpu", threads: 1 });
      const notes: string[] = [];
      let destroyed = false;
      const result = await fitCurveSet(few, wanted, {
        engine: "gpu",
        threads: 1,
        onNote: (line) => notes.push(line),
        onProgress: () => {
          if (!destroyed) devices.opened[devices.opened.length - 1].device.destroy();
          destroyed = true;
        },
      });
      expect(destroyed).toBe(true);
      expect(notes.filter((line) => line.endsWith(": going on with a new device"))).toHaveLength(1);
      expect(devices.opened).toHaveLength(3);
      expect(result.rows).toEqual(undisturbed.rows);
    });

    it("or hangs in the middle of a dispatch is replaced in the same way, and let go of when it has done", async () => {
      const curves = Array.from({ length: 12 }, (_, i) =>
        lawCurve(clearLaws[i % 4], geometric(1e3, 1e6, 200), 0.01, i, `curve ${i}`),
      );
      const long = resolveOptions({ breaks: [0], starts: 256 });
      const notes: string[] = [];
      const run = { engine: "gpu", threads: 1, onNote: (line: string) => notes.push(line) } as const;
      const undisturbed = await fitCurveSet({ ...few, curves }, long, run);
      // all of it in one dispatch, which takes longer than the device is given
      openEngines.cuts = [{ firstWork: 1e12, dispatchSeconds: 1e6, hungSeconds: 0.002, hungTimes: 0 }];
      const result = await fitCurveSet({ ...few, curves }, long, run);
      expect(notes.filter((line) => line.endsWith("it hangs: going on with a new device"))).toHaveLength(1);
      expect(devices.opened).toHaveLength(3);
      expect(result.rows).toEqual(undisturbed.rows);
      while (devicesInUse() > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    });

    it("again and again fails the run with an EngineError", async () => {
      const error = await failure(
        fitCurveSet(few, wanted, {
          engine: "gpu",
          threads: 1,
          onProgress: () => devices.opened[devices.opened.length - 1].device.destroy(),
        }),
      );
      expect(error.partial?.rows).toEqual([]);
      expect(devices.opened).toHaveLength(3);
      expect(devicesInUse()).toBe(0);
    });

    it("again and again is left for the CPU under auto", async () => {
      const notes: string[] = [];
      const result = await fitCurveSet(few, wanted, {
        engine: "auto",
        threads: 1,
        onNote: (line) => notes.push(line),
        onProgress: () => devices.opened[devices.opened.length - 1].device.destroy(),
      });
      expect(result.rows.map((row) => row.engine)).toEqual(result.rows.map(() => "cpu"));
      expect(result.meta).toMatchObject({ engine: "cpu", adapter: null });
      expect(notes.at(-2)).toMatch(/device lost: .*: these curves and those after them are fitted on the CPU$/);
      expect(notes.at(-1)).toBe(
        "engine: cpu (f64 on worker threads): the device was lost again and again, or has too little memory",
      );
      expect(devicesInUse()).toBe(0);
    });
  });
}
