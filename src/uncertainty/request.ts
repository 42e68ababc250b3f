import { InputError } from "../core/errors.js";
import { ERROR_MODELS, MAX_BREAKS } from "../core/options.js";
import {
  choice,
  countOrAuto,
  defaultsOf,
  option,
  type OptionKind,
  resolveTable,
  share,
  show,
  whole,
  yesOrNo,
} from "../core/optionTable.js";
import { isPlace, parseNumber, parsePoints, parseShownBreaks, type Place } from "../core/optionText.js";

/** How a resample of a curve is made. */
export type ResampleKind = "case" | "residual" | "wild" | "parametric";

/** Which points are resampled together: none, those of equal x, or so many runs of neighbouring points. */
export type Clustering = "none" | "x" | number;

/** How draws become an interval; `delta` and `profile` need none. */
export type IntervalMethod = "envelope" | "percentile" | "basic" | "bca" | "delta" | "profile";

export const KINDS: readonly (ResampleKind | "auto")[] = ["auto", "case", "residual", "wild", "parametric"];
export const METHODS: readonly IntervalMethod[] = ["envelope", "percentile", "basic", "bca", "delta", "profile"];
export const MAX_RESAMPLES = 1_000_000;
/** Fresh starts of one resample: their ordinals are its own, however many are drawn. */
export const MOST_FRESH_STARTS = 256;
const MAX_GRID = 10_000;

/** What `--cluster` says: which points are resampled together, or the column of runs within which alone errors are correlated. */
export type ClusterFlag = Clustering | { readonly column: string };

/** `column:` in front of a name that would mean something else. */
const COLUMN = "column:";

/** "x", "none" and whole numbers are a clustering; any other word, and what stands behind `column:`, is the name of a column. */
export function parseCluster(text: string): ClusterFlag {
  if (text === "x" || text === "none") return text;
  if (/^\d+$/.test(text)) return Number(text);
  return { column: text.startsWith(COLUMN) ? text.slice(COLUMN.length) : text };
}

const clustering: OptionKind<Clustering> = {
  check(name, value) {
    if (value === "none" || value === "x") return value;
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= 2) return value;
    throw new InputError(
      `${name} is ${show(value)}: it must be "none", "x" for points of equal x, or a number of clusters from 2; a column of runs ` +
        "is named among the columns",
    );
  },
  // the commands take a column out (cli/columnFlags.ts)
  parse: (text) => parseCluster(text) as Clustering,
  json: { either: [["none", "x"], "number"] },
};

/** Which fit of a curve: the selected one, or the one with so many breaks. */
export const selectedOrBreaks: OptionKind<"selected" | number> = {
  check(name, value) {
    const isCount = typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= MAX_BREAKS;
    if (value === "selected" || isCount) return value;
    throw new InputError(`${name} is ${show(value)}: it must be "selected", or a whole number from 0 to ${MAX_BREAKS}`);
  },
  parse: parseShownBreaks,
  json: { either: [["selected"], "number"] },
};

const methodList: OptionKind<"auto" | "all" | readonly IntervalMethod[]> = {
  check: checkMethods,
  parse(text) {
    if (text === "auto" || text === "all") return text;
    // which names there are is checked with the rest of the request
    return text.split(",").map((name) => name.trim()) as IntervalMethod[];
  },
  json: { either: [["auto", "all"], { listOf: METHODS }] },
};

const positions: OptionKind<readonly Place[]> = {
  check(name, value) {
    if (!Array.isArray(value)) {
      throw new InputError(`${name} is ${show(value)}: it must be a list of x, such as [1e9, 1e10] or ["10x"]`);
    }
    const all: readonly unknown[] = value;
    const bad = all.find((x) => !isPlace(x));
    if (bad === undefined) return value as Place[];
    throw new InputError(
      `${name} names ${show(bad)}: each x is a finite number above 0, or a multiple of a curve's last x such as "10x"`,
    );
  },
  parse: (text, _, earlier) => parsePoints(text, earlier),
  json: { listOf: { either: ["number", "text"] } },
};

const targets: OptionKind<number | readonly number[] | null> = {
  check(name, value) {
    const all: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (value === null || all.every((y) => typeof y === "number" && Number.isFinite(y))) {
      return value as number | readonly number[] | null;
    }
    throw new InputError(`${name} is ${show(value)}: it must be a finite y, a list of them, or null for none`);
  },
  parse(text, flag, earlier) {
    const more = text.split(",").map((part) => parseNumber(part.trim(), flag));
    const all = [...(typeof earlier === "number" ? [earlier] : (earlier ?? [])), ...more];
    return all.length === 1 ? all[0] : all;
  },
  json: { nullOr: { either: ["extended", { listOf: "extended" }] } },
};

