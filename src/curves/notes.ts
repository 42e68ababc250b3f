import { sum } from "d3-array";
import { risingLines, trend } from "../core/extrapolate/rising.js";
import { weightsOf } from "../core/problem/weights.js";
import { InputError } from "../core/errors.js";
import type { Curve, CurveSet, FitOptions, Objective, Shard } from "../core/types.js";
import { counted } from "../formats/terminalText.js";
import type { BadRows } from "./badRows.js";
import type { Columns } from "./columnMeaning.js";
import { DuplicateCounts, joinedKey } from "./curves.js";
import { fallingNames, inList, isCoreCalled, openEndedNames, shellWord } from "./names.js";
import type { CheckedRows } from "./rows.js";

/** What is counted over a table for its notes. */
export interface TableCounts {
  /** whether every row is a curve of its own, of several */
  readonly lone: boolean;
  readonly duplicates: DuplicateCounts;
  readonly skipped: SkippedCounts;
}

/** Bad rows that were left out. */
export interface SkippedCounts {
  readonly rows: number;
  /** curves with such rows */
  readonly touched: number;
  /** curves with no other rows */
  readonly empty: number;
  /** all curves */
  readonly curves: number;
}

/** What is said of a table of curves: what was guessed, is odd or was skipped, a line each. */
export function tableNotes(columns: Columns, counts: TableCounts, skipped: BadRows): string[] {
  return [
    ...columns.notes,
    ...loneRowNotes(counts.lone, columns),
    ...counts.duplicates.notes(),
    ...skippedNotes(counts.skipped, skipped),
  ];
}

/** The counts of curves in memory. */
export function countCurves(curves: readonly Curve[]): TableCounts {
  const duplicates = new DuplicateCounts();
  for (const curve of curves) duplicates.add(curve);
  const touched = curves.filter((curve) => curve.skippedRows > 0);
  const skipped = {
    rows: sum(touched, ({ skippedRows }) => skippedRows),
    touched: touched.length,
    empty: touched.filter((curve) => curve.x.length === 0).length,
    curves: curves.length,
  };
  return { lone: areLone(curves), duplicates, skipped };
}

/** Whether every row is a curve of its own, of several. */
export function areLone(curves: readonly Curve[]): boolean {
  return curves.length > 1 && curves.every((curve) => curve.x.length + curve.skippedRows === 1);
}

function loneRowNotes(lone: boolean, columns: Columns): string[] {
  if (!lone || columns.notes.length === 0) return [];
  return [
    `every row is a curve of its own by ${columns.key.join(", ")}; name the columns that tell curves apart (--curve)`,
  ];
}

function skippedNotes({ rows, touched, empty, curves }: SkippedCounts, skipped: BadRows): string[] {
  if (rows === 0) return [];
  const none = empty === 0 ? "" : `; curves without rows now: ${empty}`;
  return [`skipped ${counted(rows, "bad row")} of ${touched} of ${counted(curves, "curve")}${none}. ${skipped.told()}`];
}

/** Curves in order, and how many there are. */
interface Curves {
  readonly count: number;
  curves(): AsyncIterable<Curve>;
}

/**
 * What is said of curves that a law with b < 0 follows better than one with b > 0, none of them with a break: those that rise
 * to a ceiling, and under `linear` those that fall ever faster. A metric that grows as a power of x is neither: with c0 < 0
 * the usual sign follows it. Under the other objectives a curve that falls ever faster is what breaks are for.
 */
export async function otherSignLines(store: Curves, objective: Objective): Promise<string[]> {
  return otherSignWords(await betterWithOtherSign(store, objective), store.count);
}

function otherSignWords({ rising, falling }: OtherSign, count: number): string[] {
  return [
    ...line("y rises with x as if to a ceiling", rising, count, "rising to a ceiling"),
    ...line("y falls with x, ever faster,", falling, count, "falling ever faster from a"),
  ];
}

/** Curves that the other sign follows better, and those that have rows enough to tell. */
interface OtherSign {
  readonly rising: number;
  readonly falling: number;
  readonly telling: number;
}

