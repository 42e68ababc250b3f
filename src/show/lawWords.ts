import { segmentsOf } from "../figure/segments.js";
import type { BnslParameters } from "../models/evaluate.js";
import { shortNumber } from "../output/terminalText.js";

const DIGITS = 4;
const EXPONENT_DIGITS = 3;
/** From 12 to 88 % of the turn: e^(±2f) about the break. */
const TURN = 4;

/** Names of the columns, and where the points lie that were fitted. */
export interface LawContext {
  readonly xName: string;
  readonly yName: string;
  /** smallest and largest training x; null where the data are not known */
  readonly fitted: readonly [number, number] | null;
}

/** The law with its numbers, as it is written in the literature. */
export function lawFormula({ a, b, c0, c, d, f }: BnslParameters): string {
  const sign = b < 0 ? "−" : "+";
  const breaks = d.map(
    (at, i) => ` · (1 + (x/${number(at)})^(1/${number(f[i])}))^(${number(-c[i])}·${number(f[i])})`,
  );
  return `y = ${number(a)} ${sign} ${number(Math.abs(b))} · x^${number(-c0)}${breaks.join("")}`;
}

/** What the law does along x: slopes between its breaks, the breaks, and where it ends up; a line each. */
export function lawWords(law: BnslParameters, context: LawContext): string[] {
  return [slopeWords(law, context), ...breakWords(law, context), endWords(law, context)];
}

/** "−0.35 (610) −5.7 → 0.41": slopes with the breaks between them, and the asymptote. */
export function lawInShort(law: BnslParameters): string {
  const slopes = segmentsOf(law, [0, Infinity]).map(({ slope, to }) =>
    to === Infinity ? exponent(slope) : `${exponent(slope)} (${shortNumber(to, EXPONENT_DIGITS)})`,
  );
  return `${slopes.join(" ")} → ${endOf(law)}`;
}

/** A fall of |y − a| is a fall of y where b > 0, and a rise towards a where b < 0. */
function slopeWords(law: BnslParameters, { yName }: LawContext): string {
  const pieces = segmentsOf(law, [0, Infinity]);
  let before = "";
  const words = pieces.map(({ slope, to }, i) => {
    const verb = slope < 0 ? "falls" : slope > 0 ? "rises" : "stays level";
    const said = verb === before && slope !== 0 ? "" : `${verb} `;
    before = verb;
    const as = slope === 0 ? "" : `as x^${exponent(slope)} `;
    const until = to === Infinity ? "" : `to ${number(to)}`;
    return `${i === 0 ? "" : "then "}${said}${as}${until}`.trim();
  });
  return `${gapName(law, yName)} ${words.join(", ")}.`;
}

/** What is a power law: y, or its distance from a. */
function gapName({ a, b }: BnslParameters, yName: string): string {
  if (b < 0) return `${number(a)} − ${yName}`;
  if (a === 0) return yName;
  return a < 0 ? `${yName} + ${number(-a)}` : `${yName} − ${number(a)}`;
}

function breakWords({ d, f, c }: BnslParameters, { xName, fitted }: LawContext): string[] {
  return d.map((at, i) => {
    const name = d.length === 1 ? "The break" : `Break ${i + 1}`;
    const change = `${c[i] < 0 ? "+" : "−"}${shortNumber(Math.abs(c[i]), EXPONENT_DIGITS)}`;
    const outside = fitted !== null && (at < fitted[0] || at > fitted[1]);
    const where = outside ? `, outside the training rows (${number(fitted[0])} to ${number(fitted[1])})` : "";
    return (
      `${name} stands at ${xName} = ${number(at)}${where}: the slope changes by ${change}, most of it within a factor ` +
      `${shortNumber(Math.exp(TURN * f[i]), 3)} (f = ${number(f[i])}).`
    );
  });
}

function endWords(law: BnslParameters, { xName, yName }: LawContext): string {
  const end = endOf(law);
  if (end === "∞" || end === "−∞")
    return `As ${xName} grows, ${yName} ${end === "∞" ? "grows" : "falls"} without bound by this law.`;
  return `Asymptote: as ${xName} grows, ${yName} tends to ${end}.`;
}

/** Where y goes as x grows. */
function endOf(law: BnslParameters): string {
  const last = segmentsOf(law, [0, Infinity]).at(-1)!;
  if (last.slope > 0) return law.b < 0 ? "−∞" : "∞";
  return number(last.slope < 0 ? law.a : last.value(1));
}

function exponent(slope: number): string {
  return shortNumber(slope, EXPONENT_DIGITS).replace(/^-/, "−");
}

function number(value: number): string {
  return shortNumber(value, DIGITS).replace(/^-/, "−");
}
