import { plainName } from "./names.js";

/** What a column's numbers have to be above, what needs that, and what would let those that are not be used. */
export interface Limit {
  readonly above: number;
  readonly need: string;
  /** @param values of the column; gives advice for the least of those that are not above */
  readonly keep?: (values: Float64Array) => (least: number) => string | undefined;
}

export const WEIGHT: Limit = { above: 0, need: "as a weight has to be" };
export const SIGMA: Limit = { above: 0, need: "as a standard deviation has to be" };

/** x is positive; a count that begins with 0 can begin with 1 as well. */
export function limitOfX(name: string): Limit {
  return {
    above: 0,
    need: "and x is taken in logarithms",
    keep: (values) => {
      const counted = countsFromZero(name, values);
      return (least) => (counted && least === 0 ? addOne(name) : undefined);
    },
  };
}

/** @param yAbove 0 for the log objective, −1 for log1p, null for linear */
export function limitOfY(yAbove: number | null): Limit {
  if (yAbove === null) return { above: -Infinity, need: "" };
  const objective = yAbove === -1 ? "log1p" : "log";
  return {
    above: yAbove,
    need: `which the ${objective} objective needs`,
    keep: () => (least) => `use --objective ${yAbove === 0 && least >= 0 ? "log1p or " : ""}linear (bnsl fit)`,
  };
}

/** The first value above 0 of a count that was not written at every step. */
const FIRST_STEPS = 10;
const counters = /(^|_)(epochs?|steps?|iter|iters|iterations?|rounds?|generations?|trials?|episodes?|index)$/;

/** Whether values are 0, 1, 2 and so on; those of a name that counts may leave some out. */
function countsFromZero(name: string, values: Float64Array): boolean {
  let first = Infinity;
  let two = false;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    if (value < 0 || !Number.isInteger(value)) return false;
    if (value > 0) first = Math.min(first, value);
    two ||= value === 2;
  }
  return (first === 1 && two) || (first <= FIRST_STEPS && counters.test(plainName(name)));
}

function addOne(name: string): string {
  return (
    `add 1 to every ${name} in the table, for it looks like a count from 0 (a power law of ${name} + 1 looks broken ` +
    `over ${name})`
  );
}