async function betterWithOtherSign(store: Curves, objective: Objective): Promise<OtherSign> {
  const found = { rising: 0, falling: 0, telling: 0 };
  for await (const curve of store.curves()) {
    const direction = trend(curve);
    if (direction !== "none" || curve.train.filter((flag) => flag === 1).length >= FEWEST_TELLING) found.telling++;
    if (direction === "none" || (direction === "falling" && objective !== "linear")) continue;
    if (isBetterWithOtherSign(curve, objective)) found[direction]++;
  }
  return found;
}

/** Rows from which a curve goes one way or none. */
const FEWEST_TELLING = 4;

interface TableOfCurves extends Curves {
  readonly facts: Pick<CurveSet, "xName" | "yName">;
  readonly shard: Shard | null;
  /** curves that rise */
  readonly rising: number;
}

/**
 * The options of a fit with the sign of b that suits its curves where none was given, and what there is to say of it: "-" where
 * each of them rises as if to a ceiling, of a metric that may have one.
 *
 * @param isGiven whether the sign was given
 * @throws InputError for a share of such a table: what suits its curves may not suit those of other shares
 */
export async function withSign(
  store: TableOfCurves,
  options: FitOptions,
  isGiven: boolean,
): Promise<{ readonly options: FitOptions; readonly notes: readonly string[] }> {
  const { protocol, signB, objective } = options;
  const keep = (notes: readonly string[]) => ({ options, notes });
  if (protocol === "extrapolate") return keep(signB === "+" ? risingLines(store) : []);
  if (signB !== "+" || isGiven || (store.rising === 0 && objective !== "linear")) return keep([]);
  const found = await betterWithOtherSign(store, objective);
  const isFree = [options.bounds, options.fixed, options.ties].every((given) => Object.keys(given).length === 0);
  const all = found.rising > 0 && found.rising === found.telling;
  const { yName } = store.facts;
  if (isCoreCalled(yName, openEndedNames)) return keep(otherSignWords({ ...found, rising: 0 }, store.count));
  if (!all || !isFree || isCoreCalled(yName, fallingNames)) return keep(otherSignWords(found, store.count));
  if (store.shard !== null) {
    throw new InputError(
      `${yName} rises with ${store.facts.xName} as if to a ceiling in every curve of this share: say --rising, or --sign-b + to ` +
        "fit b > 0, so that all shares are fitted alike; for example --rising",
      { flags: "--rising" },
    );
  }
  const what = store.count === 1 ? "the curve" : "every curve";
  return {
    options: { ...options, signB: "-" },
    notes: [
      `${yName} rises with ${store.facts.xName} as if to a ceiling in ${what}: fitted with b < 0 (--rising); --sign-b + fits b > 0`,
    ],
  };
}

/** For a table most of whose curves are of the other kind, their sign is not to be changed too. */
function line(what: string, some: number, of: number, meaning: string): string[] {
  if (some === 0) return [];
  const remedy =
    some > of / 2
      ? `try --sign-b - (${meaning}) or --sign-b auto`
      : "--sign-b auto tries both signs of b for each curve, and takes longer";
  return [`${what} in ${some} of ${counted(of, "curve")}: ${remedy}`];
}

/** Exponents tried of either sign: neighbours are near enough for the better sign to show. */
const EXPONENTS = [0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 9];
/** by so much AIC has to favour the other sign */
const CLEARLY = 10;
/** of the sum of squares about 0: what is smaller is rounding */
const EXACT = 1e-24;
/** a curve is thinned to so many points at most */
const MOST_POINTS = 500;

