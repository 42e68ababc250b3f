import { InputError } from "./inputError.js";
import {
  checkInteger,
  choice,
  countOrAuto,
  defaultsOf,
  numberOrNull,
  option,
  type OptionKind,
  resolveTable,
  show,
  textOrNull,
  whole,
} from "./optionTable.js";
import { parseBounds, parseBreaks, parseFixed, parseTies } from "./optionText.js";
import { checkTies } from "./problem/ties.js";

export type Objective = "log" | "log1p" | "linear";
export type SignB = "+" | "-" | "auto";
export type Criterion = "tests" | "bic" | "aicc" | "aic" | "holdout" | "none";
export type Protocol = "default" | "extrapolate";
/** Errors along x: independent, or a first-order autoregressive process. */
export type ErrorModel = "independent" | "ar1";
export type Robust = "auto" | "off";

/**
 * `[lo, hi]` by parameter name: `a`, `b` (|b|), `c0`, `c` (c0 and every c_i), `c1`…, `d`, `d1`…, `f`, `f1`….
 * Numbered names win over the family's.
 */
export type Bounds = Readonly<Record<string, readonly [number, number]>>;

export const OBJECTIVES: readonly Objective[] = ["log", "log1p", "linear"];
export const SIGNS: readonly SignB[] = ["+", "-", "auto"];
export const PROTOCOLS: readonly Protocol[] = ["default", "extrapolate"];
export const ERROR_MODELS: readonly ("auto" | ErrorModel)[] = ["auto", "independent", "ar1"];
export const ROBUST: readonly Robust[] = ["auto", "off"];
export const CRITERIA: readonly Criterion[] = ["tests", "bic", "aicc", "aic", "holdout", "none"];
export const MAX_BREAKS = 4;
const MAX_STARTS = 1_000_000;

const breakNumbers: OptionKind<readonly number[]> = {
  check: checkBreaks,
  parse: parseBreaks,
  json: { listOf: "number" },
};

const delta = numberOrNull('a positive number, "auto", or null for plain squares (leave --huber out)', 0);
const huberDelta: OptionKind<number | "auto" | null> = {
  check: (name, value) => (value === "auto" ? value : delta.check(name, value)),
  parse: (text, flag, earlier) => (text === "auto" ? text : delta.parse!(text, flag, earlier as number | null)),
  json: { nullOr: { either: ["number", ["auto"]] } },
};

// What names parameters is checked once the numbers of breaks are known: they decide which parameters there are.
const boundsByName: OptionKind<Bounds> = {
  check: (name, value) => checkByName(name, value, "{ f: [0.01, 1] }") as Bounds,
  parse: (text, _, earlier) => parseBounds(text, earlier),
  json: { recordOf: { pairOf: "extended" } },
};
const valuesByName: OptionKind<Readonly<Record<string, number>>> = {
  check: (name, value) => checkByName(name, value, "{ c0: 0 }") as Record<string, number>,
  parse: (text, _, earlier) => parseFixed(text, earlier),
  json: { recordOf: "extended" },
};
const tiesByName: OptionKind<Readonly<Record<string, string>>> = {
  check: (name, value) => checkByName(name, value, '{ c1: "-c0" }') as Record<string, string>,
  parse: (text, _, earlier) => parseTies(text, earlier),
  json: { recordOf: "text" },
};

