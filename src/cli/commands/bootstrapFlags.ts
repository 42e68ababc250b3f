import { Option } from "commander";
import { InputError } from "../../core/errors.js";
import { BOOTSTRAP_DEFAULTS, KINDS, METHODS, resolveBootstrap } from "../../uncertainty/request.js";
import type { BootstrapRequest, Clustering } from "../../uncertainty/types.js";
import { parseNumber, parsePoints, parseWhole } from "../arguments.js";
import { drawOptions, inputOptions, parseCountOrAuto, resultOptions, type FittedFlags } from "../fittedFlags.js";

/** The flags that say how intervals are made, as Commander hands them over. */
export interface IntervalFlags {
  readonly resamples: number;
  readonly kind: BootstrapRequest["kind"];
  readonly cluster: Clustering;
  readonly level: number;
  readonly seed: number;
  readonly freshStarts: number | "auto";
  readonly breaks: "selected" | number;
  readonly method: BootstrapRequest["methods"];
  readonly at: number[];
  readonly band: number;
  readonly target: number | null;
  readonly profile: number;
  readonly absoluteSigma?: true;
}

/** The flags of `bnsl bootstrap`. */
export interface BootstrapFlags extends FittedFlags, IntervalFlags {
  readonly draws?: string;
}

/** The options that `bnsl bootstrap` knows, in the order of its help. */
export function bootstrapFlags(): Option[] {
  return [
    ...inputOptions(),
    ...intervalOptions(BOOTSTRAP_DEFAULTS),
    ...resultOptions("a row per interval"),
    new Option("--draws <file>", "a row per refit; .arrow and .arrows are written as the refits come"),
  ];
}

/** What is asked for. InputError where a value cannot be. */
export function bootstrapRequest(flags: IntervalFlags): BootstrapRequest {
  return resolveBootstrap(intervalRequest(flags));
}

/** The same before it is checked. */
export function intervalRequest(flags: IntervalFlags): BootstrapRequest {
  const { resamples, kind, cluster, level, seed, freshStarts, breaks, method } = flags;
  const { at, band, target, profile, absoluteSigma = false } = flags;
  return {
    ...{ resamples, kind, cluster, level, seed, freshStarts, breaks, methods: method },
    ...{ at, band, target, profile, absoluteSigma },
  };
}

/** How intervals are made, with the defaults of the command. */
export function intervalOptions(defaults: BootstrapRequest): Option[] {
  return [
    new Option("--resamples <count>", "resamples of each curve, each refitted")
      .argParser((text: string) => parseWhole(text, "--resamples", 2))
      .default(defaults.resamples),
    new Option("--kind <name>", "how a resample is made (docs/STATISTICS.md)").choices(KINDS).default(defaults.kind),
    new Option(
      "--cluster [what]",
      "resample together: points of equal x (x), or so many runs of neighbouring points; alone: x",
    )
      .argParser(parseCluster)
      .preset("x")
      .default(defaults.cluster),
    new Option("--level <share>", "nominal coverage of the intervals")
      .argParser((text: string) => parseNumber(text, "--level"))
      .default(defaults.level),
    new Option("--fresh-starts <count>", "starts of each refit besides the fitted optimum, or auto")
      .argParser((text: string) => parseCountOrAuto(text, "--fresh-starts", 0))
      .default(defaults.freshStarts),
    ...drawOptions("of the resamples and of the fresh starts"),
    new Option("--method <list>", `auto, all, or a list of ${METHODS.join(", ")}`)
      .argParser(parseMethods)
      .default(defaults.methods),
    new Option("--at <x>", "where to predict y: 1e9,1e10, or a log grid such as 1e9..1e12:7")
      .argParser(parsePoints)
      .default(defaults.at, "nowhere"),
    new Option("--target <y>", "find the x at which y reaches this, and the probability that it never does")
      .argParser((text: string) => parseNumber(text, "--target"))
      .default(defaults.target, "none"),
    new Option("--band <points>", "points of the band of y on a log grid over the curve and --at; 0: none")
      .argParser((text: string) => parseWhole(text, "--band", 0))
      .default(defaults.band),
    new Option("--profile <points>", "points of the likelihood profile of each break's location; 0: none")
      .argParser((text: string) => parseWhole(text, "--profile", 0))
      .default(defaults.profile),
    absoluteSigmaOption(),
  ];
}

/** The option of every command that makes intervals. */
export function absoluteSigmaOption(): Option {
  return new Option(
    "--absolute-sigma",
    "intervals from the errors of --sigma or --sigma-log as they are, not scaled to the residuals",
  );
}

function parseCluster(text: string): Clustering {
  if (text === "x" || text === "none") return text;
  if (/^\d+$/.test(text)) return Number(text);
  throw new InputError(`--cluster ${text}: give x, none, or a number of clusters from 2`);
}

function parseMethods(text: string): BootstrapRequest["methods"] {
  if (text === "auto" || text === "all") return text;
  // which names there are is checked with the rest of the request
  return text.split(",").map((name) => name.trim()) as BootstrapRequest["methods"];
}
