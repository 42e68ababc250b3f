import { InputError } from "./errors.js";
import { checkTies } from "./problem/ties.js";
import type { Bounds, Criterion, FitOptions, Objective, Protocol, SignB } from "./types.js";

/** What a fit does where nothing else is said. Default bounds depend on the curve and stand in `bounds.ts`. */
export const DEFAULTS: FitOptions = {
  breaks: [0, 1, 2, 3],
  starts: "auto",
  seed: 0,
  objective: "log",
  huber: null,
  signB: "+",
  bounds: {},
  fixed: {},
  ties: {},
  select: "aicc",
  protocol: "default",
  domain: null,
};

export const OBJECTIVES: readonly Objective[] = ["log", "log1p", "linear"];
export const SIGNS: readonly SignB[] = ["+", "-", "auto"];
export const PROTOCOLS: readonly Protocol[] = ["default", "extrapolate"];
export const CRITERIA: readonly Criterion[] = ["bic", "aicc", "aic", "holdout", "none"];
export const MAX_BREAKS = 4;
export const MAX_STARTS = 1_000_000;

/**
 * Fills in the defaults and checks every option; breaks come back ascending and unique.
 *
 * @throws InputError that names the option, its value and what it may be
 */
export function resolveOptions(partial: Partial<FitOptions> = {}): FitOptions {
  rejectUnknown(partial);
  const given = Object.fromEntries(Object.entries(partial).filter(([, value]) => value !== undefined));
  const options: FitOptions = { ...DEFAULTS, ...given };
  const breaks = checkBreaks(options.breaks);
  checkStarts(options.starts);
  checkInteger("seed", options.seed, 0, Number.MAX_SAFE_INTEGER);
  checkChoice("objective", options.objective, OBJECTIVES);
  checkChoice("signB", options.signB, SIGNS);
  checkChoice("select", options.select, CRITERIA);
  checkChoice("protocol", options.protocol, PROTOCOLS);
  if (options.domain !== null && typeof options.domain !== "string") {
    throw new InputError(`domain is ${show(options.domain)}: it must be the name of a key column`);
  }
  if (options.protocol === "extrapolate") return { ...options, ...extrapolationOptions(given) };
  if (options.huber !== null && !(isNumber(options.huber) && options.huber > 0 && options.huber < Infinity)) {
    throw new InputError(
      `huber is ${show(options.huber)}: it must be a positive number, or null for plain squares (leave --huber out)`,
    );
  }
  const most = breaks[breaks.length - 1];
  for (const [name, bound] of Object.entries(options.bounds)) checkBound(name, bound, most);
  for (const [name, value] of Object.entries(options.fixed)) checkFixed(name, value, most);
  for (const name of parameterNames(most)) checkFixedInside(name, options.bounds, options.fixed);
  checkTies({ ...options, breaks });
  return { ...options, breaks };
}

/** What the protocol `extrapolate` fits: its laws are flat before their one break, and fall behind it. */
const EXTRAPOLATION = {
  breaks: [1],
  objective: "log",
  huber: null,
  signB: "+",
  bounds: { c: [0, 1], f: [0.1, 5] },
  fixed: { c0: 0 },
  ties: {},
  select: "none",
} as const satisfies Partial<FitOptions>;

function extrapolationOptions(given: Readonly<Record<string, unknown>>): Partial<FitOptions> {
  for (const [name, value] of Object.entries(EXTRAPOLATION)) {
    const asked = JSON.stringify(given[name]);
    const own = [value, DEFAULTS[name as keyof typeof EXTRAPOLATION]].map((v) => JSON.stringify(v));
    if (given[name] === undefined || own.includes(asked)) continue;
    throw new InputError(
      `${name} is ${asked}, but the protocol "extrapolate" decides ${name} itself: leave one of them out`,
    );
  }
  return EXTRAPOLATION;
}

/** A parameter's own entry, else its family's (`c` for c0, c1, …; `d`; `f`), else undefined. */
export function entryFor<T>(entries: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(entries, name) ? entries[name] : familyEntry(entries, name[0]);
}

function familyEntry<T>(entries: Readonly<Record<string, T>>, family: string): T | undefined {
  return Object.hasOwn(entries, family) ? entries[family] : undefined;
}

/** Names of the parameters of a curve with `breaks` breaks, as they are written in results. */
function parameterNames(breaks: number): string[] {
  const numbers = Array.from({ length: breaks }, (_, i) => i + 1);
  return ["a", "b", "c0", ...numbers.flatMap((i) => [`c${i}`, `d${i}`, `f${i}`])];
}

