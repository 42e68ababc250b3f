import { Option } from "commander";
import { Y_ABOVE } from "../../curves/asFitted.js";
import type { LoadOptions } from "../../curves/load.js";
import type { SortOrder } from "../../text/sortCurves.js";
import { CRITERIA, DEFAULTS, OBJECTIVES, resolveOptions, SIGNS } from "../../core/options.js";
import type { Bounds, EngineChoice, FitOptions } from "../../core/types.js";
import { absoluteSigmaOption } from "../commands/bootstrapFlags.js";
import { columnFlags, columnRequest, type ColumnFlags } from "../columnFlags.js";
import { engineOptions, protocolOptions } from "../runFlags.js";
import { sortOption } from "../sortFlag.js";
import { parseBounds, parseBreaks, parseFixed, parseNumber, parseShard, parseTies, parseWhole } from "../arguments.js";

/** The flags of `bnsl fit` as Commander hands them over. */
export interface FitFlags extends ColumnFlags {
  readonly breaks: number[];
  readonly starts: FitOptions["starts"];
  readonly seed: number;
  readonly objective: FitOptions["objective"];
  readonly huber: number | null;
  readonly signB: FitOptions["signB"];
  readonly bound: Bounds;
  readonly fix: Record<string, number>;
  readonly tie: Record<string, string>;
  readonly select: FitOptions["select"];
  readonly protocol: FitOptions["protocol"];
  readonly domain?: string;
  readonly engine: EngineChoice;
  readonly adapter?: string;
  readonly threads?: number;
  readonly output?: string;
  readonly checkpoint?: string;
  readonly shard?: { readonly index: number; readonly of: number };
  readonly bootstrap?: number;
  readonly intervals?: string;
  readonly absoluteSigma?: true;
  readonly sort: SortOrder;
  readonly quiet?: true;
  readonly json?: true;
  readonly demo?: true;
}

/** The options that `bnsl fit` knows, in the order of its help. */
export function fitFlags(): Option[] {
  return [...columnFlags(), ...modelOptions(), ...runOptions()];
}

/** What decides the fit's numbers. InputError where a value cannot be. */
export function fitOptions(flags: FitFlags): FitOptions {
  const { breaks, starts, seed, objective, huber, signB, select, protocol } = flags;
  return resolveOptions({
    breaks,
    starts,
    seed,
    objective,
    huber,
    signB,
    select,
    protocol,
    domain: flags.domain ?? null,
    bounds: flags.bound,
    fixed: flags.fix,
    ties: flags.tie,
  });
}

/** How the table is read: what a y has to exceed follows from the objective. */
export function loadOptions(flags: FitFlags, { objective }: FitOptions): LoadOptions {
  return { ...columnRequest(flags), yAbove: Y_ABOVE[objective] };
}

function modelOptions(): Option[] {
  return [
    new Option("--breaks <list>", "numbers of breaks, 0 to 4").argParser(parseBreaks).default(DEFAULTS.breaks, "0..3"),
    new Option("--starts <count>", "starts per curve and number of breaks, or auto")
      .argParser((text: string) => (text === "auto" ? text : parseWhole(text, "--starts", 1)))
      .default(DEFAULTS.starts),
    new Option("--seed <number>", "of the starts")
      .argParser((text: string) => parseWhole(text, "--seed", 0))
      .default(DEFAULTS.seed),
    new Option("--objective <name>", "squared differences of ln y, of ln(y + 1), or of y")
      .choices(OBJECTIVES)
      .default(DEFAULTS.objective),
    new Option("--huber <delta>", "squares up to delta, absolute values beyond, on the objective's scale")
      .argParser((text: string) => parseNumber(text, "--huber"))
      .default(DEFAULTS.huber, "squares"),
    new Option("--sign-b <sign>", "+ where y falls to a, - where it rises to a").choices(SIGNS).default(DEFAULTS.signB),
    new Option(
      "--bound <name=low..high>",
      "of a, b, c0, c (covers c0, c1, …), c1, d, d1, f, f1, …; with numbered names such as d1 or f2 " +
        "breaks keep the order of their numbers, else they are sorted by d; may be repeated",
    )
      .argParser(parseBounds)
      .default({}, "|c| <= 20, f 0.01..10, d to 10 times beyond the data, a >= 0"),
    new Option("--fix <name=value>", "hold parameters at a value; may be repeated")
      .argParser(parseFixed)
      .default({}, "none"),
    new Option(
      "--tie <name=expression>",
      "let a parameter follow another: c1=-c0, d2=2*d1, a=-b, c1=1/f1; may be repeated",
    )
      .argParser(parseTies)
      .default({}, "none"),
    new Option("--select <criterion>", "chooses the number of breaks").choices(CRITERIA).default(DEFAULTS.select),
    ...protocolOptions(),
  ];
}

function runOptions(): Option[] {
  return [
    ...engineOptions(),
    new Option("-o, --output <file>", "where to write: .arrow .arrows .csv .parquet .jsonl, or - for CSV"),
    new Option(
      "--checkpoint <folder>",
      "keeps what is done, so that the same command goes on from there (default: FITS.arrow.checkpoint beside -o " +
        "FITS.arrow, for tables of many curves)",
    ),
    new Option("--shard <i/n>", "fit the i-th of n shares of the curves; bnsl merge joins them").argParser(parseShard),
    new Option("--bootstrap <resamples>", "intervals of the selected fits from so many resamples").argParser(
      (text: string) => parseWhole(text, "--bootstrap", 1),
    ),
    new Option("--intervals <file>", "where to write those (default: FITS.intervals.* beside -o FITS.*)"),
    absoluteSigmaOption(),
    sortOption("printed table"),
    new Option("--quiet", "no notes, no progress, no table"),
    new Option("--json", "print the rows as JSON lines instead of the table"),
    new Option("--demo", "fit the made-up curves that come with bnsl"),
  ];
}
