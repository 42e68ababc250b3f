import { InputError } from "./inputError.js";

/**
 * Values of flags from their text. The tables of options name the one that reads each option.
 */

const NUMBER = String.raw`[-+]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?`;
/** Not followed by a third dot, which could belong to either number. */
const TO = String.raw`\.\.(?!\.)`;
const LARGEST_GRID = 100_000;

/** `0..3`, `0,2,3` or `1` → numbers of breaks as they were given. */
export function parseBreaks(text: string): number[] {
  return text.split(",").flatMap((part) => {
    const match = /^\s*(\d+)(?:\.\.(\d+))?\s*$/.exec(part);
    const lo = Number(match?.[1]);
    const hi = Number(match?.[2] ?? match?.[1]);
    if (match === null || lo > hi || hi > 99) {
      throw new InputError(`--breaks ${text}: give numbers of breaks such as 0..3, 0,2 or 1`);
    }
    return Array.from({ length: hi - lo + 1 }, (_, i) => lo + i);
  });
}

type Intervals = Readonly<Record<string, readonly [number, number]>>;

/** `f=0.01..1`, several separated by commas, added to those of earlier uses of the option. */
export function parseBounds(text: string, earlier: Intervals = {}): Intervals {
  const bounds: Record<string, readonly [number, number]> = { ...earlier };
  const limit = `${NUMBER}|[-+]?inf(?:inity)?`;
  for (const part of text.split(",")) {
    const match = new RegExp(`^\\s*(\\w+)\\s*=\\s*(${limit})${TO}(${limit})\\s*$`, "i").exec(part);
    if (match === null) {
      throw new InputError(`--bound ${text}: write NAME=LOW..HIGH, for example f=0.01..1 or c0=-inf..5`);
    }
    addOnce(bounds, match[1], [toNumber(match[2]), toNumber(match[3])] as const, "--bound");
  }
  return bounds;
}

/** `c0=0,f1=1`, added to those of earlier uses of the option. */
export function parseFixed(text: string, earlier: Readonly<Record<string, number>> = {}): Record<string, number> {
  const fixed: Record<string, number> = { ...earlier };
  for (const part of text.split(",")) {
    const match = new RegExp(`^\\s*(\\w+)\\s*=\\s*(${NUMBER})\\s*$`).exec(part);
    if (match === null) throw new InputError(`--fix ${text}: write NAME=VALUE, for example c0=0 or f1=1`);
    addOnce(fixed, match[1], Number(match[2]), "--fix");
  }
  return fixed;
}

/** `c1=-c0,d2=2*d1`, added to those of earlier uses of the option; what stands right of = is read with the options. */
export function parseTies(text: string, earlier: Readonly<Record<string, string>> = {}): Record<string, string> {
  const ties: Record<string, string> = { ...earlier };
  for (const part of text.split(",")) {
    const match = /^\s*(\w+)\s*=\s*([^=]*\S)\s*$/.exec(part);
    if (match === null) throw new InputError(`--tie ${text}: write NAME=EXPRESSION, for example c1=-c0 or d2=2*d1`);
    addOnce(ties, match[1], match[2], "--tie");
  }
  return ties;
}

/** Where y is wanted: an x, or a multiple of the last x that a curve was fitted to, such as "10x". */
export type Place = number | `${number}x`;

const PLACES =
  "values of x such as 1e9,1e10, or a log grid such as 1e9..1e12:7, or multiples of a curve's last x such as 10x or 2..100x";

/**
 * `1e9,1e10`, log grids `1e9..1e12:7` (both ends included), and multiples `10x`, `2..100x`, `2..100x:5`, in the order given,
 * after those of earlier uses of the option.
 */
export function parsePoints(text: string, earlier: readonly Place[] = []): Place[] {
  const places = text.split(",").flatMap((part): Place[] => {
    const match = new RegExp(`^\\s*(${NUMBER})(?:[x×]?${TO}(${NUMBER}))?[x×](?::(\\d+))?\\s*$`, "i").exec(part);
    if (match === null) return parsePositive(part, "--at", PLACES, "x", text);
    const [lo, hi] = [Number(match[1]), Number(match[2] ?? match[1])];
    if (!(lo > 0) || !(hi < Infinity)) {
      throw new InputError(`--at ${text}: "${part.trim()}" is not a positive and finite multiple; give ${PLACES}`);
    }
    return multiples(lo, hi, match, `--at ${text}`).map((times): Place => `${times}x`);
  });
  return [...earlier, ...places];
}

