import { spawnSync } from "node:child_process";

/** Something a peer needs that is not ours, by the name of the Debian package that brings it. */
export type Requirement = "ceres" | "scipy" | "minpack";

/** Where requirements are looked for. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  /** Python interpreters, the preferred one first */
  readonly pythons: readonly string[];
}

/** Debian's own Python first: the one that python3-scipy is for. */
export const SURROUNDINGS: Surroundings = { env: process.env, pythons: ["/usr/bin/python3", "python3"] };

/** A requirement that is met, with the program that meets it; or the package to install. */
export type Finding = { readonly program: string } | { readonly missing: string };

export function findRequirement(requirement: Requirement, surroundings: Surroundings = SURROUNDINGS): Finding {
  const { env } = surroundings;
  switch (requirement) {
    case "ceres":
      return findCeres(env);
    case "scipy":
      return findScipy(surroundings);
    case "minpack":
      if (!succeeds("Rscript", ["--version"], env)) return { missing: "r-base-core" };
      return succeeds("Rscript", ["-e", "library(minpack.lm)"], env)
        ? { program: "Rscript" }
        : { missing: "r-cran-minpack.lm" };
  }
}

/** What is printed, and kept with the results, for a fitter that cannot take part. */
export function skipLine(name: string, missing: string): string {
  return `skipped: ${name} (${missing} is not installed; scripts/ensure-peers installs it)`;
}

/** compiler flags that find Eigen where Debian has it */
export const EIGEN_INCLUDE = "-I/usr/include/eigen3";

function findCeres(env: NodeJS.ProcessEnv): Finding {
  if (!succeeds("g++", ["--version"], env)) return { missing: "g++" };
  const includes = (header: string) =>
    succeeds("g++", [EIGEN_INCLUDE, "-E", "-x", "c++", "-"], env, `#include <${header}>\n`);
  if (!includes("Eigen/Core")) return { missing: "libeigen3-dev" };
  return includes("ceres/version.h") ? { program: "g++" } : { missing: "libceres-dev" };
}

function findScipy({ env, pythons }: Surroundings): Finding {
  const found = pythons.find((python) => succeeds(python, ["-c", "import numpy, scipy.optimize"], env));
  return found === undefined ? { missing: "python3-scipy" } : { program: found };
}

function succeeds(program: string, args: readonly string[], env: NodeJS.ProcessEnv, input = ""): boolean {
  return spawnSync(program, args, { env, input, stdio: ["pipe", "ignore", "ignore"] }).status === 0;
}