/** The options of a fit. Another one needs an entry here and the code that uses it, nothing else. */
export const FIT_OPTIONS = {
  /** numbers of breaks to fit, each 0…4 */
  breaks: option(breakNumbers, {
    default: [0, 1, 2, 3],
    shown: "0..3",
    extrapolation: [1],
    flag: "--breaks <list>",
    help: "numbers of breaks, 0 to 4",
  }),
  /** starts per (curve, n); "auto": as many as n needs */
  starts: option(countOrAuto(1, MAX_STARTS), {
    default: "auto",
    flag: "--starts <count>",
    help: "starts per curve and number of breaks, or auto",
  }),
  /** 0 … 2^53−1 */
  seed: option(whole(0), { default: 0, flag: "--seed <number>", help: "of the starts" }),
  /** what is minimised: squared differences of ln y, of ln(y + 1), or of y */
  objective: option(choice(OBJECTIVES), {
    default: "log",
    extrapolation: "log",
    flag: "--objective <name>",
    help: "squared differences of ln y, of ln(y + 1), or of y",
  }),
  /** Huber's δ on the objective's scale; "auto": from the scale of each curve's own residuals; null: plain squares */
  huber: option(huberDelta, {
    default: null,
    shown: "squares",
    extrapolation: null,
    flag: "--huber <delta>",
    help: "squares up to delta, absolute values beyond, on the objective's scale; auto: 1.345 robust standard deviations",
  }),
  /** "+": y falls to a; "-": it rises to a */
  signB: option(choice(SIGNS), {
    default: "+",
    shown: null,
    extrapolation: "+",
    flag: "--sign-b <sign>",
    help: "+ where y falls to a, - where it rises to a (default: + unless every curve rises as if to a ceiling)",
  }),
  /** lowest and highest values by parameter name, see {@link Bounds} */
  bounds: option(boundsByName, {
    // those that depend on the curve are in `core/forms/bnsl/bounds.ts`
    default: {},
    shown: "|c| <= 20, f 0.01..10, d to 10 times beyond the data, a >= 0",
    // flat before the one break, falling behind it
    extrapolation: { c: [0, 1], f: [0.1, 5] },
    flag: "--bound <name=low..high>",
    help:
      "of a, b, c0, c (covers c0, c1, …), c1, d, d1, f, f1, …; with numbered names such as d1 or f2 " +
      "breaks keep the order of their numbers, else they are sorted by d; may be repeated",
  }),
  /** parameter → value */
  fixed: option(valuesByName, {
    default: {},
    shown: "none",
    extrapolation: { c0: 0 },
    flag: "--fix <name=value>",
    help: "hold parameters at a value; may be repeated",
  }),
  /** parameter → what it is tied to: a linear function of another (`-c0`, `2*d2`), or `1/f1` for an exponent */
  ties: option(tiesByName, {
    default: {},
    shown: "none",
    extrapolation: {},
    isLater: true,
    flag: "--tie <name=expression>",
    help: "let a parameter follow another: c1=-c0, d2=2*d1, a=-b, c1=1/f1; may be repeated",
  }),
  /** what chooses the number of breaks */
  select: option(choice(CRITERIA), {
    default: "tests",
    extrapolation: "none",
    flag: "--select <criterion>",
    help: "chooses the number of breaks: tests by simulation, or a criterion",
  }),
  /** how errors are taken to be along x: "auto" lets the residuals of each curve decide */
  errors: option(choice(ERROR_MODELS), {
    default: "auto",
    extrapolation: "independent",
    isLater: true,
    flag: "--errors <model>",
    help: "errors along x: independent, ar1 (those of neighbouring rows are correlated), or auto",
  }),
  /** what becomes of rows without which a break is not supported: "auto" sets one or two of them aside, "off" keeps all */
  robust: option(choice(ROBUST), {
    default: "auto",
    extrapolation: "off",
    isLater: true,
    flag: "--robust <how>",
    help: "with --select tests: set aside rows that alone make a break (auto), or keep all rows (off)",
  }),
  /** distinct x that a segment needs to be one, the turn to the next included; two breaks have to span twice as many */
  segmentX: option(whole(2, 1000), {
    default: 3,
    isLater: true,
    flag: "--segment-x <count>",
    help: "with --select tests: distinct x that the segments on either side of the breaks need",
  }),
  /** how laws are chosen: "extrapolate" decides everything but seed and starts itself (`core/extrapolate/extrapolate.ts`) */
  protocol: option(choice(PROTOCOLS), {
    default: "default",
    isLater: true,
    flag: "--protocol <name>",
    help: "extrapolate: one break, recent rows weigh more, curves of a domain agree on a shape (docs/BENCHMARK.md)",
  }),
  /** key column whose values group curves under the protocol; null: guessed, "": all curves are one group */
  domain: option(textOrNull("the name of a key column"), {
    default: null,
    shown: null,
    isLater: true,
    flag: "--domain <column>",
    help: 'key column of which each value is a domain; "" for none',
  }),
};

/**
 * Everything that decides a fit's numbers.
 * @interface
 */
export type FitOptions = { readonly [Name in keyof typeof FIT_OPTIONS]: (typeof FIT_OPTIONS)[Name]["default"] };

/** What a fit does where nothing else is said. */
export const DEFAULTS: FitOptions = defaultsOf(FIT_OPTIONS);

/**
 * Fills in the defaults and checks every option; breaks come back ascending and unique.
 *
 * @throws InputError that names the option, its value and what it may be
 */
export function resolveOptions(partial: Partial<FitOptions> = {}): FitOptions {
  const options = resolveTable(FIT_OPTIONS, partial, "a fit");
  if (options.protocol === "extrapolate") return { ...options, ...extrapolationOptions(partial) };
  const most = options.breaks[options.breaks.length - 1];
  for (const [name, bound] of Object.entries(options.bounds)) checkBound(name, bound, most);
  for (const [name, value] of Object.entries(options.fixed)) checkFixed(name, value, most);
  for (const name of parameterNames(most)) checkFixedInside(name, options.bounds, options.fixed);
  checkTies(options);
  return options;
}

/** What the protocol `extrapolate` decides, where nothing else is asked for. */
function extrapolationOptions(partial: Readonly<Record<string, unknown>>): Partial<FitOptions> {
  const decided = Object.entries(FIT_OPTIONS).filter(([, { extrapolation }]) => extrapolation !== undefined);
  for (const [name, entry] of decided) {
    if (partial[name] === undefined) continue;
    const asked = JSON.stringify(partial[name]);
    if ([entry.extrapolation, entry.default].some((value) => JSON.stringify(value) === asked)) continue;
    throw new InputError(
      `${name} is ${asked}, but the protocol "extrapolate" decides ${name} itself: leave one of them out`,
    );
  }
  return Object.fromEntries(decided.map(([name, { extrapolation }]) => [name, extrapolation]));
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

function checkBreaks(name: string, breaks: unknown): number[] {
  if (!Array.isArray(breaks) || breaks.length === 0) {
    throw new InputError(`${name} is ${show(breaks)}: it must be a list of numbers of breaks, such as [0, 1, 2]`);
  }
  const numbers = breaks.map((n: unknown) => checkInteger(name, n, 0, MAX_BREAKS));
  return [...new Set(numbers)].sort((p, q) => p - q);
}

function checkByName(name: string, value: unknown, example: string): object {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new InputError(`${name} is ${show(value)}: it must be an object by name of the parameter, such as ${example}`);
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
