import { afterEach, describe, expect, it, vi } from "vitest";
import { CpuEngine } from "../../src/core/engine/cpuEngine.js";
import type { Batch, Engine, EngineSession } from "../../src/core/engine/engine.js";
import { inlineExecutor } from "../../src/core/engine/tasks.js";
import { AdapterError, DeviceLostError, EngineError, InputError } from "../../src/core/errors.js";
import type { BnslParameters } from "../../src/core/forms/evaluate.js";
import { resolveOptions } from "../../src/core/options.js";
import type { CurveSet, FitResult } from "../../src/core/types.js";
import type { OpenDevice } from "../../src/node/dawn.js";
import type { Machine, OpenEngine } from "../../src/run/runEngine.js";
import * as runs from "../../src/run/uncertainty.js";
import type { FitProgress, FitRun } from "../../src/run/fitRun.js";
import { openEngine } from "../../src/node/engines.js";
import { resolveBreakTest } from "../../src/uncertainty/breakTestRequest.js";
import { resolveAudit, resolveBootstrap } from "../../src/uncertainty/request.js";
import type { BootstrapRequest, CurveBootstrap } from "../../src/uncertainty/types.js";
import { geometric, lawCurve, setOf } from "../support/curves.js";
import { gpuWanted } from "../support/device.js";
import { pairedFit } from "../support/fitted.js";
import { madeMeta } from "../tables/madeFits.js";

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

// So that three curves are more than one window: a real one holds a hundred curves of a thousand resamples.
vi.mock("../../src/core/engine/dispatches.js", async (original) => {
  const actual = await original<typeof import("../../src/core/engine/dispatches.js")>();
  const chunkRanges: typeof actual.chunkRanges = (count, most) =>
    actual.chunkRanges(count, most > WINDOW && count <= curves.length ? 1 : most);
  return { ...actual, chunkRanges };
});
const WINDOW = 1000;

afterEach(() => {
  openEngines.replaced = null;
  devices.opened = [];
});

const law: BnslParameters = { a: 0.2, b: 5, c0: 0.3, c: [], d: [], f: [] };
const x = geometric(1e3, 1e6, 12);
const curves = ["one", "two", "three"].map((key, i) => lawCurve(law, x, 0.01, i + 1, key));
const set = setOf(curves);
const fits: FitResult = {
  meta: madeMeta({ options: resolveOptions({ breaks: [0] }), keyNames: ["name"] }),
  rows: curves.map((curve) => pairedFit(curve, law).row!),
};
const request = (parts: Partial<BootstrapRequest> = {}) =>
  resolveBootstrap({ resamples: 20, level: 0.8, band: 0, methods: ["percentile", "delta"], ...parts });

const run = (parts: Partial<FitRun> = {}): FitRun => ({ engine: "cpu", ...parts });

type Rest<Run> = Run extends (machine: Machine, ...rest: infer R) => unknown ? R : never;
const machine: Machine = { openEngine: (...request) => openEngine(...request), version: "made up" };
const bootstrapFits = (...rest: Rest<typeof runs.bootstrapFits>) => runs.bootstrapFits(machine, ...rest);
const testBreaks = (...rest: Rest<typeof runs.testBreaks>) => runs.testBreaks(machine, ...rest);
const auditFits = (...rest: Rest<typeof runs.auditFits>) => runs.auditFits(machine, ...rest);

async function bootstrapped(parts: Partial<FitRun> = {}): Promise<CurveBootstrap[]> {
  const all: CurveBootstrap[] = [];
  for await (const curve of bootstrapFits(set, fits, request(), run(parts))) all.push(curve);
  return all;
}

/** The CPU engine, whose sessions fail from its `after`-th on. */
class FailingEngine implements Engine {
  readonly name = "cpu";
  readonly adapter = null;
  private readonly sound = new CpuEngine(inlineExecutor);
  private opened = 0;

