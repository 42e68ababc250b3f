import { describe, expect, it } from "vitest";
import { Forecast, usualCosts } from "../../src/cli/forecast.js";
import type { CurveCounts, FitProgress } from "../../src/cli/io.js";

/** A made-up run: what each part of a window takes for a curve, and what the first window takes besides. */
interface Plan {
  readonly windows: readonly CurveCounts[];
  /** seconds a unit of work */
  readonly costs: readonly number[];
  readonly compile: number;
  /** windows that an earlier run has fitted */
  readonly kept?: number;
  /** how much slower or faster each window is than the costs say */
  readonly uneven?: (window: number) => number;
}

interface Told {
  readonly at: number;
  readonly share: number;
  readonly left: number | null;
  readonly rough: boolean;
  readonly curveRate: number | null;
}

/** What is told at the end of each part, and when the run ends. */
function simulate({ windows, costs, compile, kept = 0, uneven = () => 1 }: Plan, usual: readonly number[] = []) {
  const forecast = new Forecast(100, usual);
  let clock = 100;
  const told: Told[] = [];
  windows.forEach((own, w) => {
    const [before, after] = [total(windows.slice(0, w)), total(windows.slice(w + 1))];
    const tell = (part: number): void => {
      const window = { part, parts: costs.length, own, before, after };
      const progress: FitProgress = { done: 0, total: 1, fits: 10 * (w + 1), label: "fitting", window };
      const { share, secondsLeft, rough, curveRate } = forecast.update(progress, clock);
      told.push({ at: clock - 100, share, left: secondsLeft, rough, curveRate });
    };
    if (w < kept) {
      clock += 0.01;
      tell(0);
      return;
    }
    costs.forEach((cost, k) => {
      const work = own.points + 20 * own.curves;
      clock += work * cost * uneven(w) + (w === kept ? compile * (k + 1) : 0);
      tell(k + 1);
    });
  });
  return { told, seconds: clock - 100 };
}

function total(windows: readonly CurveCounts[]): CurveCounts {
  const sum = (of: keyof CurveCounts) => windows.reduce((all, window) => all + window[of], 0);
  return { curves: sum("curves"), points: sum("points") };
}

function alike(count: number, curves = 128, points = 60): CurveCounts[] {
  return Array.from({ length: count }, () => ({ curves, points: curves * points }));
}

/** The farthest that a total is off which is told without an "about". */
function worstError({ told, seconds }: ReturnType<typeof simulate>): number {
  const firm = told.filter(({ left, rough }) => left !== null && !rough);
  expect(firm.length).toBeGreaterThan(3);
  return Math.max(...firm.map(({ at, left }) => Math.abs((at + left!) / seconds - 1)));
}

const costs = [1e-5, 4e-5, 2e-4];

describe("a forecast that is no rough one is within 10 % of the whole", () => {
  it("where parts of a window cost 1, 4 and 20, whatever was thought before", () => {
    for (const usual of [[], [1, 1, 1], usualCosts([0, 1, 2], false)]) {
      expect(worstError(simulate({ windows: alike(56), costs, compile: 0 }, usual))).toBeLessThan(0.02);
    }
  });

  it("where the first window compiles for as long as ten windows take", () => {
    const window = 128 * 80 * 2.5e-4;
    expect(worstError(simulate({ windows: alike(56), costs, compile: (10 * window) / 6 }))).toBeLessThan(0.1);
  });

  it("where an earlier run has fitted half of the windows", () => {
    const run = simulate({ windows: alike(56), costs, compile: 1, kept: 28 });
    expect(worstError(run)).toBeLessThan(0.1);
    expect(run.told[27]).toMatchObject({ share: 0.5, left: null, curveRate: null });
  });

  it("where later windows have more points, or fewer curves", () => {
    const windows = [...alike(20, 128, 12), ...alike(20, 128, 60), ...alike(20, 40, 300)];
    expect(worstError(simulate({ windows, costs, compile: 0.2 }))).toBeLessThan(0.1);
  });

  it("where windows take from 0.8 to 1.2 of what they should", () => {
    const uneven = (window: number) => 1 + 0.2 * Math.sin(1 + window * 2.4);
    expect(worstError(simulate({ windows: alike(56), costs, compile: 1, uneven }))).toBeLessThan(0.1);
  });

  it("and not by counting fits, as a negative control", () => {
    const run = simulate({ windows: alike(8), costs, compile: 3 });
    const counted = run.told.map(({ at }, i) => ({
      at,
      left: (at * (24 - i - 1)) / (i + 1),
      share: 0,
      rough: false,
      curveRate: 0,
    }));
    expect(worstError({ ...run, told: counted })).toBeGreaterThan(0.1);
  });
});

describe("what a forecast tells besides", () => {
  it("is the share of the cost, which rises to 1", () => {
    const { told } = simulate({ windows: alike(4), costs, compile: 0 });
    const shares = told.map(({ share }) => share);
    expect(shares).toEqual([...shares].sort((p, q) => p - q));
    expect(shares.at(-1)).toBe(1);
    expect(told.at(-1)!.left).toBeNull();
    // n = 0 and 1 of the third window are a fifth of its cost
    expect(shares[7]).toBeCloseTo(0.5 + 0.25 * 0.2, 6);
  });

  it("is the rate of curves that this run has fitted", () => {
    const { told, seconds } = simulate({ windows: alike(10), costs, compile: 0, kept: 5 });
    expect(told.at(-1)!.curveRate!).toBeCloseTo((5 * 128) / seconds, -1);
  });

  it("goes by what is done of all where there are no windows", () => {
    const forecast = new Forecast(0);
    const outlook = forecast.update({ done: 20, total: 100, fits: 40_000, label: "refits" }, 10);
    expect(outlook).toEqual({ share: 0.2, secondsLeft: 40, curveRate: null, startRate: 4000, rough: false });
  });

  it("starts from usual costs, an n twice where it is held out", () => {
    const costs = usualCosts([0, 2], true);
    expect(costs).toHaveLength(4);
    expect(costs[1] / costs[0]).toBeGreaterThan(5);
    expect(costs.slice(2)).toEqual([costs[0] / 2, costs[1] / 2]);
  });
});
