import { describe, expect, it } from "vitest";
import { Pace } from "../../../src/core/engine/pace.js";

describe("Pace", () => {
  it("starts small where nothing is known, and foretells nothing", () => {
    const pace = new Pace(1e6, 0.25);
    expect(pace.most()).toEqual({ units: 1e6, longest: 1e6 });
    expect(pace.seconds({ units: 1e12, longest: 1e12 }, 1)).toBe(0);
    expect(pace.known).toBe(false);
  });

  it("grows by eight at most, to dispatches of the wanted time", () => {
    const pace = new Pace(1e6, 0.25);
    const sizes: number[] = [];
    for (let i = 0; i < 8; i++) {
      const { units, longest } = pace.most();
      sizes.push(units);
      pace.observe({ units, longest: Math.min(longest, units / 16) }, 1, units / 1e9);
    }
    expect(sizes).toEqual([1e6, 8e6, 6.4e7, 2.5e8, 2.5e8, 2.5e8, 2.5e8, 2.5e8]);
  });

  it("shrinks to the wanted time where a device becomes slower, and grows again", () => {
    const pace = new Pace(1e6, 0.25);
    const step = (rate: number) => {
      const { units } = pace.most();
      pace.observe({ units, longest: units / 100 }, 1, units / rate);
    };
    for (let i = 0; i < 8; i++) step(1e9);
    step(1e7);
    expect(pace.most().units).toBeCloseTo(2.5e6, 0);
    for (let i = 0; i < 4; i++) step(1e9);
    expect(pace.most().units).toBeCloseTo(2.5e8, 0);
  });

  it("bounds the longest workgroup by what one workgroup does, however many run beside it", () => {
    const pace = new Pace(1e6, 0.25);
    pace.observe({ units: 1e6, longest: 1e6 }, 1, 0.01);
    pace.observe({ units: 1e9, longest: 1e6 }, 1, 0.1);
    expect(pace.seconds({ units: 1e8, longest: 1e8 }, 1)).toBeCloseTo(1, 9);
    expect(pace.seconds({ units: 1e8, longest: 1e4 }, 1)).toBeCloseTo(0.01, 9);
  });

  it("fills a device with workgroups that each take long", () => {
    const pace = new Pace(1e6, 0.25);
    const [alone, together] = [5e7, 1e10];
    let beside = 1;
    for (let i = 0; i < 12; i++) {
      const { units, longest } = pace.most();
      beside = Math.max(1, Math.floor(units / longest));
      const work = { units: beside * longest, longest };
      const seconds = Math.max(work.units / together, longest / alone);
      expect(seconds).toBeLessThanOrEqual(0.25);
      pace.observe(work, 1, seconds);
    }
    expect(beside).toBeGreaterThan(100);
  });

  it("keeps the speed of one workgroup where the device as a whole became slower", () => {
    const pace = new Pace(1e6, 0.25);
    pace.observe({ units: 1e6, longest: 1e6 }, 1, 0.01);
    pace.observe({ units: 1e9, longest: 1e6 }, 1, 0.1);
    pace.observe({ units: 1e9, longest: 1e6 }, 1, 10);
    expect(pace.seconds({ units: 1e8, longest: 1 }, 1)).toBeCloseTo(1, 9);
    expect(pace.seconds({ units: 1, longest: 1e8 }, 1)).toBeCloseTo(1, 9);
  });

  it("learns nothing from what did nothing or took no time", () => {
    const pace = new Pace(1e6, 0.25);
    pace.observe({ units: 0, longest: 0 }, 1, 1);
    pace.observe({ units: 10, longest: 10 }, 1, 0);
    pace.observe({ units: 10, longest: 10 }, 1, NaN);
    expect(pace.known).toBe(false);
  });
});