/** The targets of a request, each once, in the order given. */
export function targetsOf({ target }: Pick<BootstrapRequest, "target">): readonly number[] {
  return [...new Set(target === null ? [] : typeof target === "number" ? [target] : target)];
}

/** How errors are taken to be along x, of bootstraps, audits and break tests. */
export const errorsOption = option(choice(ERROR_MODELS), {
  default: "auto",
  isLater: true,
  flag: "--errors <model>",
  help: "errors along x: independent, ar1 (those of neighbouring rows are correlated), or auto",
});

/** The options of a bootstrap. */
export const BOOTSTRAP_OPTIONS = {
  /** resamples of each curve */
  resamples: option(whole(2, MAX_RESAMPLES), {
    default: 1000,
    flag: "--resamples <count>",
    help: "resamples of each curve, each refitted",
  }),
  /** how a resample is made */
  kind: option(choice(KINDS), {
    default: "auto",
    flag: "--kind <name>",
    help: "how a resample is made (docs/STATISTICS.md)",
  }),
  /** which points are resampled together */
  cluster: option(clustering, {
    default: "none",
    preset: "x",
    flag: "--cluster [what]",
    help:
      "resample together: points of equal x (x), or so many runs of neighbouring points; alone: x. Any other word is the column " +
      "of runs or seeds, within which alone errors are correlated (column:x where it is called x)",
  }),
  /** nominal coverage, between 0 and 1 */
  level: option(share("a share such as 0.95 for 95 %"), {
    default: 0.95,
    flag: "--level <share>",
    help: "nominal coverage of the intervals",
  }),
  /** of the resamples and of the fresh starts */
  seed: option(whole(0), {
    default: 0,
    helpAfter: "breaks",
    flag: "--seed <number>",
    help: "of the resamples and of the fresh starts",
  }),
  /** starts of each refit besides the fitted optimum; "auto": as many as n needs */
  freshStarts: option(countOrAuto(0, MOST_FRESH_STARTS), {
    default: "auto",
    flag: "--fresh-starts <count>",
    help: "starts of each refit besides the fitted optimum, or auto",
  }),
  /** which row of a curve: the selected one, or the one with so many breaks */
  breaks: option(selectedOrBreaks, {
    default: "selected",
    flag: "--breaks <which>",
    help: "selected, or a number of breaks",
  }),
  /** "auto": the recommended one with `delta` beside it; "all": every one but profile. See `resolveMethods` */
  methods: option(methodList, {
    default: "auto",
    flag: "--method <list>",
    help: `auto, all, or a list of ${METHODS.join(", ")}`,
  }),
  /** x at which y is predicted; "10x" is ten times the last x that a curve was fitted to */
  at: option(positions, {
    default: [],
    shown: "nowhere",
    flag: "--at <x>",
    help: "where to predict y: 1e9,1e10, a log grid 1e9..1e12:7, or multiples of a curve's last x: 10x, 2..100x; repeatable",
  }),
  /** points of a log grid over the curve and all of `at`; 0: no band */
  band: option(whole(0, MAX_GRID), {
    default: 33,
    helpAfter: "target",
    flag: "--band <points>",
    help: "points of the band of y on a log grid over the curve and --at; 0: none",
  }),
  /** y, one or several, whose x is asked for; null: none */
  target: option(targets, {
    default: null,
    shown: "none",
    flag: "--target <y>",
    help: "find the x at which y reaches this, and the probability that it never does; repeatable",
  }),
  /** points of the profile of each break's location; 0: none */
  profile: option(whole(0, MAX_GRID), {
    default: 0,
    flag: "--profile <points>",
    help: "points of the likelihood profile of each break's location; 0: none",
  }),
  /** the σ given are the errors' own: intervals are of them, not scaled to the residuals; needs a sigma column */
  absoluteSigma: option(yesOrNo, {
    default: false,
    isLater: true,
    flag: "--absolute-sigma",
    help: "intervals from the errors of --sigma or --sigma-log as they are, not scaled to the residuals",
  }),
  /** how errors are taken to be along x: "auto" lets the residuals of each curve decide */
  errors: errorsOption,
};

/** The options of an audit, which checks the intervals of numbers: the band would be many more of the same. */
export const AUDIT_OPTIONS = {
  ...BOOTSTRAP_OPTIONS,
  /** resamples of each curve */
  resamples: { ...BOOTSTRAP_OPTIONS.resamples, default: 400 },
  /** points of a log grid over the curve and all of `at`; 0: no band */
  band: { ...BOOTSTRAP_OPTIONS.band, default: 0 },
  /** data sets simulated from each fit */
  simulations: option(whole(1, MAX_RESAMPLES), {
    default: 400,
    helpAfter: null,
    flag: "--simulations <count>",
    help: "data sets simulated from each fit, each refitted and bootstrapped",
  }),
};

