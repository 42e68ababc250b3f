import { afterEach, describe, expect, it, vi } from "vitest";
import type { OpenDevice } from "../../src/node/dawn.js";
import type { OpenEngine } from "../../src/node/engines.js";
import { CpuEngine } from "../../src/engine/cpuEngine.js";
import type { Batch, Engine, EngineSession } from "../../src/engine/engine.js";
import { inlineExecutor } from "../../src/engine/tasks.js";
import { DeviceLostError, EngineError } from "../../src/errors.js";
import { fitCurveSet, type FitProgress } from "../../src/node/fit.js";
import { resolveOptions } from "../../src/problem/options.js";
import type { Curve, CurveSet, FitResult } from "../../src/types.js";
import { clearLaws, geometric, lawCurve } from "../support/curves.js";
import { gpuWanted } from "../support/device.js";

const openEngines = vi.hoisted(() => ({ replaced: null as (() => Promise<OpenEngine>) | null }));
const devices = vi.hoisted(() => ({ opened: [] as OpenDevice[] }));

vi.mock("../../src/node/engines.js", async (original) => {
  const actual = await original<typeof import("../../src/node/engines.js")>();
  const openEngine: typeof actual.openEngine = (...args) =>
    openEngines.replaced ? openEngines.replaced() : actual.openEngine(...args);
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
  return {
    keyNames: ["name"],
    xName: "x",
    yName: "y",
    weightName: null,
    trainName: null,
    curves,
    sources: ["made up"],
    notes: [],
  };
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

  it("twice over the same curves fails, and keeps what was done so far", async () => {
    const wanted = await undisturbed();
    const count = engines(1, 0, Infinity);
    const error = await failure(fitCurveSet(many, options, { engine: "cpu" }));
    expect(error.message).toBe("the device was lost");
    expect(count.opened, "the third engine is not asked for").toBe(2);
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

    it("again and again fails the run with an EngineError", async () => {
      const error = await failure(
        fitCurveSet(few, wanted, {
          engine: "gpu",
          threads: 1,
          onProgress: () => devices.opened[devices.opened.length - 1].device.destroy(),
        }),
      );
      expect(error.partial?.rows).toEqual([]);
    });
  });
}
