import { InputError } from "../inputError.js";

/** The options of a fit that ties are checked against. */
interface TiedOptions {
  readonly breaks: readonly number[];
  readonly bounds: object;
  readonly fixed: object;
  readonly ties: Readonly<Record<string, string>>;
}

/** target = slope·source + offset, or slope/source + offset, in reported units. */
export interface TieExpression {
  readonly target: string;
  readonly source: string;
  readonly slope: number;
  readonly offset: number;
  readonly reciprocal: boolean;
}

const NUMBER = String.raw`(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?`;
const NAME = "a|b|[cdf][0-4]";
const SCALED = `(?<sign>[-+]?)(?:(?<factor>${NUMBER})(?<operator>[*/]))?(?<source>${NAME})`;
const CONSTANT = `[-+]?${NUMBER}`;
const SOURCE_FIRST = new RegExp(`^${SCALED}(?<offset>[-+]${NUMBER})?$`);
/** what every engine can hold, f32 among them */
const SMALLEST = 1e-30;
const LARGEST = 1e30;
const OFFSET_FIRST = new RegExp(`^(?<offset>${CONSTANT})(?=[-+])${SCALED}$`);

/**
 * Reads what a parameter is tied to: `-c0`, `c1`, `2*d2`, `1-c0`, `0.5*c2+1`, `1/f1`.
 *
 * @throws InputError where it is no linear function of one other parameter, or of 1/f
 */
export function parseTie(target: string, text: string): TieExpression {
  const compact = text.replace(/\s+/g, "");
  const groups = (SOURCE_FIRST.exec(compact) ?? OFFSET_FIRST.exec(compact))?.groups;
  if (!groups) {
    throw new InputError(
      `the tie ${target}=${text} is no linear function of another parameter: write -c0, 2*d2, 1-c0 or 1/f1`,
    );
  }
  const slope = Number(groups.factor ?? 1) * (groups.sign === "-" ? -1 : 1);
  const offset = Number(groups.offset ?? 0);
  const tie = { target, source: groups.source, slope, offset, reciprocal: groups.operator === "/" };
  checkMeaning(tie, text);
  return tie;
}

/** The ties that a fit with so many breaks has: those whose target it has. */
export function tiesOf(options: Pick<TiedOptions, "ties">, breaks: number): TieExpression[] {
  return Object.entries(options.ties)
    .filter(([target]) => breakOf(target) <= breaks)
    .map(([target, text]) => parseTie(target, text));
}

/**
 * Checks all ties against the other options.
 * @throws InputError that names the tie and what stands against it
 */
export function checkTies(options: TiedOptions): void {
  for (const [target, text] of Object.entries(options.ties)) {
    if (typeof text !== "string") {
      throw new InputError(`the tie on ${target} is ${JSON.stringify(text)}: write it as text, such as "-c0"`);
    }
    checkTarget(target, options);
    const { source } = parseTie(target, text);
    if (Object.hasOwn(options.ties, source)) {
      throw new InputError(`${target} is tied to ${source}, which is itself tied: tie both to the same parameter`);
    }
    const short = options.breaks.find((n) => breakOf(target) <= n && breakOf(source) > n);
    if (short !== undefined) {
      throw new InputError(
        `${target} is tied to ${source}, which a fit with ${short} break${short === 1 ? "" : "s"} does not have`,
      );
    }
  }
}

function checkTarget(target: string, { breaks, fixed, bounds }: TiedOptions): void {
  if (!new RegExp(`^(?:a|c0|[cdf][1-4])$`).test(target)) {
    const advice = target === "b" ? "tie a to b instead" : "tie a, c0, c1, d1, f1, … one by one";
    throw new InputError(`${target} cannot be tied: ${advice}`);
  }
  if (breakOf(target) > breaks[breaks.length - 1]) {
    const most = breaks[breaks.length - 1];
    throw new InputError(
      `${target} is tied, but at most ${most === 1 ? "1 break is" : `${most} breaks are`} fitted (breaks)`,
    );
  }
  const other = Object.hasOwn(fixed, target) ? "fixed" : Object.hasOwn(bounds, target) ? "bounded" : null;
  if (other)
    throw new InputError(
      `${target} is both tied and ${other}: a tied parameter follows its source; leave one of the two out`,
    );
}

/** Which parameters mean the same kind of thing: exponents, places, sharpnesses; a and b share the units of y. */
function checkMeaning({ target, source, slope, offset, reciprocal }: TieExpression, text: string): void {
  const refuse = (why: string) => {
    throw new InputError(`the tie ${target}=${text}: ${why}`);
  };
  if (target === source) refuse("a parameter cannot be tied to itself: name another one, or leave it out");
  if (/^[df]0$/.test(source)) refuse(`there is no parameter ${source}`);
  if (slope === 0) refuse(`it does not depend on ${source}: fix ${target} instead`);
  const sizes = [slope, offset].map(Math.abs);
  if (sizes.some((size) => size !== 0 && !(size >= SMALLEST && size <= LARGEST))) {
    refuse(`its numbers must lie between ${SMALLEST} and ${LARGEST}, or be 0`);
  }
  const families = target[0] + (reciprocal ? "/" : "") + source[0];
  if (!["cc", "c/f", "dd", "ff", "ab"].includes(families)) {
    refuse("exponents can be tied to c or to 1/f, places to d, sharpness to f, and a to b");
  }
  if (/[df]/.test(target[0]) && !(slope > 0 && offset === 0)) {
    refuse(`${target} must be a positive multiple of ${source}, as both are positive at every value`);
  }
}

/** The break that a parameter belongs to; 0 for a, b and c0. */
function breakOf(name: string): number {
  return Number(name.slice(1) || 0);
}