function rejectUnknown(partial: Partial<FitOptions>): void {
  for (const name of Object.keys(partial)) {
    if (Object.hasOwn(DEFAULTS, name)) continue;
    const known = Object.keys(DEFAULTS).join(", ");
    throw new InputError(`there is no option "${name}"; the options of a fit are ${known}`);
  }
}

function checkBreaks(breaks: unknown): number[] {
  if (!Array.isArray(breaks) || breaks.length === 0) {
    throw new InputError(`breaks is ${show(breaks)}: it must be a list of numbers of breaks, such as [0, 1, 2]`);
  }
  const numbers = breaks.map((n: unknown) => checkInteger("breaks", n, 0, MAX_BREAKS));
  return [...new Set(numbers)].sort((p, q) => p - q);
}

function checkStarts(starts: unknown): void {
  if (starts === "auto") return;
  if (!isNumber(starts) || !Number.isInteger(starts) || starts < 1 || starts > MAX_STARTS) {
    throw new InputError(`starts is ${show(starts)}: it must be a whole number from 1 to ${MAX_STARTS}, or "auto"`);
  }
}

/** @throws InputError where the value of an option is no whole number from `lo` to `hi` */
export function checkInteger(name: string, value: unknown, lo: number, hi: number): number {
  if (isNumber(value) && Number.isInteger(value) && value >= lo && value <= hi) return value;
  throw new InputError(`${name} is ${show(value)}: it must be a whole number from ${lo} to ${hi}`);
}

/** @throws InputError where the value of an option is none of `choices` */
export function checkChoice(name: string, value: unknown, choices: readonly string[]): void {
  if (typeof value === "string" && choices.includes(value)) return;
  throw new InputError(`${name} is ${show(value)}: it must be one of ${choices.join(", ")}`);
}

function checkBound(name: string, bound: unknown, mostBreaks: number): void {
  checkName("bound", name, mostBreaks);
  if (!Array.isArray(bound) || bound.length !== 2 || !bound.every(isNumber) || bound.some(Number.isNaN)) {
    throw new InputError(`the bound on ${name} is ${show(bound)}: it must be two numbers, lowest first`);
  }
  const [lo, hi] = bound as [number, number];
  if (lo > hi || lo === Infinity || hi === -Infinity) {
    throw new InputError(`the bound on ${name} is ${lo}..${hi}: no number is inside; write the lowest first`);
  }
  if (isPositive(name) && !(lo > 0) && !(name === "b" && lo === 0)) {
    throw new InputError(`the bound on ${name} is ${lo}..${hi}: ${positiveWord(name)} is positive, start above 0`);
  }
}

function checkFixed(name: string, value: unknown, mostBreaks: number): void {
  checkName("fixed", name, mostBreaks);
  if (!isNumber(value) || !Number.isFinite(value)) {
    throw new InputError(`${name} is fixed at ${show(value)}: it must be a finite number`);
  }
  if (isPositive(name) && !(value > 0)) {
    const sign = name === "b" ? "; its sign is set by signB (--sign-b)" : "";
    throw new InputError(
      `${name} is fixed at ${value}: ${positiveWord(name)} is positive, give a value above 0${sign}`,
    );
  }
}

function checkFixedInside(name: string, bounds: Bounds, fixed: Readonly<Record<string, number>>): void {
  const value = entryFor(fixed, name);
  const bound = entryFor(bounds, name);
  if (value === undefined || bound === undefined || (value >= bound[0] && value <= bound[1])) return;
  throw new InputError(
    `${name} is fixed at ${value}, outside its bound ${bound[0]}..${bound[1]}: widen the bound or move the value`,
  );
}

function checkName(kind: "bound" | "fixed", name: string, mostBreaks: number): void {
  if (!/^(a|b|c0|[cdf][1-4]?)$/.test(name)) {
    const known = "a, b, c0, c, c1…c4, d, d1…d4, f, f1…f4";
    throw new InputError(
      `there is no parameter "${name}" to be ${kind === "bound" ? "bounded" : "fixed"}; the names are ${known}`,
    );
  }
  const needed = /^[df]$/.test(name) ? 1 : Number(name.slice(1) || 0);
  if (needed <= mostBreaks) return;
  const most = mostBreaks === 1 ? "1 break is" : `${mostBreaks} breaks are`;
  throw new InputError(`${name} is ${kind === "bound" ? "bounded" : "fixed"}, but at most ${most} fitted (breaks)`);
}

function isPositive(name: string): boolean {
  return name === "b" || name.startsWith("d") || name.startsWith("f");
}

function positiveWord(name: string): string {
  return name === "b" ? "|b|" : name;
}

function isNumber(value: unknown): value is number {
  return typeof value === "number";
}

/** A value as a message shows it. */
export function show(value: unknown): string {
  return typeof value === "number" ? String(value) : (JSON.stringify(value) ?? String(value));
}
