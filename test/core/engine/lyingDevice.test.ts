import { describe, expect, it } from "vitest";
import { CpuEngine } from "../../../src/core/engine/cpuEngine.js";
import type { Batch, EngineSession } from "../../../src/core/engine/engine.js";
import type { ChunkLimits } from "../../../src/core/engine/dispatches.js";
import type { FitStates, StartRange } from "../../../src/core/engine/fitStates.js";
import { GpuEngine } from "../../../src/core/engine/gpuEngine.js";
import { selfCheck } from "../../../src/core/engine/selfCheck.js";
import { inlineExecutor } from "../../../src/core/engine/tasks.js";
import { AdapterError } from "../../../src/core/errors.js";
import type { ShaderSources } from "../../../src/core/gpu/shader.js";
import { readShaders } from "../../../src/node/packageFiles.js";
import { Resample } from "../../../src/core/problem/problem.js";
import { batchOf } from "../../support/batches.js";
import { clearLaws, geometric, lawCurve, problemOf, roundedProblem } from "../../support/curves.js";
import { describeGpu } from "../../support/device.js";
import { lyingDevice, type Lies } from "../../support/lyingDevice.js";

const problems = clearLaws
  .slice(0, 2)
  .map((law, i) =>
    roundedProblem(problemOf(lawCurve(law, geometric(1e3, 1e7, 20 + i), 0.01, i + 1), 0, { breaks: [0] }, 1)),
  );
const plain = batchOf(problems);
const COUNT = 96; // more than a workgroup of resamples
const resampling: Batch = {
  ...plain,
  resampling: {
    first: 0,
    count: COUNT,
    plans: problems.map(({ u, y }) => ({
      kind: Resample.Parametric,
      dataFirst: false,
      freedom: 6,
      fitted: y,
      errors: new Float64Array(u.length),
      unit: new Float64Array(u.length).fill(0.01),
      clusters: Uint32Array.from(u, (_, j) => j),
    })),
  },
};
const ranges: StartRange[] = [0, 1].map((problem) => ({ problem, first: 0, count: COUNT }));
const ofResamples: StartRange[] = [0, 1].flatMap((problem) =>
  Array.from({ length: COUNT }, (_, resample) => ({ problem, resample, first: 0, count: 1 })),
);
const cpu = new CpuEngine(inlineExecutor);

describe("the check of an adapter", () => {
  it.each([false, true])(
    "is passed by the CPU itself (resamples: %s), and its session is let go of",
    async (resampled) => {
      let released = 0;
      const open = async (batch: Batch): Promise<EngineSession> => {
        const session = await cpu.open(batch);
        return {
          starts: (of) => session.starts(of),
          iterate: (states, iterations) => session.iterate(states, iterations),
          release: () => void released++,
        };
      };
      await selfCheck(open, "made up", resampled);
      expect(released).toBe(1);
    },
  );

  /** Changes one fit in eight, or every one. */
  const spoilt = (states: FitStates, each: number, factor: number) => {
    for (let fit = 0; fit < states.count; fit += each) states.values[fit * states.stride + states.parameters] *= factor;
  };

  it.each<[string, string, number, number, number]>([
    ["its starts", "draws other starts", 1, 1.002, 1],
    ["an eighth of its starts", "draws other starts", 8, 1.002, 1],
    ["its fits", "ends in other fits", 1, 1, 1.002],
    ["an eighth of its fits", "ends in other fits", 8, 1, 1.002],
  ])("is not passed by one that is off by 0.2 % in %s", async (_, words, each, starts, fits) => {
    const open = async (batch: Batch): Promise<EngineSession> => {
      const session = await cpu.open(batch);
      return {
        starts: async (of) => {
          const states = await session.starts(of);
          spoilt(states, each, starts);
          return states;
        },
        iterate: async (states, iterations) => {
          await session.iterate(states, iterations);
          spoilt(states, each, fits);
        },
        release: () => undefined,
      };
    };
    const error = await selfCheck(open, "Card X", false).then(
      () => expect.fail("it passed"),
      (reason: unknown) => reason as AdapterError,
    );
    expect(error).toBeInstanceOf(AdapterError);
    expect(error.adapter).toBe("Card X");
    expect(error.message).toContain(`the adapter "Card X" ${words} than the CPU does`);
  });
});

