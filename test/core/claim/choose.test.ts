import { describe, expect, it } from "vitest";
import type { Step } from "../../../src/core/claim/choose.js";
import { CpuEngine } from "../../../src/core/engine/cpuEngine.js";
import { inlineExecutor, perform, type ChooseTask, type Executor, type Task } from "../../../src/core/engine/tasks.js";
import { fitCurves } from "../../../src/core/fit.js";
import type { BnslParameters } from "../../../src/core/forms/evaluate.js";
import { resolveOptions } from "../../../src/core/options.js";
import type { Curve, FitOptions, FitRow } from "../../../src/core/types.js";
import { curveOf, geometric, lawCurve } from "../../support/curves.js";

const plain: BnslParameters = { a: 0.4, b: 30, c0: 0.35, c: [], d: [], f: [] };
const broken: BnslParameters = { ...plain, a: 0, c: [-0.3], d: [1e4], f: [0.2] };
const x = geometric(1e2, 1e6, 40);

/** The row that is selected. */
async function fitted(curve: Curve, options: Partial<FitOptions> = {}): Promise<FitRow> {
  const resolved = resolveOptions({ breaks: [0, 1], starts: 24, select: "tests", ...options });
  const context = { engine: new CpuEngine(inlineExecutor), executor: inlineExecutor };
  for await (const rows of fitCurves([curve], resolved, context)) return rows.find((row) => row.selected)!;
  throw new Error("no rows");
}

/** The n that is selected, and what was looked at on the way. */
async function chosen(curve: Curve, options: Partial<FitOptions> = {}): Promise<{ n: number; steps: readonly Step[] }> {
  let steps: readonly Step[] = [];
  const executor: Executor = {
    ...inlineExecutor,
    run: async (task) => {
      const result = await inlineExecutor.run(task);
      if (task.kind === "choose") steps = (result as { steps: readonly Step[] }).steps;
      return result;
    },
  };
  const resolved = resolveOptions({ breaks: [0, 1], starts: 24, select: "tests", robust: "off", ...options });
  for await (const rows of fitCurves([curve], resolved, { engine: new CpuEngine(executor), executor })) {
    return { n: rows.find((row) => row.selected)!.nBreaks, steps };
  }
  throw new Error("no rows");
}

/** The same curve with some rows higher by a share. */
function raised(curve: Curve, rows: readonly number[], by: number): Curve {
  return { ...curve, y: curve.y.map((v, i) => (rows.includes(i) ? v * (1 + by) : v)) };
}