/**
 * What decides the numbers of a bootstrap.
 * @interface
 */
export type BootstrapRequest = {
  readonly [Name in keyof typeof BOOTSTRAP_OPTIONS]: (typeof BOOTSTRAP_OPTIONS)[Name]["default"];
};

/**
 * What decides the numbers of an audit of coverage.
 * @interface
 */
export type AuditRequest = { readonly [Name in keyof typeof AUDIT_OPTIONS]: (typeof AUDIT_OPTIONS)[Name]["default"] };

/** What a bootstrap does where nothing else is said. */
export const BOOTSTRAP_DEFAULTS: BootstrapRequest = defaultsOf(BOOTSTRAP_OPTIONS);
export const AUDIT_DEFAULTS: AuditRequest = defaultsOf(AUDIT_OPTIONS);

/**
 * Fills in the defaults and checks every option.
 *
 * @throws InputError that names the option, its value and what it may be
 */
export function resolveBootstrap(partial: Partial<BootstrapRequest> = {}): BootstrapRequest {
  const request = resolveTable(BOOTSTRAP_OPTIONS, partial, "a bootstrap");
  checkTogether(request);
  return request;
}

/**
 * The same for an audit.
 *
 * @throws InputError that names the option, its value and what it may be
 */
export function resolveAudit(partial: Partial<AuditRequest> = {}): AuditRequest {
  const request = resolveTable(AUDIT_OPTIONS, partial, "an audit");
  checkTogether(request);
  return request;
}

/** What stands between options that are fine by themselves. */
function checkTogether(request: BootstrapRequest): void {
  const { kind, cluster, methods, profile } = request;
  if ((kind === "residual" || kind === "parametric") && cluster !== "none") {
    throw new InputError(
      `cluster is ${show(cluster)}, but ${kind} resampling breaks clusters apart: use kind wild or case`,
    );
  }
  checkErrors(request);
  checkAbsolute(request);
  if (Array.isArray(methods) && methods.includes("profile") && profile === 0) {
    throw new InputError("methods names profile, but profile is 0: give the number of points of its grid, such as 41");
  }
  checkEnough(request);
}

function checkErrors({ errors, kind, cluster }: BootstrapRequest): void {
  if (errors !== "ar1") return;
  if (kind === "case") {
    throw new InputError(
      "errors is ar1 (--errors ar1), but kind case draws points and no errors: use kind parametric, residual or wild, or give " +
        "cluster a number of runs of neighbouring points instead of errors",
    );
  }
  if (cluster !== "none") {
    throw new InputError(
      `errors is ar1 (--errors ar1), but cluster ${show(cluster)} keeps correlated points together already: leave one of them out`,
    );
  }
}

/**
 * What decides how a bootstrap takes a curve's errors to be along x: where points are drawn instead of errors, or clusters keep
 * correlated ones together, their correlation is not asked for.
 */
export function errorsFor({ errors, kind, cluster }: BootstrapRequest): BootstrapRequest["errors"] {
  return kind === "case" || cluster !== "none" ? "independent" : errors;
}

function checkAbsolute({ absoluteSigma, kind, cluster }: BootstrapRequest): void {
  if (!absoluteSigma) return;
  const other = kind === "auto" || kind === "parametric" ? null : `kind ${kind}`;
  const refused = other ?? (cluster === "none" ? null : `cluster ${show(cluster)}`);
  if (refused === null) return;
  throw new InputError(
    `absoluteSigma (--absolute-sigma) draws errors of the sigma given, so its resamples are parametric, without clusters, and ` +
      `cannot be combined with ${refused}: leave one of them out`,
  );
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

function checkMethods(name: string, methods: unknown): "auto" | "all" | readonly IntervalMethod[] {
  if (methods === "auto" || methods === "all") return methods;
  if (!Array.isArray(methods) || methods.length === 0) {
    throw new InputError(`${name} is ${show(methods)}: it must be "auto", "all" or a list of ${METHODS.join(", ")}`);
  }
  const names: readonly unknown[] = methods;
  const unknown = names.find((method) => !METHODS.includes(method as IntervalMethod));
  if (unknown !== undefined) {
    const alone = unknown === "all" || unknown === "auto" ? '"all" and "auto" stand alone' : "";
    const reason = alone || `there is no method ${show(unknown)}`;
    throw new InputError(`${reason}; the methods are ${METHODS.join(", ")}`);
  }
  const twice = names.find((method, i) => names.indexOf(method) < i);
  if (twice !== undefined) throw new InputError(`${name} names ${show(twice)} twice: give it once`);
  return methods as IntervalMethod[];
}