/** By the best a + b·x^(−c0) of each sign over a grid of exponents; errors of y, or relative to y under a log objective. */
export function isBetterWithOtherSign(curve: Curve, objective: Objective): boolean {
  const { x, y, train } = curve;
  const all = [...train.keys()].filter((i) => train[i] === 1).sort((i, j) => x[i] - x[j]);
  const rows = all.filter((_, k) => k % Math.ceil(all.length / MOST_POINTS) === 0);
  const shift = objective === "log1p" ? 1 : 0;
  const weight = weightsOf(curve, rows, objective);
  const points = rows.map((i) => ({
    u: Math.log(x[i] / x[rows[rows.length - 1]]),
    y: y[i] + shift,
    w: objective === "linear" ? weight[i] : weight[i] / (y[i] + shift) ** 2,
  }));
  const least = { plus: Infinity, minus: Infinity };
  for (const exponent of EXPONENTS.flatMap((each) => [each, -each])) {
    const { b, rest } = lineThrough(points, exponent, objective === "linear" ? -Infinity : shift);
    if (b > 0) least.plus = Math.min(least.plus, rest);
    if (b < 0) least.minus = Math.min(least.minus, rest);
  }
  const floor = EXACT * points.reduce((sum, point) => sum + point.w * point.y ** 2, 0);
  return points.length * Math.log((least.plus + floor) / (least.minus + floor)) > CLEARLY;
}

interface Point {
  readonly u: number;
  readonly y: number;
  readonly w: number;
}

/** Weighted least squares of y on e^(−c0·u) with a ≥ `lowest`: b, and what it leaves. */
function lineThrough(points: readonly Point[], c0: number, lowest: number): { b: number; rest: number } {
  const v = points.map(({ u }) => Math.exp(-c0 * u));
  const total = points.reduce((sum, { w }) => sum + w, 0);
  const meanOf = (value: (i: number) => number) => points.reduce((sum, { w }, i) => sum + (w / total) * value(i), 0);
  const [meanV, meanY] = [meanOf((i) => v[i]), meanOf((i) => points[i].y)];
  const about = (origin: number, level: number): { b: number; a: number } => {
    const b = meanOf((i) => (v[i] - origin) * (points[i].y - level)) / meanOf((i) => (v[i] - origin) ** 2);
    return { b, a: level - b * origin };
  };
  const free = about(meanV, meanY);
  const { a, b } = free.a >= lowest ? free : about(0, lowest);
  const rest = points.reduce((sum, point, i) => sum + point.w * (point.y - a - b * v[i]) ** 2, 0);
  return { b, rest: Number.isFinite(rest) ? rest : Infinity };
}

/** Rows that are looked at, so that a large table is no reason to wait: of the first file, and of all others. */
const MOST_ROWS = 65_536;
/** Share of a file's rows from which it looks like another run of what is there already. */
const MANY = 0.2;

/** Whether files hold the same curves at the same x with other y: runs of their own, by the looks of them. */
export class FileOverlap {
  readonly #first = new Map<string, number>();
  #firstName: string | undefined;
  #looked = 0;
  #notes: string[] = [];
  #open: boolean;

  /** @param wanted whether to look at all */
  constructor(wanted: boolean) {
    this.#open = wanted;
  }

  /** What there is to say of the rows so far. */
  notes(source: string, columns: Columns, rows: CheckedRows): readonly string[] {
    if (!this.#open) return this.#notes;
    this.#firstName ??= source;
    if (source === this.#firstName) this.#keep(rows);
    else this.#compare(source, columns, rows);
    return this.#notes;
  }

  #keep(rows: CheckedRows): void {
    const end = Math.min(rows.length, MOST_ROWS - this.#first.size);
    for (let i = 0; i < end; i++) if (rows.bad[i] === 0) this.#first.set(placeOf(rows, i), rows.y[i]);
  }

  #compare(source: string, { key, x, y }: Columns, rows: CheckedRows): void {
    const end = Math.min(rows.length, MOST_ROWS - this.#looked);
    this.#looked += end;
    this.#open = this.#looked < MOST_ROWS;
    let again = 0;
    for (let i = 0; i < end; i++) {
      const before = rows.bad[i] === 0 ? this.#first.get(placeOf(rows, i)) : undefined;
      if (before !== undefined && before !== rows.y[i]) again++;
    }
    if (again === 0 || again < MANY * end) return;
    this.#open = false;
    this.#notes = [
      `${x} of ${this.#firstName} comes again with another ${y} in the same curves of ${source}: if files are runs ` +
        `of their own, say --curve ${shellWord(["@file", ...key.map(inList)].join(","))}`,
    ];
  }
}

function placeOf(rows: CheckedRows, i: number): string {
  return `${rows.x[i]} ${joinedKey(rows.key.map((cells) => cells[i]))}`;
}