  constructor(
    private readonly after: number,
    private readonly fault: Error,
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
function engines(
  lasting: readonly number[],
  fault: Error = new DeviceLostError("the device was lost"),
): { opened: number; closed: number } {
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

/** How many sessions one curve's bootstrap takes. */
async function sessionsOfOne(): Promise<number> {
  for (let lasting = 1; ; lasting++) {
    engines([lasting]);
    const curves = bootstrapFits(set, fits, request(), run());
    const done = await curves.next().then(
      () => true,
      () => false,
    );
    await curves.return(undefined);
    if (done) return lasting;
  }
}

describe("bootstrapFits, its device lost", () => {
  const undisturbed = () => {
    engines([Infinity]);
    return bootstrapped();
  };

  it("in the middle, goes on with a new one to the rows of an undisturbed run", async () => {
    const wanted = await undisturbed();
    expect(wanted.map(({ rows }) => rows[0].key[0])).toEqual(["one", "two", "three"]);
    const one = await sessionsOfOne();
    const count = engines([one, Infinity]);
    const notes: string[] = [];
    expect(await bootstrapped({ onNote: (line) => notes.push(line) })).toEqual(wanted);
    expect(notes).toEqual(["engine: made up", "the device was lost: going on with a new device"]);
    expect(count).toEqual({ opened: 2, closed: 2 });
  });

  it("at every curve, goes on as long as each new one gets further", async () => {
    const wanted = await undisturbed();
    const one = await sessionsOfOne();
    engines([one, one, one]);
    expect(await bootstrapped()).toEqual(wanted);
  });

  it("twice over the same curve fails, and the curves before it were given", async () => {
    const wanted = await undisturbed();
    const one = await sessionsOfOne();
    const count = engines([one, 0, Infinity]);
    const seen: CurveBootstrap[] = [];
    const failing = async () => {
      for await (const curve of bootstrapFits(set, fits, request(), run())) seen.push(curve);
    };
    await expect(failing()).rejects.toThrow("the device was lost");
    expect(seen).toEqual(wanted.slice(0, 1));
    expect(count, "the third engine is not asked for").toEqual({ opened: 2, closed: 2 });
  });

  it("tells how far it is, never more than everything, and which engine was taken", async () => {
    const one = await sessionsOfOne();
    engines([one, Infinity]);
    const told: FitProgress[] = [];
    const taken: string[] = [];
    await bootstrapped({
      onProgress: (progress) => told.push(progress),
      onEngine: ({ engine }) => taken.push(engine),
    });
    expect(told.map(({ done }) => done)).toEqual([1, 2, 3]);
    expect(told.map(({ fits }) => fits)).toEqual([20, 40, 60]);
    for (const each of told) expect(each).toMatchObject({ total: 3, label: expect.any(String) as string });
    expect(taken).toEqual(["cpu", "cpu"]);
  });
});

describe("an adapter that returns what no kernel wrote", () => {
  const fault = new AdapterError("Card X", "returned a state that no kernel wrote");

  it("in the middle of a bootstrap is left under auto for the next, with the curves that are not done", async () => {
    engines([Infinity]);
    const wanted = await bootstrapped();
    const one = await sessionsOfOne();
    const count = engines([one, 0, Infinity], fault);
    const notes: string[] = [];
    expect(await bootstrapped({ engine: "auto", onNote: (line) => notes.push(line) })).toEqual(wanted);
    const left = `${fault.what}: what is not done once more without it`;
    expect(notes).toEqual(["engine: made up", left, left]);
    expect(count).toEqual({ opened: 3, closed: 3 });
  });

  it("in the middle of a test is left under auto for the next, from the beginning", async () => {
    const test = (parts: Partial<FitRun>) => testBreaks(set, fits, resolveBreakTest({ resamples: 19 }), run(parts));
    engines([Infinity]);
    const wanted = await test({});
    engines([1, Infinity], fault);
    const notes: string[] = [];
    expect(await test({ engine: "auto", onNote: (line) => notes.push(line) })).toEqual(wanted);
    expect(notes).toEqual(["engine: made up", `${fault.what}: all once more without it`]);
  });

  it.each<Partial<FitRun>>([{ engine: "gpu" }, { engine: "auto", adapter: "card" }])(
    "is an error where it was asked for (%j)",
    async (choice) => {
      const count = engines([0, Infinity], fault);
      await expect(bootstrapped(choice)).rejects.toBe(fault);
      expect(count).toEqual({ opened: 1, closed: 1 });
    },
  );
});

describe("an engine that objects", () => {
  it("is not opened anew: what it objects to would come again", async () => {
    const fault = new EngineError("workgroups: 70000 is too many");
    const count = engines([0, Infinity], fault);
    await expect(bootstrapped()).rejects.toBe(fault);
    await expect(testBreaks(set, fits, resolveBreakTest({ resamples: 19 }), run())).resolves.toHaveLength(3);
    expect(count).toEqual({ opened: 2, closed: 2 });
  });

  it("is closed where its reader stops early", async () => {
    const count = engines([Infinity]);
    for await (const { rows } of bootstrapFits(set, fits, request(), run())) {
      expect(rows[0].key).toEqual(["one"]);
      break;
    }
    expect(count).toEqual({ opened: 1, closed: 1 });
  });
});

const whole = {
  testBreaks: (parts: Partial<FitRun> = {}) => testBreaks(set, fits, resolveBreakTest({ resamples: 19 }), run(parts)),
  auditFits: (parts: Partial<FitRun> = {}) =>
    auditFits(set, fits, resolveAudit({ simulations: 4, resamples: 20, level: 0.8, methods: ["delta"] }), run(parts)),
};

describe.each(Object.entries(whole))("%s, its device lost", (_, work) => {
  it("begins once more, to the rows of an undisturbed run", async () => {
    engines([Infinity]);
    const wanted: unknown = await work();
    const count = engines([1, Infinity]);
    const notes: string[] = [];
    expect(await work({ onNote: (line) => notes.push(line) })).toEqual(wanted);
    expect(notes).toEqual(["engine: made up", "the device was lost: once more with a new device"]);
    expect(count).toEqual({ opened: 2, closed: 2 });
  });

  it("twice, fails", async () => {
    const count = engines([1, 1, Infinity]);
    await expect(work()).rejects.toThrow(DeviceLostError);
    expect(count).toEqual({ opened: 2, closed: 2 });
  });
});

describe("fits of other curves", () => {
  const others: CurveSet = {
    ...set,
    curves: curves.map((curve) => ({ ...curve, y: curve.y.map((y) => 1.2 * y) })),
  };

  it("are refused before any engine is opened", async () => {
    const count = engines([Infinity]);
    await expect(bootstrapFits(others, fits, request(), run()).next()).rejects.toThrow(InputError);
    expect(() => testBreaks(others, fits, resolveBreakTest({ resamples: 19 }), run())).toThrow(InputError);
    const few = resolveAudit({ simulations: 2, resamples: 20, level: 0.8 });
    expect(() => auditFits(others, fits, few, run())).toThrow(/does not belong to these curves/);
    expect(count.opened).toBe(0);
    await expect(bootstrapFits(set, fits, request(), run()).next()).resolves.toMatchObject({ done: false });
  });
});

if (!gpuWanted) console.log("BNSL_NO_GPU=1: left out the GPU tests of resampling on a device that is destroyed");
else {
  describe("bootstrapFits, its device destroyed (GPU)", () => {
    it("goes on with another, to the rows of an undisturbed run", async () => {
      const undisturbed = await bootstrapped({ engine: "gpu", threads: 1 });
      const notes: string[] = [];
      let destroyed = false;
      const seen = await bootstrapped({
        engine: "gpu",
        threads: 1,
        onNote: (line) => notes.push(line),
        onProgress: () => {
          if (!destroyed) devices.opened[devices.opened.length - 1].device.destroy();
          destroyed = true;
        },
      });
      expect(seen).toEqual(undisturbed);
      expect(notes.filter((line) => line.endsWith(": going on with a new device"))).toHaveLength(1);
      expect(devices.opened).toHaveLength(3);
    });
  });
}