/** Without a count a range has its ends and the round numbers (1, 2, 5, 10, …) between them. */
function multiples(lo: number, hi: number, [, , to, count]: readonly string[], asked: string): number[] {
  if ((to as string | undefined) === undefined) return [lo];
  if ((count as string | undefined) !== undefined) return writtenGrid(lo, hi, Number(count), asked);
  if (!(lo < hi)) throw new InputError(`${asked}: a range of multiples is LOW..HIGHx with LOW < HIGH, such as 2..100x`);
  const decades = Array.from(
    { length: Math.ceil(Math.log10(hi)) - Math.floor(Math.log10(lo)) + 1 },
    (_, i) => Math.floor(Math.log10(lo)) + i,
  );
  const round = decades.flatMap((decade) => [1, 2, 5].map((digit) => Number(`${digit}e${decade}`)));
  return [lo, ...round.filter((value) => value > lo && value < hi), hi];
}

/** What a multiple says, such as 10 of "10x"; null of an x. */
export function timesOf(place: Place): number | null {
  return typeof place === "number" ? null : Number(place.slice(0, -1));
}

/** The x of a place for a curve whose last x is `last`. */
export function xOf(place: Place, last: number): number {
  const times = timesOf(place);
  // 3 · 1.1 is 3.3000000000000003
  return times === null ? (place as number) : Number((times * last).toPrecision(15));
}

/** Whether a value is a place: a finite x above 0, or such a multiple. */
export function isPlace(value: unknown): value is Place {
  const x = typeof value === "string" && new RegExp(`^${NUMBER}x$`).test(value) ? Number(value.slice(0, -1)) : value;
  return typeof x === "number" && x > 0 && x < Infinity;
}

/**
 * The same for another flag.
 * @param what what to give, with an example of both
 * @param one what one of them is called
 * @param whole what was given, of which the text is a part
 */
export function parsePositive(text: string, flag: string, what: string, one: string, whole = text): number[] {
  return text.split(",").flatMap((part) => {
    const match = new RegExp(`^\\s*(${NUMBER})(?:${TO}(${NUMBER}):(\\d+))?\\s*$`).exec(part);
    if (match === null) throw new InputError(`${flag} ${whole}: give ${what}`);
    const [lo, hi, count] = [Number(match[1]), Number(match[2] ?? match[1]), Number(match[3] ?? 1)];
    if (!(lo > 0) || !(hi < Infinity)) {
      throw new InputError(
        `${flag} ${whole}: "${part.trim()}" is not positive and finite, as every ${one} must be; give ${what}`,
      );
    }
    return match[3] === undefined ? [lo] : writtenGrid(lo, hi, count, `${flag} ${whole}`);
  });
}

/** A whole number of at least `least`, in digits or as 1e3. */
export function parseWhole(text: string, flag: string, least: number): number {
  const value = Number(text);
  if (/^\d+$|^\d+(\.\d+)?e\+?\d+$/i.test(text) && value >= least && Number.isSafeInteger(value)) return value;
  throw new InputError(`${flag} ${text}: give a whole number from ${least}`);
}

/** A whole number of at least `least`, or the word auto. */
export function parseCountOrAuto(text: string, flag: string, least: number): number | "auto" {
  return text === "auto" ? text : parseWhole(text, flag, least);
}

/** A number of breaks, or the word selected. */
export function parseShownBreaks(text: string): "selected" | number {
  if (text === "selected") return text;
  if (/^\d$/.test(text)) return Number(text);
  throw new InputError(`--breaks ${text}: give selected, or one number of breaks`);
}

/** Any finite number. */
export function parseNumber(text: string, flag: string): number {
  const value = Number(text);
  if (new RegExp(`^${NUMBER}$`).test(text) && Number.isFinite(value)) return value;
  throw new InputError(`${flag} ${text}: give a number such as 0.5 or 1e6`);
}

/** @param asked the flag with its value */
function writtenGrid(lo: number, hi: number, count: number, asked: string): number[] {
  if (!(lo < hi) || count < 2 || count > LARGEST_GRID) {
    throw new InputError(`${asked}: a log grid is LOW..HIGH:COUNT with LOW < HIGH and COUNT 2 to ${LARGEST_GRID}`);
  }
  // between the ends without the noise of exp in the last digits
  return logGrid(lo, hi, count).map((x) => (x === lo || x === hi ? x : Number(x.toPrecision(12))));
}

function addOnce<T>(entries: Record<string, T>, name: string, value: T, flag: string): void {
  if (Object.hasOwn(entries, name)) throw new InputError(`${flag} names ${name} twice: give it once`);
  // an assignment to __proto__ would say nothing and set nothing
  Object.defineProperty(entries, name, { value, enumerable: true, configurable: true, writable: true });
}

function toNumber(text: string): number {
  const infinite = /^([-+]?)inf/i.exec(text);
  return infinite === null ? Number(text) : infinite[1] === "-" ? -Infinity : Infinity;
}

/** So many x with equal ratios, both ends as given; a grid of one is the lower end. */
export function logGrid(lo: number, hi: number, count: number): number[] {
  const step = Math.log(hi / lo) / (count - 1);
  return Array.from({ length: count }, (_, i) => (i === 0 ? lo : i === count - 1 ? hi : lo * Math.exp(i * step)));
}