describeGpu("a device that lies", (open) => {
  const engineOn = async (lies: Lies, limits: Partial<ChunkLimits> = {}, sources?: ShaderSources) =>
    new GpuEngine(lyingDevice(open().device, lies), sources ?? (await readShaders()), "Card X", limits);
  const refusal = (what: string) => new RegExp(`^the adapter "Card X" ${what}.*bnsl devices.*--engine cpu$`);
  const oldState = refusal("returned a state that no kernel wrote in this dispatch");

  it("is found out before it is used, where it does nothing at all", async () => {
    const engine = await engineOn({ skips: () => true });
    await expect(engine.open(plain)).rejects.toThrow(AdapterError);
    await expect(engine.open(plain)).rejects.toThrow(oldState);
  });

  it.each<[string, NonNullable<Lies["reads"]>]>([
    ["the previous dispatch's states", (_, previous) => previous],
    ["zeros", (bytes) => new ArrayBuffer(bytes.byteLength)],
    ["noise", (bytes) => Uint32Array.from({ length: bytes.byteLength / 4 }, (_, i) => Math.imul(i, 0x9e3779b9)).buffer],
    [
      "its states but for the last third, which is the previous dispatch's",
      (bytes, previous) => joined(bytes, previous, 2 / 3),
    ],
    ["the previous dispatch's states but for the last third", (bytes, previous) => joined(previous, bytes, 2 / 3)],
  ])("is found out where it returns %s", async (_, reads) => {
    const lies: Lies = {};
    const engine = await engineOn(lies);
    const session = await engine.open(plain);
    const first = await session.starts(ranges);
    lies.reads = reads;
    await expect(session.starts(ranges)).rejects.toThrow(oldState);
    delete lies.reads;
    await session.iterate(first, 4);
    const again = await session.starts(ranges);
    lies.reads = reads;
    await expect(session.iterate(again, 4)).rejects.toThrow(oldState);
    session.release();
  });

  it("is found out where it leaves out the iterations, also of fits that have all ended", async () => {
    const lies: Lies = {};
    const session = await (await engineOn(lies)).open(plain);
    const states = await session.starts(ranges);
    await session.iterate(states, 200);
    const running = Array.from({ length: states.count }, (_, fit) => states.status(fit)).filter((s) => s < 0);
    expect(running).toEqual([]);
    const ended = states.values.slice();
    await session.iterate(states, 4);
    expect(states.values).toEqual(ended);
    lies.skips = (label) => label.startsWith("levenberg_marquardt");
    await expect(session.iterate(states, 4)).rejects.toThrow(oldState);
    session.release();
  });

  it.each<[string, Partial<ChunkLimits>, number]>([
    ["none of its resamples", {}, 0],
    ["only the first of its resamples", { dispatchWork: 1 }, 1],
  ])("is found out where it draws %s", async (_, limits, draws) => {
    const lies: Lies = {};
    const engine = await engineOn(lies, limits);
    await engine.check(true);
    let drawn = 0;
    lies.skips = (label) => label.startsWith("resample") && drawn++ >= draws;
    const undrawn = refusal("fitted a resample that no kernel drew");
    const session = await engine.open(resampling);
    await expect(session.starts(ofResamples)).rejects.toThrow(undrawn);
    const states = await (await cpu.open(resampling)).starts(ofResamples);
    await expect(session.iterate(states, 4)).rejects.toThrow(undrawn);
    session.release();
    delete lies.skips;
    const honest = await engine.open(resampling);
    await expect(honest.starts(ofResamples)).resolves.toBeDefined();
    honest.release();
  });

  const wrong: [what: string, resampled: boolean, file: string, from: string, to: string, words: string][] = [
    ["exp", false, "models/bnsl", "return p[LINEAR] + h;", "return p[LINEAR] + 1.003 * h;", "draws other starts"],
    ["draws", false, "philox", "0xd2511f53u * c.x", "0xd2511f51u * c.x", "draws other starts"],
    ["steps", false, "givens", "step[i] = q[i][P];", "step[i] = 0.01 * q[i][P];", "ends in other fits"],
    ["resamples", true, "resample", "0x72657361u", "0x72657362u", "draws other starts"],
  ];
  it.each(wrong)("is found out where its %s are wrong", async (_, resampled, file, from, to, words) => {
    const sources = await readShaders();
    expect(sources[file]).toContain(from);
    const engine = await engineOn({}, {}, { ...sources, [file]: sources[file].replaceAll(from, to) });
    const opened = engine.open(resampled ? resampling : plain);
    await expect(opened).rejects.toThrow(refusal(`${words} than the CPU does`));
  });
});

/** The first share of one read-back and the rest of another. */
function joined(first: ArrayBuffer, rest: ArrayBuffer, share: number): ArrayBuffer {
  const bytes = new Uint8Array(rest.slice(0));
  const until = 4 * Math.floor((share * bytes.length) / 4);
  bytes.set(new Uint8Array(first).subarray(0, until));
  return bytes.buffer;
}
