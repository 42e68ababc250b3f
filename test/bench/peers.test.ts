import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { buildCeres } from "../../bench/peers/build.js";
import { peerCurves, type PeerCurve } from "../../bench/peers/curves.js";
import { encodeProblems, encodeStarts, writeNumbers } from "../../bench/peers/formats.js";
import { lawOf, objectiveOf } from "../../bench/peers/laws.js";
import { PeerProcess } from "../../bench/peers/peerProcess.js";
import { findRequirement, skipLine, SURROUNDINGS } from "../../bench/peers/requirements.js";
import { roster } from "../../bench/peers/roster.js";
import { randomStarts } from "../../bench/peers/starts.js";
import { syntheticCurves } from "../../bench/suites/simulate.js";

const folder = mkdtempSync(join(tmpdir(), "bnsl-peers-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A machine on which no peer is installed. */
const BARE = { env: { PATH: folder }, pythons: ["python3"] };

const setup = {
  problems: join(folder, "problems"),
  results: join(folder, "results"),
  data: [],
  breaks: 1,
  cores: 1,
  adapters: [],
};

describe("findRequirement", () => {
  it("names the package that is missing, and the line says what to do", () => {
    expect(findRequirement("ceres", BARE)).toEqual({ missing: "g++" });
    expect(findRequirement("scipy", BARE)).toEqual({ missing: "python3-scipy" });
    expect(findRequirement("minpack", BARE)).toEqual({ missing: "r-base-core" });
    expect(skipLine("SciPy", "python3-scipy")).toBe(
      "skipped: SciPy (python3-scipy is not installed; scripts/ensure-peers installs it)",
    );
  });

  it("does not take an interpreter without SciPy for SciPy", () => {
    writeFileSync(join(folder, "python3"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
    expect(findRequirement("scipy", BARE)).toEqual({ missing: "python3-scipy" });
    writeFileSync(join(folder, "python-with"), "#!/bin/sh\nexit 0\n", { mode: 0o755 });
    expect(findRequirement("scipy", { ...BARE, pythons: ["python3", "python-with"] })).toEqual({
      program: "python-with",
    });
  });
});

describe("roster", () => {
  it("has every peer among the fitters or among the skipped, never silently in neither", () => {
    const { fitters, skipped } = roster(setup, BARE, () => "");
    expect(fitters.map(({ id }) => id)).toEqual(["cpu"]);
    expect(skipped.map(({ line }) => line)).toEqual([
      skipLine("Ceres Solver and TinySolver", "g++"),
      skipLine("SciPy and the paper's recipe", "python3-scipy"),
      skipLine("R", "r-base-core"),
    ]);
  });
});

describe("a peer that does not compile", () => {
  it("is skipped with what the compiler said, and the others stay", () => {
    const compilers = mkdtempSync(join(folder, "compilers-"));
    writeFileSync(join(compilers, "g++"), "#!/bin/sh\nexit 0\n", { mode: 0o755 });
    const { fitters, skipped } = roster(setup, { env: { PATH: compilers }, pythons: ["python3"] }, () => {
      throw new Error("peer.cpp: no such file");
    });
    expect(fitters.map(({ id }) => id)).toEqual(["cpu"]);
    expect(skipped[0].line).toBe("skipped: Ceres Solver and TinySolver (peer.cpp: no such file)");
    expect(skipped).toHaveLength(3);
  });
});

/** Points of a law without noise, so that its minimum is 0. */
function noiseless(): PeerCurve {
  const [curve] = peerCurves(syntheticCurves(1, 25, 0), 1);
  const law = lawOf([-0.2, 0.2, 0.5, 0.3, 0, -0.7], curve);
  const y = curve.x.map(
    (x) => law.a + (law.b * x ** -law.c0) / (1 + (x / law.d[0]) ** (1 / law.f[0])) ** (law.c[0] * law.f[0]),
  );
  return { ...curve, y, scaledY: y.map((v) => v / curve.scale) };
}

/** Without optimisation: half as long to compile. */
const quickly = (breaks: number) => buildCeres(breaks, ["-std=c++17", "-O0"]);

describe.each([
  ["ceres", "ceres", 3],
  ["ceres", "tiny-halving", 0],
  ["scipy", "scipy", 2],
  ["minpack", "minpack", 0],
] as const)("a fitter of %s: %s, configuration %i", (requirement, id, which) => {
  it("recovers a law from noiseless points, or is skipped with the line that says why", async () => {
    const found = findRequirement(requirement, SURROUNDINGS);
    const compile = requirement === "ceres" ? quickly : () => "";
    const { fitters, skipped } = roster(setup, SURROUNDINGS, compile);
    const fitter = fitters.find((candidate) => candidate.id === id);
    if (!fitter) {
      const { missing } = found as { missing: string };
      expect(skipped.map(({ line }) => line).join()).toContain(`(${missing} is not installed`);
      return;
    }
    const curve = noiseless();
    writeNumbers(setup.problems, encodeProblems([curve], 1));
    const starts = join(folder, "starts");
    writeNumbers(starts, encodeStarts(randomStarts([curve], 1, 0, 8), 1, 6));
    const { command } = fitter.configurations[which];
    const { peer, greeting } = await PeerProcess.start(command, setup.results, 6);
    await peer.use(0, starts);
    const { fits, seconds } = await peer.run("race", { firstStart: 0, starts: 8, firstCurve: 0, curves: 1 });
    await peer.quit();
    expect(greeting["units"] ?? "scaled").toBe("scaled");
    expect(fits.map(({ start }) => start)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(seconds).toBeGreaterThan(0);
    expect(Math.min(...fits.map(({ p }) => objectiveOf(curve, lawOf(p, curve))))).toBeLessThan(1e-12);
  }, 120_000);
});