describe("--select tests", () => {
  it("selects no break of independent errors, where AICc selects some", async () => {
    const counts = { tests: 0, aicc: 0 };
    for (let seed = 1; seed <= 20; seed++) {
      const curve = lawCurve(plain, x, 0.01, seed);
      for (const select of ["tests", "aicc"] as const) counts[select] += (await chosen(curve, { select })).n;
    }
    // 5 % of 20 curves; more than three of them have probability 0.016
    expect(counts.tests).toBeLessThanOrEqual(3);
    expect(counts.aicc).toBeGreaterThan(counts.tests);
  });

  it("selects a break that is there", async () => {
    const { n, steps } = await chosen(lawCurve(broken, x, 0.01, 3));
    expect(n).toBe(1);
    expect(steps).toMatchObject([{ from: 0, to: 1, support: "supported", rows: [] }]);
    expect(steps[0].p).toBeLessThan(0.01);
  });

  it.each([
    ["the first row makes", [0]],
    ["two neighbours make", [20, 21]],
    ["the last row makes", [39]],
  ])("selects none that %s", async (_, rows) => {
    const spiked = raised(lawCurve(plain, x, 0.002, 5), rows, 0.08);
    expect((await chosen(spiked, { select: "aicc" })).n).toBe(1);
    const { n, steps } = await chosen(spiked);
    expect(n).toBe(0);
    expect(["rests-on-rows", "rests-on-ends", "no-gain"]).toContain(steps[0].support);
  });

  it("selects none that the first tenth of the rows makes, and names them", async () => {
    const { n, steps } = await chosen(raised(lawCurve(plain, x, 0.002, 3), [0, 1, 2, 3], 0.05));
    expect(n).toBe(0);
    expect(steps[0]).toMatchObject({ support: "rests-on-ends", rows: [0, 1, 2, 3] });
  });

  it("selects none that one row further inside makes, and names it", async () => {
    const { n, steps } = await chosen(raised(lawCurve(plain, x, 0.003, 3), [33], 0.03));
    expect(n).toBe(0);
    expect(steps[0]).toMatchObject({ support: "rests-on-rows", rows: [33] });
  });

  it("sees errors as correlated as they are", async () => {
    let error = 0;
    const { y } = lawCurve(plain, x, 1, 8);
    const normals = y.map((v, i) => Math.log(v / lawCurve(plain, x).y[i]));
    const correlated = curveOf(
      x,
      Array.from(lawCurve(plain, x).y, (v, i) => v * Math.exp((error = 0.9 * error + 0.005 * normals[i]))),
    );
    const { n, steps } = await chosen(correlated);
    expect(n).toBe(0);
    expect((await chosen(correlated, { errors: "independent" })).n).toBe(1);
    expect(steps[0].support).toBe("no-gain");
  });

  it("does not take rows of one x for correlated, whatever order they stand in", async () => {
    const places = geometric(1e2, 1e6, 8).flatMap((v) => new Array<number>(30).fill(v));
    const row = await fitted(lawCurve(plain, places, 0.01, 4));
    // ρ̂ of 240 independent errors has a standard error of 0.065; in the order of y it is 0.7
    expect(row).toMatchObject({ nBreaks: 0, errors: "independent" });
    expect(row.rho).toBeLessThanOrEqual(0.2);
  });

  it("finds two breaks of which one alone gains nothing", async () => {
    const bump = { ...plain, a: 0, c: [-1.2, 1.2], d: [3e3, 1.2e4], f: [0.2, 0.2] };
    const { n, steps } = await chosen(lawCurve(bump, x, 0.01, 2), { breaks: [0, 1, 2], starts: 128 });
    expect(n).toBe(2);
    expect(steps.at(-1)).toMatchObject({ to: 2, support: "supported" });
  });

  it("selects the same in other units", async () => {
    for (const law of [plain, broken]) {
      const curve = lawCurve(law, x, 0.01, 11);
      const other = { ...curve, x: curve.x.map((v) => 1e9 * v), y: curve.y.map((v) => 1e-12 * v) };
      const [here, there] = [await chosen(curve), await chosen(other)];
      expect(there.n).toBe(here.n);
      expect(there.steps.map(({ support }) => support)).toEqual(here.steps.map(({ support }) => support));
    }
  });

  it("selects the fit there is where only one number of breaks has one, and none of none", async () => {
    expect((await chosen(lawCurve(plain, x, 0.01, 9), { breaks: [1] })).n).toBe(1);
    expect((await chosen(curveOf([1, 2, 3, 4], [4, 3, 2.5, 2.2]), { breaks: [0, 3] })).n).toBe(0);
  });

  it("chooses the same whatever order tasks run in", async () => {
    const tasks: ChooseTask[] = [];
    const recording: Executor = {
      ...inlineExecutor,
      run: (task) => {
        if ((task as Task).kind === "choose") tasks.push(task as unknown as ChooseTask);
        return inlineExecutor.run(task);
      },
    };
    const curves = [1, 2].map((seed) => lawCurve(broken, x, 0.01, seed, `curve ${seed}`));
    const options = resolveOptions({ breaks: [0, 1], starts: 24, select: "tests" });
    const context = { engine: new CpuEngine(recording), executor: recording };
    for await (const rows of fitCurves(curves, options, context)) expect(rows).toHaveLength(4);
    const forwards = tasks.map((task) => perform(task));
    const backwards = [...tasks]
      .reverse()
      .map((task) => perform(task))
      .reverse();
    expect(backwards).toEqual(forwards);
  });
});

describe("--robust auto", () => {
  const clean = lawCurve(plain, x, 0.003, 3);
  const robust = (curve: Curve, options: Partial<FitOptions> = {}) => fitted(curve, { robust: "auto", ...options });

  it.each([
    ["a row inside", [33], 0.03],
    ["two neighbours", [0, 1], 0.05],
    ["the first row", [0], 0.08],
  ])("sets %s aside that alone makes a break, and fits the others as if it was not there", async (_, rows, by) => {
    const row = await robust(raised(clean, rows, by));
    expect(row).toMatchObject({ nBreaks: 0, setAside: rows.map((at) => at + 1), nTrain: 40 - rows.length });
    const train = clean.train.map((flag, i) => (rows.includes(i) ? 0 : flag));
    const alone = await fitted({ ...clean, train }, { select: "aicc", breaks: [0] });
    for (const name of ["objective", "a", "b", "c0"] as const) expect(row[name]).toBe(alone[name]);
  });

  it("names rows by their places in the curve, whatever their order", async () => {
    const order = Array.from(x.keys(), (i) => (7 * i) % 40);
    const spiked = raised(clean, [33], 0.03);
    const pick = (values: Float64Array) => Float64Array.from(order, (i) => values[i]);
    const row = await robust({ ...spiked, x: pick(spiked.x), y: pick(spiked.y) });
    expect(row.setAside).toEqual([order.indexOf(33) + 1]);
  });

  it.each([
    ["up", 3],
    ["down", -0.75],
    ["far down", -1 + 1e-6],
  ])("sets a row aside that stands far %s, which would hide a break", async (_, by) => {
    const spiked = raised(lawCurve(broken, x, 0.01, 6), [12], by);
    expect(await robust(spiked)).toMatchObject({ nBreaks: 1, setAside: [13], support: "supported" });
    expect(await robust(spiked, { robust: "off" })).toMatchObject({ setAside: [] });
  });

  it("takes no row for odd because the errors are heavy-tailed or the form is wrong", async () => {
    const wrong = lawCurve({ ...plain, a: 0, c: [-0.8, 0.8], d: [1e3, 1e5], f: [0.3, 0.3] }, x, 0.003, 3);
    expect((await robust(wrong, { breaks: [0] })).setAside).toEqual([]);
  });

  it("sets a warm-up aside, but no rows at the far end, on which forecasts rest", async () => {
    expect((await robust(raised(clean, [0, 1, 2, 3], 0.05))).setAside).toEqual([1, 2, 3, 4]);
    expect((await robust(raised(clean, [36, 37, 38, 39], 0.05))).setAside).toEqual([]);
    const last = await robust(raised(clean, [39], 0.06));
    expect(last).toMatchObject({ nBreaks: 0, setAside: [], nTrain: 40 });
  });

  it("sets nothing aside of a curve without odd rows, of a broken one, or where it is off", async () => {
    expect((await robust(clean)).setAside).toEqual([]);
    expect(await robust(lawCurve(broken, x, 0.003, 3))).toMatchObject({
      nBreaks: 1,
      setAside: [],
      support: "supported",
    });
    const off = await robust(raised(clean, [33], 0.03), { robust: "off" });
    expect(off).toMatchObject({ nBreaks: 0, setAside: [], nTrain: 40 });
  });

  it("keeps a break among the first of evenly spaced steps, which span much of ln x", async () => {
    const steps = Array.from({ length: 60 }, (_, i) => 3e6 * (i + 1));
    const law = { ...plain, a: 0, c: [-0.25], d: [1.4e7], f: [0.1] };
    expect(await robust(lawCurve(law, steps, 0.003, 4))).toMatchObject({ nBreaks: 1, setAside: [] });
  });
});

