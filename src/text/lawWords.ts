import { type BnslParameters, logDistance } from "../core/forms/evaluate.js";
import { isBreakDetermined, isDetermined, isEndDetermined } from "../core/rows/claims.js";
import { type Course, courseOf, shareWithin, type Stretch } from "../core/rows/course.js";
import type { Curve, FitRow } from "../core/types.js";
import { trainingRange } from "../figure/domains.js";
import { segmentsOf } from "../figure/segments.js";
import { escapeControls, shortNumber } from "../formats/terminalText.js";

const DIGITS = 4;
const EXPONENT_DIGITS = 3;
/** From 12 to 88 % of the turn: e^(±2f) about the break. */
const TURN = 4;

type Range = readonly [number, number];

/** Names of the columns, and where the points lie that were fitted. */
export interface LawContext {
  readonly xName: string;
  readonly yName: string;
  /** smallest and largest training x; null where the data are not known */
  readonly fitted: Range | null;
}

/** The law with its numbers, as it is written in the literature. */
export function lawFormula({ a, b, c0, c, d, f }: BnslParameters): string {
  const sign = b < 0 ? "−" : "+";
  const breaks = d.map((at, i) => ` · (1 + (x/${number(at)})^(1/${number(f[i])}))^(${number(-c[i])}·${number(f[i])})`);
  return `y = ${number(a)} ${sign} ${number(Math.abs(b))} · x^${number(-c0)}${breaks.join("")}`;
}

/**
 * What the law does over the training x: which way y goes, the slopes that its curve has there, its breaks; and where the
 * formula ends up. A line each, none of what rests on parameters that are not determined.
 */
export function lawWords(law: BnslParameters, context: LawContext, unidentified: readonly string[] = []): string[] {
  const course = courseOf(law, context.fitted);
  const row = { unidentified, nBreaks: law.d.length };
  const told = isEndDetermined(row);
  return [
    ...(told ? [directionWords(course, context), slopeWords(law, course, context)] : []),
    ...breakWords(law, context, row).filter((_, i) => isBreakDetermined(row, i + 1)),
    ...(told ? [endWords(law, context)] : []),
  ];
}

/**
 * "−0.35 (610) ~−4.2 → 0.41": the slopes that the curve has over the training x, with the breaks between them, and the
 * asymptote of the formula. "~": the mean, where the slope varies.
 */
export function lawInShort(law: BnslParameters, fitted: Range | null): string {
  const { stretches } = courseOf(law, fitted);
  const slopes = stretches.map(({ steady, mean, to }, i) => {
    const slope = steady === null ? `~${exponent(mean)}` : exponent(steady);
    return i === stretches.length - 1 ? slope : `${slope} (${shortNumber(Math.exp(to), EXPONENT_DIGITS)})`;
  });
  return `${slopes.join(" ")} → ${endOf(law)}`;
}

const VERBS = { "-1": "falls", "0": "stays level", "1": "rises" } as const;

/** Which way y itself goes, whatever the sign of b. */
function directionWords({ runs }: Course, { xName, yName, fitted }: LawContext): string {
  const [first, ...rest] = runs.map(({ direction, to }) => ({
    verb: VERBS[`${direction}`],
    until: number(Math.exp(to)),
  }));
  const over = fitted === null ? null : `the training rows (${xName} ${number(fitted[0])} to ${number(fitted[1])})`;
  if (rest.length === 0) return `${yName} ${first.verb} ${over === null ? `at every ${xName}` : `throughout ${over}`}.`;
  const turns = rest.map(({ verb, until }, i) => (i === rest.length - 1 ? `then ${verb}` : `then ${verb} to ${until}`));
  const where = over === null ? "" : `Over ${over} `;
  return `${where}${yName} ${first.verb} to ${xName} = ${first.until}, ${turns.join(", ")}.`;
}

/** Of what is a power law, y or its distance from a: as x to a power where it is one, else from which slope to which. */
function slopeWords(law: BnslParameters, { stretches }: Course, { yName, fitted }: LawContext): string {
  const words = stretches.map((stretch, i) => {
    const until = i === stretches.length - 1 ? "" : ` to ${number(Math.exp(stretch.to))}`;
    return `${i === 0 ? "" : "then "}${slopeText(stretch)}${until}`;
  });
  const where = fitted === null ? "By the law alone (without the data) " : "There ";
  return `${where}${gapName(law, yName)} goes ${words.join(", ")}.`;
}

function slopeText({ steady, least, greatest, mean, ends: [first, last] }: Stretch): string {
  const [from, to] = [exponent(first), exponent(last)];
  if (steady !== null || from === to) return `as x^${exponent(steady ?? first)}`;
  const [low, high] = [exponent(least), exponent(greatest)];
  const isOneWay = (from === low && to === high) || (from === high && to === low);
  return isOneWay
    ? `with a slope from ${from} to ${to}`
    : `with slopes between ${low} and ${high} (mean ${exponent(mean)})`;
}

/** What is a power law: y, or its distance from a. */
function gapName({ a, b }: BnslParameters, yName: string): string {
  if (b < 0) return `${number(a)} − ${yName}`;
  if (a === 0) return yName;
  return a < 0 ? `${yName} + ${number(-a)}` : `${yName} − ${number(a)}`;
}

/** From this share on a change of slope is the whole change, to three digits. */
const WHOLE = 0.995;

function breakWords(
  law: BnslParameters,
  { xName, fitted }: LawContext,
  row: { readonly unidentified: readonly string[] },
): string[] {
  return law.d.map((at, i) => {
    const name = law.d.length === 1 ? "The break" : `Break ${i + 1}`;
    const outside = fitted !== null && (at < fitted[0] || at > fitted[1]);
    const where = outside ? `, outside the training rows (${number(fitted[0])} to ${number(fitted[1])})` : "";
    return `${name} is at ${xName} = ${number(at)}${where}: ${changeWords(law, i, fitted, isDetermined(row, `f${i + 1}`))}.`;
  });
}

