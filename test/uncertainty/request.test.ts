import { describe, expect, it } from "vitest";
import { InputError } from "../../src/core/errors.js";
import type { BootstrapRequest } from "../../src/uncertainty/types.js";
import { AUDIT_DEFAULTS, BOOTSTRAP_DEFAULTS, resolveAudit, resolveBootstrap } from "../../src/uncertainty/request.js";

type Bad = readonly [partial: object, message: string];

describe("resolveBootstrap", () => {
  it("fills in the documented defaults, and takes undefined as left out", () => {
    expect(resolveBootstrap()).toEqual({
      resamples: 1000,
      kind: "auto",
      cluster: "none",
      level: 0.95,
      seed: 0,
      freshStarts: "auto",
      breaks: "selected",
      methods: "auto",
      at: [],
      band: 33,
      target: null,
      profile: 0,
      absoluteSigma: false,
      errors: "auto",
    });
    expect(resolveBootstrap({ resamples: undefined } as object)).toEqual(BOOTSTRAP_DEFAULTS);
  });

  it("takes what is at the edge of what may be", () => {
    const edge: BootstrapRequest = {
      resamples: 39,
      kind: "wild",
      cluster: 2,
      level: 0.95,
      seed: 2 ** 53 - 1,
      freshStarts: 0,
      breaks: 4,
      methods: ["percentile", "profile"],
      at: [5e-324],
      band: 0,
      target: -1,
      profile: 10_000,
      absoluteSigma: false,
      errors: "auto",
    };
    expect(resolveBootstrap(edge)).toEqual(edge);
    expect(resolveBootstrap({ absoluteSigma: true, kind: "parametric" }).absoluteSigma).toBe(true);
    expect(resolveBootstrap({ freshStarts: 256, cluster: "x", methods: "all" }).freshStarts).toBe(256);
  });

  const bad: readonly Bad[] = [
    [{ resample: 5 }, 'there is no option "resample"; the options of a bootstrap are resamples, kind, cluster'],
    [{ simulations: 5 }, 'there is no option "simulations"'],
    [{ resamples: 1 }, "resamples is 1: it must be a whole number from 2 to 1000000"],
    [{ resamples: 1e6 + 1 }, "resamples is 1000001: it must be a whole number from 2"],
    [{ resamples: 99.5 }, "resamples is 99.5"],
    [{ resamples: NaN }, "resamples is NaN"],
    [{ kind: "jackknife" }, 'kind is "jackknife": it must be one of auto, case, residual, wild, parametric'],
    [{ cluster: 1 }, 'cluster is 1: it must be "none", "x" for points of equal x, or a number of clusters'],
    [{ cluster: 2.5 }, "cluster is 2.5"],
    [{ cluster: "y" }, 'cluster is "y"'],
    [{ cluster: "x", kind: "residual" }, "residual resampling breaks clusters apart: use kind wild or case"],
    [{ cluster: 4, kind: "residual" }, "cluster is 4, but residual resampling"],
    [{ cluster: 4, kind: "parametric" }, "cluster is 4, but parametric resampling breaks clusters apart"],
    [{ absoluteSigma: 1 }, "absoluteSigma is 1: it must be true or false"],
    [
      { absoluteSigma: true, kind: "wild" },
      "its resamples are parametric, without clusters, and cannot be combined with kind wild",
    ],
    [{ absoluteSigma: true, cluster: "x" }, 'cannot be combined with cluster "x": leave one of them out'],
    [{ errors: "ma1" }, 'errors is "ma1": it must be one of auto, independent, ar1'],
    [{ errors: "ar1", kind: "case" }, "errors is ar1 (--errors ar1), but kind case draws points and no errors"],
    [
      { errors: "ar1", cluster: "x" },
      'but cluster "x" keeps correlated points together already: leave one of them out',
    ],
    [{ methods: ["bca", "all"] }, '"all" and "auto" stand alone'],
    [{ level: 1 }, "level is 1: it must lie between 0 and 1, a share such as 0.95 for 95 %"],
    [{ level: 0 }, "level is 0"],
    [{ level: 95 }, "level is 95"],
    [{ level: NaN }, "level is NaN"],
    [{ level: "0.9" }, 'level is "0.9"'],
    [{ seed: -1 }, "seed is -1: it must be a whole number from 0 to 9007199254740991"],
    [{ freshStarts: 257 }, 'freshStarts is 257: it must be a whole number from 0 to 256, or "auto"'],
    [{ freshStarts: -1 }, "freshStarts is -1"],
    [{ breaks: 5 }, 'breaks is 5: it must be "selected", or a whole number from 0 to 4'],
    [{ breaks: [1] }, "breaks is [1]"],
    [{ breaks: "all" }, 'breaks is "all"'],
    [{ methods: [] }, 'methods is []: it must be "auto", "all" or a list of envelope, percentile, basic, bca'],
    [{ methods: "bca" }, 'methods is "bca"'],
    [{ methods: ["bca", "abc"] }, 'there is no method "abc"; the methods are envelope, percentile, basic, bca, delta'],
    [{ methods: ["bca", "bca"] }, 'methods names "bca" twice'],
    [{ methods: ["profile"] }, "methods names profile, but profile is 0"],
    [{ at: 1e9 }, "at is 1000000000: it must be a list of x"],
    [{ at: [1, 0] }, "at names 0: each x is a finite number above 0"],
    [{ at: [Infinity] }, "at names Infinity"],
    [{ at: [1, "2"] }, 'at names "2"'],
    [{ band: -1 }, "band is -1: it must be a whole number from 0 to 10000"],
    [{ band: 10_001 }, "band is 10001"],
    [{ profile: 1.5 }, "profile is 1.5"],
    [{ target: Infinity }, "target is Infinity: it must be a finite y, a list of them, or null for none"],
    [{ target: "low" }, 'target is "low"'],
    [{ resamples: 38 }, "resamples is 38: the ends of percentile intervals of level 0.95"],
    [{ resamples: 38 }, "give at least 39"],
    [{ resamples: 198, level: 0.99 }, "give at least 199"],
  ];
  it.each(bad)("refuses %j", (partial, message) => {
    const resolve = () => resolveBootstrap(partial);
    expect(resolve).toThrow(InputError);
    expect(resolve).toThrow(message);
  });

  it("asks for no more resamples than the ends need, at any level", () => {
    for (const level of [0.5, 0.68, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999]) {
      const exact = (count: number) => ((1 - level) / 2) * (count + 1) >= 1 - 1e-9;
      for (let count = 2; count < 2100; count++) {
        const taken = (() => {
          try {
            return resolveBootstrap({ level, resamples: count }).resamples === count;
          } catch {
            return false;
          }
        })();
        expect(taken, `${count} at ${level}`).toBe(exact(count));
      }
    }
  });

  it("asks for no number of draws where no interval is made from them", () => {
    expect(resolveBootstrap({ resamples: 2, methods: ["delta"] }).resamples).toBe(2);
    expect(() => resolveBootstrap({ resamples: 2, methods: ["delta", "basic"] })).toThrow("at least 39");
  });
});

describe("resolveAudit", () => {
  it("has the defaults of a bootstrap but for its counts and the band", () => {
    expect(resolveAudit()).toEqual({ ...BOOTSTRAP_DEFAULTS, simulations: 400, resamples: 400, band: 0 });
    expect(AUDIT_DEFAULTS).toEqual(resolveAudit({}));
  });

  it.each<Bad>([
    [{ simulations: 0 }, "simulations is 0: it must be a whole number from 1 to 1000000"],
    [{ resamples: 30 }, "give at least 39"],
    [{ kind: "none" }, 'kind is "none"'],
    [{ alpha: 0.1 }, 'there is no option "alpha"; the options of an audit are'],
  ])("refuses %j", (partial, message) => {
    expect(() => resolveAudit(partial)).toThrow(InputError);
    expect(() => resolveAudit(partial)).toThrow(message);
  });
});
