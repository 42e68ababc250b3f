import { group, median } from "d3-array";
import { trend } from "../core/extrapolate/rising.js";
import { InputError } from "../core/errors.js";
import { columnOf } from "../formats/batch.js";
import { numberCells } from "../formats/cells.js";
import { namesIn, type TableHead, type Wide } from "./columnMeaning.js";
import {
  bareName,
  coreName,
  isCalled,
  isCoreCalled,
  isPart,
  LONGEST_NAME,
  settingNames,
  xNames,
  yNames,
  starred,
} from "./names.js";

/** What `--curve` calls the name of the column that a curve is from. */
const COLUMN = "@column";
const NAME = "column";

/** Whether a name in a list of key columns stands for the columns of y. */
export function isWideKey(name: string, columns: readonly string[]): boolean {
  return name === COLUMN || (name === NAME && !columns.includes(name));
}

/**
 * The columns that y is said to be: names, and patterns in which * stands for any text.
 * @throws InputError for a pattern that no column has
 */
export function columnsAsked(asked: string | readonly string[], names: readonly string[], source: string): string[] {
  const all = new Set(names);
  const found = [asked].flat().flatMap((each) => {
    if (!isPattern(each, names)) return [each];
    const matching = names.filter((name) => starred(each, name) !== null && !isCompanion(name, all));
    if (matching.length > 0) return matching;
    throw new InputError(`${source}: --y: no column is like "${each}"; name one of its columns: ${namesIn(names)}`);
  });
  return [...new Set(found)];
}

/** Whether y is said to be a column for each curve: several, or whatever a pattern finds. */
export function mayBeSeveral(asked: string | readonly string[], columns: readonly string[]): boolean {
  return columns.length > 1 || [asked].flat().some((each) => !columns.includes(each));
}

/** @param asked a pattern, patterns or names, as they were given or guessed */
export function wideOf(columns: readonly string[], names: readonly string[], asked: string | readonly string[]): Wide {
  const key = names.includes(NAME) ? COLUMN : NAME;
  const lone = [asked].flat();
  const stars = lone.length === 1 && isPattern(lone[0], names) ? columns.map((name) => starred(lone[0], name)!) : null;
  const all = new Set(names);
  const { labels, metric } = partsOf(columns);
  const curves = stars !== null && areDistinct(stars) ? stars : labels;
  return {
    key,
    metric: metric ?? VALUE,
    columns: columns.map((name, i) => ({ name, curve: curves[i] })),
    hasCompanions: names.some((name) => isCompanion(name, all)),
    asked,
  };
}

/** Whether a column is the least or greatest value that wandb gives beside another. */
export function isCompanion(name: string, names: ReadonlySet<string>): boolean {
  return /__(MIN|MAX)$/.test(name) && names.has(name.slice(0, -"__MIN".length));
}

/** The columns that are curves, or what keeps from telling; null: none look like it. */
type Found = readonly string[] | { readonly trouble: string; readonly pattern: string } | null;

/**
 * Columns of numbers that look like the same metric of several curves by their names, by their values where names do not
 * tell.
 * @param numbers columns of numbers without a role or a usual name
 */
export function guessWideColumns(head: TableHead, x: string, numbers: readonly string[]): Found {
  const runs = numbers.filter((name) => name.includes(DASH));
  if (runs.length > 1) return ofRuns(runs);
  if (numbers.length > MOST_GUESSED || numbers.some((name) => name.length > LONGEST_NAME)) return null;
  const rest = numbers.filter(
    (name) => !isCoreCalled(name, [...settingNames, ...xNames.flat()]) && !isCalled(name, yNames.flat()),
  );
  if (rest.length < 2) return null;
  if (partsOf(rest).labels.some((label) => isPart(plain(label)))) return null;
  if (!haveOneMetric(rest) && !isNumbered(rest) && !areWords(rest)) return null;
  return lookAlike(head, x, rest, isNumbered(rest) || haveOneMetric(rest)) ? rest : null;
}

/** `loss (125M)` and `loss (350M)`, but not two parts of the data. */
export function differInBrackets(names: readonly string[]): boolean {
  const alike = names.length > 1 && new Set(names.map(bareName)).size === 1;
  return (
    alike && names.every((name) => /[)\]]\s*$/.test(name)) && !partsOf(names).labels.some((each) => isPart(plain(each)))
  );
}

/** Between the run and the metric in the names of wandb. */
const DASH = " - ";
const MOST_GUESSED = 1000;

/** `NAME - metric` of several runs. */
function ofRuns(names: readonly string[]): Found {
  const metrics = group(names, metricOf);
  for (const metric of metrics.keys()) if (isCoreCalled(metric, xNames.flat())) metrics.delete(metric);
  const several = [...metrics].filter(([, columns]) => columns.length > 1);
  if (metrics.size === 1 && several.length === 1) return several[0][1];
  if (several.length === 0) return null;
  const words = several.map(([metric, columns]) => `${metric} (${columns.length} columns)`).join(", ");
  return {
    trouble: `several metrics have a column for each run: ${words}; name one with --y`,
    pattern: `*${DASH}${several[0][0]}`,
  };
}