describe("many rows", () => {
  it("of many runs show a break as those of one do", async () => {
    const places = Array.from({ length: 30 }, () => geometric(1e2, 1e6, 30)).flat();
    const curve = lawCurve(broken, places, 0.01, 5);
    const run = Uint32Array.from(places, (_, i) => Math.floor(i / 30));
    expect(await fitted({ ...curve, run })).toMatchObject({ nBreaks: 1, support: "supported" });
    expect((await fitted({ ...lawCurve(plain, places, 0.01, 5), run })).nBreaks).toBe(0);
  });

  it("that are averaged name the odd row alone", async () => {
    const curve = raised(lawCurve(plain, geometric(1e2, 1e6, 400), 0.003, 3), [0], 0.3);
    const row = await fitted(curve, { robust: "auto", breaks: [0, 1, 2] });
    expect(row).toMatchObject({ nBreaks: 0, setAside: [1] });
  });
});

describe("runs", () => {
  it("are correlated within themselves alone", async () => {
    // two runs of the same x, each with an offset of its own: along x, in any order, they look like noise
    const places = [...x, ...x];
    const curve = lawCurve(plain, places, 0.0001, 5);
    const offset = { ...curve, y: curve.y.map((v, i) => v * (i < 40 ? 1.02 : 0.98)) };
    const run = Uint32Array.from(places, (_, i) => (i < 40 ? 0 : 1));
    const [apart, together] = [await fitted({ ...offset, run }), await fitted(offset)];
    expect(apart.rho).toBeGreaterThan(0.9);
    expect(together.rho).toBeLessThan(0.5);
    expect(apart.errors).toBe("ar1");
  });
});

describe("--huber auto", () => {
  it("takes 1.345 robust standard deviations of the curve's own residuals", async () => {
    const { huber } = await fitted(lawCurve(plain, x, 0.01, 3), { huber: "auto" });
    // of 40 normal errors the median size has a standard error of 1.24/√40 = 20 %
    expect(huber! / 1.345).toBeGreaterThan(0.006);
    expect(huber! / 1.345).toBeLessThan(0.014);
  });

  it("is what a fit with that δ gives, in any units of y", async () => {
    const curve = raised(lawCurve(plain, x, 0.01, 3), [20], 0.3);
    for (const objective of ["log", "linear"] as const) {
      const row = await fitted(curve, { huber: "auto", objective, select: "aicc" });
      const again = await fitted(curve, { huber: row.huber, objective, select: "aicc" });
      expect(again).toEqual(row);
      const scaled = await fitted({ ...curve, y: curve.y.map((v) => 1e6 * v) }, { huber: "auto", objective });
      expect(scaled.huber! / row.huber!).toBeCloseTo(objective === "log" ? 1 : 1e6, objective === "log" ? 6 : -1);
    }
  });

  it("is hardly moved by a spike, where squares are", async () => {
    const clean = lawCurve(plain, x, 0.003, 4);
    const spiked = raised(clean, [36], 0.3);
    const moved = async (options: Partial<FitOptions>) => {
      const [here, there] = [
        await fitted(clean, { ...options, breaks: [0] }),
        await fitted(spiked, { ...options, breaks: [0] }),
      ];
      return Math.abs(here.c0! - there.c0!);
    };
    expect(await moved({ huber: "auto" })).toBeLessThan((await moved({})) / 5);
  });
});
