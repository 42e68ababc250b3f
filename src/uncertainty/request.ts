import { InputError } from "../core/errors.js";
import { given } from "../core/given.js";
import { checkChoice, checkInteger, MAX_BREAKS, show } from "../core/options.js";
import type { AuditRequest, BootstrapRequest, BreakTestRequest, IntervalMethod } from "./types.js";

/** What a bootstrap does where nothing else is said. */
export const BOOTSTRAP_DEFAULTS: BootstrapRequest = {
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
};

/** An audit checks the intervals of numbers: the band would be many more of the same. */
export const AUDIT_DEFAULTS: AuditRequest = {
  ...BOOTSTRAP_DEFAULTS,
  simulations: 400,
  resamples: 400,
  band: 0,
};

/** What a test for one more break does where nothing else is said. */
export const BREAK_TEST_DEFAULTS: BreakTestRequest = {
  resamples: 500,
  seed: 0,
  breaks: "selected",
  starts: "auto",
  alpha: 0.05,
};

export const KINDS = ["auto", "case", "residual", "wild", "parametric"] as const;
export const METHODS: readonly IntervalMethod[] = ["envelope", "percentile", "basic", "bca", "delta", "profile"];
const MAX_GRID = 10_000;

/**
 * Fills in the defaults and checks every option.
 *
 * @throws InputError that names the option, its value and what it may be
 */
export function resolveBootstrap(partial: Partial<BootstrapRequest> = {}): BootstrapRequest {
  const request = complete(partial, BOOTSTRAP_DEFAULTS, "a bootstrap");
  checkBootstrap(request);
  return request;
}

/**
 * The same for an audit.
 *
 * @throws InputError that names the option, its value and what it may be
 */
export function resolveAudit(partial: Partial<AuditRequest> = {}): AuditRequest {
  const request = complete(partial, AUDIT_DEFAULTS, "an audit");
  checkBootstrap(request);
  checkInteger("simulations", request.simulations, 1, MAX_RESAMPLES);
  return request;
}

/**
 * The same for a test for one more break.
 *
 * @throws InputError that names the option, its value and what it may be
 */
export function resolveBreakTest(partial: Partial<BreakTestRequest> = {}): BreakTestRequest {
  const request = complete(partial, BREAK_TEST_DEFAULTS, "a test for breaks");
  checkInteger("resamples", request.resamples, 1, MAX_RESAMPLES);
  checkInteger("seed", request.seed, 0, Number.MAX_SAFE_INTEGER);
  checkBreaks(request.breaks);
  if (request.breaks === MAX_BREAKS) {
    throw new InputError(
      `breaks is ${MAX_BREAKS}: the alternative has one more, and ${MAX_BREAKS} breaks are the most that are fitted`,
    );
  }
  if (request.starts !== "auto") checkCountOrAuto("starts", request.starts, 1);
  checkShare("alpha", request.alpha, "a level such as 0.05");
  if (smallestP(request.resamples) > request.alpha) {
    throw new InputError(
      `resamples is ${request.resamples}: no p-value can be below ${smallestP(request.resamples).toPrecision(2)}, so none ` +
        `would reach alpha ${request.alpha}; give at least ${leastForP(request.alpha)}`,
    );
  }
  return request;
}

/** A line where no curve could be supported after Holm's adjustment over so many; null where one could. */
export function holmNote({ resamples, alpha }: BreakTestRequest, curves: number): string | null {
  const smallest = smallestP(resamples);
  if (curves * smallest <= alpha) return null;
  return (
    `${resamples} resamples give no p-value below ${smallest.toPrecision(2)}, which Holm's adjustment over ${curves} curves ` +
    `takes to ${Math.min(1, curves * smallest).toPrecision(2)}: no break alone can be supported at alpha ${alpha}; ` +
    `--resamples ${leastForP(alpha / curves)} or more can`
  );
}

/** The smallest p-value that so many simulated data sets allow: (1 + 0) / (1 + resamples). */
export function smallestP(resamples: number): number {
  return 1 / (resamples + 1);
}

/** Fewest resamples whose smallest p-value is at most `alpha`; 1/0.05 may not be 20 in doubles. */
export function leastForP(alpha: number): number {
  const guess = Math.max(1, Math.floor(1 / alpha) - 2);
  return [0, 1, 2, 3, 4].map((more) => guess + more).find((count) => smallestP(count) <= alpha)!;
}

function checkBootstrap(request: BootstrapRequest): void {
  checkInteger("resamples", request.resamples, 2, MAX_RESAMPLES);
  checkChoice("kind", request.kind, KINDS);
  checkCluster(request);
  checkAbsolute(request);
  checkShare("level", request.level, "a share such as 0.95 for 95 %");
  checkInteger("seed", request.seed, 0, Number.MAX_SAFE_INTEGER);
  checkCountOrAuto("freshStarts", request.freshStarts, 0);
  checkBreaks(request.breaks);
  checkMethods(request);
  checkPositions(request.at);
  checkInteger("band", request.band, 0, MAX_GRID);
  checkInteger("profile", request.profile, 0, MAX_GRID);
  if (request.target !== null && !(typeof request.target === "number" && Number.isFinite(request.target))) {
    throw new InputError(`target is ${show(request.target)}: it must be a finite y, or null for none`);
  }
  checkEnough(request);
}