function metricOf(name: string): string {
  return name.slice(name.lastIndexOf(DASH) + DASH.length);
}

/** `loss_adam` and `loss_sgd`, but not `final_loss` and `best_loss`, of which the difference tells no curve. */
function haveOneMetric(names: readonly string[]): boolean {
  const { labels, metric } = partsOf(names);
  return (
    metric !== null &&
    isCoreCalled(metric, yNames.flat()) &&
    labels.every((label) => coreName(`${label}_loss`) === `${plain(label)}_loss`)
  );
}

function plain(label: string): string {
  return label
    .trim()
    .toLowerCase()
    .replace(/[\s\-_.]+/g, "_");
}

/** `125M` and `1.3B`, `seed 1` and `seed 2`: the same but for numbers. */
function isNumbered(names: readonly string[]): boolean {
  const stems = new Set(names.map((name) => name.replace(/\d+([.,]\d+)*(e[-+]?\d+)?\s?[kmbgt]?(?![a-z])/gi, "#")));
  return stems.size === 1 && [...stems][0].includes("#");
}

/** Words that are no usual name of anything: `gpt2`, `Pythia`. */
function areWords(names: readonly string[]): boolean {
  return names.every((name) => /^[\p{L}\d\s().+/-]+$/u.test(name) && !/^[\p{L}]$/u.test(name));
}

/** How far medians of the same metric may be apart. */
const FACTOR = { named: 30, words: 4 };
const ROWS_LOOKED_AT = 1000;

/** Whether columns go the same way with x, and are as large as each other; few rows tell where names do. */
function lookAlike(head: TableHead, x: string, names: readonly string[], named: boolean): boolean {
  const of = (name: string) => numberCells(columnOf(head.batch, name)!.slice(0, ROWS_LOOKED_AT))?.values;
  const xs = of(x);
  if (xs === undefined) return false;
  const looks = names.map((name) => look(xs, of(name) ?? new Float64Array()));
  const ways = new Set(looks.map(({ way }) => way));
  if (!named && (ways.size > 1 || ways.has("none"))) return false;
  if (ways.has("rising") && ways.has("falling")) return false;
  const middles = looks.map(({ middle }) => middle);
  return Math.max(...middles) <= (named ? FACTOR.named : FACTOR.words) * Math.min(...middles);
}

function look(xs: Float64Array, ys: Float64Array): { readonly way: string; readonly middle: number } {
  const rows = [...ys.keys()].filter((i) => !Number.isNaN(ys[i]) && !Number.isNaN(xs[i]));
  const [x, y] = [xs, ys].map((all) => Float64Array.from(rows, (i) => all[i]));
  const train = new Uint8Array(rows.length).fill(1);
  const way = trend({ key: [], x, y, weight: new Float64Array(), train, skippedRows: 0 });
  return { way, middle: median(y.map(Math.abs)) ?? 0 };
}

/** What names differ in, and what they have in common, cut where words end. */
function partsOf(names: readonly string[]): { readonly labels: string[]; readonly metric: string | null } {
  if (names.every((name) => name.includes(DASH)) && new Set(names.map(metricOf)).size === 1) {
    return { labels: names.map((name) => name.slice(0, name.lastIndexOf(DASH))), metric: metricOf(names[0]) };
  }
  const both = cut(names, sharedStart(names));
  // what stands before the difference belongs to the curve: ResNet-18
  const parts = both.metric !== null && isCoreCalled(both.metric, yNames.flat()) ? both : cut(names, 0);
  const tell = names.length > 1 && !parts.labels.includes("") && areDistinct(parts.labels);
  return tell ? parts : { labels: [...names], metric: null };
}

function cut(names: readonly string[], start: number): { readonly labels: string[]; readonly metric: string | null } {
  const end = sharedStart(names.map((name) => reversed(name.slice(start))));
  const [first] = names;
  const around = `${first.slice(0, start)} ${first.slice(first.length - end)}`;
  const common = trimmed(around.replace(/[([]\s*[)\]]/g, ""));
  return {
    labels: names.map((name) => trimmed(name.slice(start, name.length - end))),
    metric: common === "" ? null : common,
  };
}

/** The metric of columns whose names do not say it. */
const VALUE = "value";

/** Letters that all begin with, up to the end of a word. */
function sharedStart(names: readonly string[]): number {
  const [first] = names;
  let shared = 0;
  while (shared < first.length && names.every((name) => name[shared] === first[shared])) shared++;
  while (shared > 0 && !between.test(first[shared - 1])) shared--;
  return shared;
}

const between = /[\s\-_./:|()[\]]/;

function trimmed(text: string): string {
  return text.replace(/^[\s\-_./:|]+|[\s\-_./:|]+$/g, "");
}

function reversed(text: string): string {
  return [...text].reverse().join("");
}

function areDistinct(words: readonly string[]): boolean {
  return new Set(words).size === words.length;
}

function isPattern(asked: string, names: readonly string[]): boolean {
  return asked.includes("*") && !names.includes(asked);
}
