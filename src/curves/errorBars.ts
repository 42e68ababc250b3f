import { bareName, LONGEST_NAME, yNames } from "./names.js";

/*
 * Columns that tell how far another column may be off. One of them is never taken for the metric where another column could
 * be it.
 */

/**
 * Whether a column is an error bar by its name, of whatever column: `std`, `yerr`, `loss_std`; `flux_err` beside `flux`.
 * @param columns the bare names of all columns
 */
export function isErrorBar(name: string, columns: ReadonlySet<string>): boolean {
  const bare = barName(name);
  if (metrics.has(bare)) return false;
  // short stems stand by chance: `en` is no error of `n`
  const ofAColumn = (stem: string): boolean => (stem.length > 2 || stem === "y") && columns.has(stem);
  return alone.test(bare) || bound.test(bare) || spread.test(bare) || stemsOf(bare).some(ofAColumn);
}

/** Whether a name is usual for the metric and for an error bar alike. */
export function mayBeErrorBar(name: string): boolean {
  return ["error", "err"].includes(bareName(name));
}

/** Whether a column looks like the standard deviation of y. */
export function isDeviationOf(y: string, name: string): boolean {
  const bare = barName(name);
  // beside an accuracy or a loss an error is mostly a rate
  if (mayBeErrorBar(name)) return bareName(y) === "y" || !metrics.has(bareName(y));
  if (metrics.has(bare) || bound.test(bare)) return false;
  return alone.test(bare) || [...stemsOf(bare), ...spreadStems(bare)].includes(bareName(y));
}

/**
 * The metric whose error bar a column called `error` is, among columns of numbers without a role: the one that other error
 * bars share their name with, or one that is called a value.
 */
export function metricWithBar(others: readonly string[], columns: readonly string[]): string | undefined {
  const stems = new Set(columns.map(barName).flatMap((bare) => [...stemsOf(bare), ...spreadStems(bare)]));
  const barred = others.filter((name) => stems.has(bareName(name)));
  if (barred.length === 1) return barred[0];
  return others.length === 1 && values.has(bareName(others[0])) ? others[0] : undefined;
}

const values = new Set(
  "value values val mean avg average median result measured measurement observed response".split(" "),
);
const metrics = new Set(yNames.flat().filter((name) => !values.has(name)));

const deviation = "std|stdev|stddev|std_dev|sd|se|sem|stderr|std_err|std_error|unc|uncertainty|sigma";
const limit = "ci|ci_?95|ci_?90|ci_?99|lo|hi|low|high|lower|upper|elo|ehi|err_?lo|err_?hi|lcb|ucb|lcl|ucl";
const alone = new RegExp(
  `^(y_?err(or)?s?|y_?(std|sd|sigma|unc)|(${deviation})|(std|sd|sigma|unc)_y|standard_(deviation|error)|error_?bars?|[des]y)$`,
);
const bound = new RegExp(`^(.+_)?(${limit})(_.+)?$`);
const spread = new RegExp(`^(.+_(${deviation})|(${deviation})_.+)$`);
const ofColumn = /^(.+?)_?(errs?|errors?|std|sd|sigma|unc)$/;
const beforeColumn = /^(?:e|err|error|d|delta|std|sd|sig|sigma)_?(.+)$/;
const ofSpread = new RegExp(`^(.+)_(?:${deviation}|${limit})$`);
const beforeSpread = new RegExp(`^(?:${deviation})_(.+)$`);

/** `loss_std` of `loss (std)`, `acc_err` of `acc [±]` and `acc±`: what is in brackets there is no unit. */
function barName(name: string): string {
  if (name.length > LONGEST_NAME) return bareName(name);
  const [, stem, bar] = /^(.*?)\s*[([]\s*([^()[\]]+?)\s*[)\]]\s*$/.exec(name) ?? [];
  const isBar = bar !== undefined && (/[±]|\+\/?-/.test(bar) || alone.test(bareName(bar)) || /^err(or)?$/i.test(bar));
  return bareName((isBar ? `${stem}_${bar}` : name).replace(/[\s_]*(±|\+\/?-)/g, "_err"));
}

/** The columns whose error a name may tell: `flux_err`, `e_flux` and `dflux` of `flux`. */
function stemsOf(bare: string): string[] {
  return firstGroups(bare, ofColumn, beforeColumn);
}

/** The columns that a name of a spread or a limit may belong to: `flux_std`, `sd_flux`, `flux_lo`. */
function spreadStems(bare: string): string[] {
  return firstGroups(bare, ofSpread, beforeSpread);
}

function firstGroups(text: string, ...patterns: readonly RegExp[]): string[] {
  return patterns.flatMap((pattern) => pattern.exec(text)?.[1] ?? []);
}