function checkCluster({ cluster, kind }: BootstrapRequest): void {
  const count = typeof cluster === "number" && Number.isSafeInteger(cluster) && cluster >= 2;
  if (cluster !== "none" && cluster !== "x" && !count) {
    throw new InputError(
      `cluster is ${show(cluster)}: it must be "none", "x" for points of equal x, or a number of clusters from 2`,
    );
  }
  if ((kind === "residual" || kind === "parametric") && cluster !== "none") {
    throw new InputError(
      `cluster is ${show(cluster)}, but ${kind} resampling breaks clusters apart: use kind wild or case`,
    );
  }
}

function checkAbsolute({ absoluteSigma, kind, cluster }: BootstrapRequest): void {
  if (typeof absoluteSigma !== "boolean") {
    throw new InputError(`absoluteSigma is ${show(absoluteSigma)}: it must be true or false`);
  }
  if (!absoluteSigma) return;
  const other = kind === "auto" || kind === "parametric" ? null : `kind ${kind}`;
  const refused = other ?? (cluster === "none" ? null : `cluster ${show(cluster)}`);
  if (refused === null) return;
  throw new InputError(
    `absoluteSigma (--absolute-sigma) draws errors of the sigma given, so its resamples are parametric, without clusters, and ` +
      `cannot be combined with ${refused}: leave one of them out`,
  );
}

function checkMethods({ methods, profile }: BootstrapRequest): void {
  if (methods === "auto" || methods === "all") return;
  if (!Array.isArray(methods) || methods.length === 0) {
    throw new InputError(`methods is ${show(methods)}: it must be "auto", "all" or a list of ${METHODS.join(", ")}`);
  }
  const names: readonly unknown[] = methods;
  const unknown = names.find((name) => !METHODS.includes(name as IntervalMethod));
  if (unknown !== undefined) {
    const alone = unknown === "all" || unknown === "auto" ? '"all" and "auto" stand alone' : "";
    const reason = alone || `there is no method ${show(unknown)}`;
    throw new InputError(`${reason}; the methods are ${METHODS.join(", ")}`);
  }
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw new InputError(`methods names ${show(twice)} twice: give it once`);
  if (names.includes("profile") && profile === 0) {
    throw new InputError("methods names profile, but profile is 0: give the number of points of its grid, such as 41");
  }
}

function checkPositions(at: unknown): void {
  if (!Array.isArray(at)) {
    throw new InputError(`at is ${show(at)}: it must be a list of x, such as [1e9, 1e10]`);
  }
  const bad = (at as unknown[]).find((x) => !(typeof x === "number" && x > 0 && x < Infinity));
  if (bad !== undefined) throw new InputError(`at names ${show(bad)}: each x is a finite number above 0`);
}

/** An end of a percentile interval must not lie beyond the outermost draw. */
function checkEnough({ resamples, level, methods }: BootstrapRequest): void {
  const drawn = !Array.isArray(methods) || methods.some((name) => name !== "delta" && name !== "profile");
  const least = Math.ceil(2 / (1 - level) - 1 - 1e-9);
  if (!drawn || resamples >= least) return;
  throw new InputError(
    `resamples is ${resamples}: the ends of percentile intervals of level ${level} lie beyond the outermost of so few; ` +
      `give at least ${least}`,
  );
}

/** Fresh starts of one resample: their ordinals are its own, however many are drawn. */
export const MOST_FRESH_STARTS = 256;

export const MAX_RESAMPLES = 1_000_000;

/** What is asked for with the defaults beside it. InputError for an option that there is none of; `what`: whose they are. */
export function complete<T extends object>(partial: Partial<T>, defaults: T, what: string): T {
  const unknown = Object.keys(partial).find((name) => !Object.hasOwn(defaults, name));
  if (unknown !== undefined) {
    throw new InputError(
      `there is no option "${unknown}"; the options of ${what} are ${Object.keys(defaults).join(", ")}`,
    );
  }
  return { ...defaults, ...given(partial) };
}

/** @throws InputError where the value is no number between 0 and 1 */
export function checkShare(name: string, value: unknown, example: string): void {
  if (typeof value === "number" && value > 0 && value < 1) return;
  throw new InputError(`${name} is ${show(value)}: it must lie between 0 and 1, ${example}`);
}

/** @throws InputError where the value is neither "auto" nor a number of starts from `least` */
export function checkCountOrAuto(name: string, value: unknown, least: number): void {
  const whole = typeof value === "number" && Number.isInteger(value);
  if (value === "auto" || (whole && value >= least && value <= MOST_FRESH_STARTS)) return;
  throw new InputError(
    `${name} is ${show(value)}: it must be a whole number from ${least} to ${MOST_FRESH_STARTS}, or "auto"`,
  );
}

/** @throws InputError where the value is neither "selected" nor a number of breaks that can be fitted */
export function checkBreaks(breaks: unknown): void {
  const whole = typeof breaks === "number" && Number.isInteger(breaks);
  if (breaks === "selected" || (whole && breaks >= 0 && breaks <= MAX_BREAKS)) return;
  throw new InputError(`breaks is ${show(breaks)}: it must be "selected", or a whole number from 0 to ${MAX_BREAKS}`);
}