/** The change of slope that the curve has, and of how much in all. */
function changeWords(law: BnslParameters, i: number, fitted: Range | null, isWidthTold: boolean): string {
  const { c, f } = law;
  const width = `within a factor ${shortNumber(Math.exp(TURN * f[i]), 3)} (f = ${number(f[i])})`;
  if (!isWidthTold) return `the slope changes by ${signed(-c[i])}, how sharply is not determined`;
  const share = fitted === null ? 1 : shareWithin(law, i, fitted);
  if (share >= WHOLE) return `the slope changes by ${signed(-c[i])}, most of it ${width}`;
  const attained = `over the training rows the slope changes by ${signed(-c[i] * share)} of the ${signed(-c[i])} of the formula`;
  return share >= 0.5
    ? `${attained}, most of it ${width}`
    : `${attained}; most of the turn lies outside the data (f = ${number(f[i])})`;
}

function signed(change: number): string {
  return `${change > 0 ? "+" : "−"}${shortNumber(Math.abs(change), EXPONENT_DIGITS)}`;
}

/** A statement about the formula: how far beyond the data it comes true is said with it. */
function endWords(law: BnslParameters, { xName, yName, fitted }: LawContext): string {
  const end = endOf(law);
  const { slope } = lastSegment(law);
  if (slope > 0)
    return `By the formula, far beyond the data: as ${xName} grows, ${yName} ${end === "∞" ? "grows" : "falls"} without bound.`;
  const near = fitted === null || slope === 0 ? "" : nearWords(law, xName, fitted[1]);
  return `Asymptote of the formula: as ${xName} grows, ${yName} tends to ${end}${near}.`;
}

/** By when nine tenths of what is left at the last training x are gone; nothing where the law comes back on the way there. */
function nearWords(law: BnslParameters, xName: string, last: number): string {
  const from = Math.log(last);
  const at = fallOf(law, from, logDistance(from, law) - Math.LN10);
  if (at === null || courseOf(law, [last, at]).runs.length > 1) return "";
  return `; nine tenths of its distance from there at ${xName} = ${number(last)} are gone by ${number(at)}`;
}

/** The x behind u = ln x at which ln|y − a| has fallen to a level; null where no double holds it. */
function fallOf(law: BnslParameters, from: number, level: number): number | null {
  const above = (u: number): boolean => logDistance(u, law) > level;
  let [lo, hi] = [from, Math.max(from, ...law.d.map(Math.log)) + 1];
  while (above(hi)) hi += hi - from;
  for (;;) {
    const middle = (lo + hi) / 2;
    if (middle <= lo || middle >= hi) return hi < Math.log(Number.MAX_VALUE) ? Math.exp(hi) : null;
    if (above(middle)) lo = middle;
    else hi = middle;
  }
}

/** Where y goes as x grows, by the formula. */
function endOf(law: BnslParameters): string {
  const last = lastSegment(law);
  if (last.slope > 0) return law.b < 0 ? "−∞" : "∞";
  return number(last.slope < 0 ? law.a : last.value(1));
}

function lastSegment(law: BnslParameters): ReturnType<typeof segmentsOf>[number] {
  return segmentsOf(law, [0, Infinity]).at(-1)!;
}

function exponent(slope: number): string {
  return shortNumber(slope, EXPONENT_DIGITS).replace(/^-/, "−");
}

function number(value: number): string {
  return shortNumber(value, DIGITS).replace(/^-/, "−");
}

/** x of a curve, and which of its rows were fitted. */
export type FittedX = Pick<Curve, "x" | "train">;

/** What the training rows leave open, a line each; nothing where they tell every parameter and the curve goes on as they do. */
export function openWords(row: FitRow, points: FittedX | null): string[] {
  return [...undeterminedWords(row, points), ...runawayWords(row, points)];
}

function undeterminedWords(row: FitRow, points: FittedX | null): string[] {
  if (row.unidentified.length === 0) return [];
  const names = row.unidentified.map(escapeControls).join(", ");
  const breaks = row.d.flatMap((d, i) => {
    const few = points && !isBreakDetermined(row, i + 1) ? fewBeside(points, d) : null;
    return few === null ? [] : [`break ${i + 1}: ${few}`];
  });
  const why = breaks.length > 0 ? ` (${breaks.join("; ")})` : "";
  return [
    `Not determined by the training rows: ${names}${why}. Values far from these fit as well, as far as the noise allows to say; alone, these numbers of the formula mean nothing.`,
  ];
}

/** "1 x behind it", of a break that has fewer than two x on one side. */
function fewBeside(points: FittedX, d: number): string | null {
  const { before, behind } = xBeside(points, d);
  if (behind < 2) return `${behind} x behind it`;
  return before < 2 ? `${before} x before it` : null;
}

/** Distinct training x on either side of a break. */
export function xBeside({ x, train }: FittedX, d: number): { before: number; behind: number } {
  const distinct = [...new Set(Array.from(x).filter((_, j) => train[j] === 1))];
  return { before: distinct.filter((v) => v < d).length, behind: distinct.filter((v) => v > d).length };
}

function runawayWords({ runsAway }: FitRow, points: FittedX | null): string[] {
  if (!runsAway) return [];
  const last = points ? trainingRange(points)[1] : 0;
  const where = last > 0 ? `x = ${shortNumber(last, 4)}, the largest training x` : "the training x";
  return [
    `Runs away: beyond ${where}, the fitted curve turns against the data, leaves their range far behind or has no value. Do not extrapolate it.`,
  ];
}
