import { isDetermined } from "../../../core/rows/determined.js";
import { lawOf } from "../../../core/rows/law.js";
import type { FitRow } from "../../../core/types.js";
import { methodsByPreference } from "../../../uncertainty/methodOrder.js";
import type { IntervalMethod, IntervalRow, Quantity } from "../../../uncertainty/types.js";
import { number } from "../ui/numbers.js";

/** A number of a fit, with its interval where there is one. */
export interface ParameterRow {
  readonly quantity: Quantity;
  /** of the break, or of the stretch between breaks from 0 on; else null */
  readonly index: number | null;
  /** as a reader calls it: "d1", "exponent after break 1", "y at 1e9" */
  readonly name: string;
  readonly meaning: string;
  readonly estimate: number | null;
  readonly interval: IntervalRow | null;
  /** whether the fit itself stands on the parameter's bound */
  readonly onBound: boolean;
  /** whether the training rows determine it */
  readonly determined: boolean;
}

/** The methods for which a curve has intervals of a fit with so many breaks, the most preferred first. */
export function methodsOf(intervals: readonly IntervalRow[], nBreaks: number): IntervalMethod[] {
  const isListed = ({ quantity }: IntervalRow) => LISTED.has(quantity) && quantity !== "never";
  return methodsByPreference(intervals.filter((row) => row.nBreaks === nBreaks && isListed(row)));
}

/**
 * Parameters and exponents of a fit, then what else there are intervals of. An interval is of the method asked for; where a
 * quantity has none of that method, of the most preferred that it has. Bands and profiles are curves, and not listed.
 */
export function parameterRows(
  row: FitRow,
  intervals: readonly IntervalRow[],
  method: IntervalMethod | null,
): ParameterRow[] {
  const mine = intervals.filter(({ nBreaks, status }) => nBreaks === row.nBreaks && status === "ok");
  const find = (quantity: Quantity, index: number | null, x: number | null = null) => {
    const all = mine.filter((each) => each.quantity === quantity && each.index === index && each.x === x);
    const [preferred] = methodsByPreference(all);
    return all.find((each) => each.method === method) ?? all.find((each) => each.method === preferred) ?? null;
  };
  const law = lawOf(row);
  const own = law === null ? [] : estimates(row);
  const others = mine.filter(
    ({ quantity }) => quantity === "prediction" || quantity === "reach" || quantity === "never",
  );
  const more = new Map(others.map((each) => [`${each.quantity} ${each.x}`, each] as const));
  return [
    ...own.map(({ rests, ...each }) => ({
      ...each,
      interval: find(each.quantity, each.index),
      onBound: row.atBound.includes(each.name),
      determined: rests.every((name) => isDetermined(row, name)),
    })),
    ...[...more.values()].map(({ quantity, index, x, estimate }): ParameterRow => ({
      ...asked(quantity!, x),
      ...{ quantity: quantity!, index, estimate },
      interval: quantity === "never" ? null : find(quantity!, index, x),
      onBound: false,
      determined: true,
    })),
  ];
}

const LISTED: ReadonlySet<Quantity | null> = new Set<Quantity>([
  ...(["a", "b", "c0", "c", "d", "f"] as const),
  ...(["slope", "prediction", "reach", "never"] as const),
]);

interface Estimate {
  readonly quantity: Quantity;
  readonly index: number | null;
  readonly name: string;
  readonly meaning: string;
  readonly estimate: number | null;
  /** the parameters that it is made of */
  readonly rests: readonly string[];
}

function estimates({ a, b, c0, c, d, f }: FitRow): Estimate[] {
  const breaks = d.flatMap((_, i): Estimate[] => [
    own("d", i + 1, d[i], `location of break ${i + 1}, units of x`),
    own("c", i + 1, c[i], `change of the exponent at break ${i + 1}`),
    own("f", i + 1, f[i], `width of break ${i + 1}: smaller is sharper`),
  ]);
  const slopes = [c0!, ...c].map((_, i): Estimate => ({
    quantity: "slope",
    index: i,
    name: d.length === 0 ? "exponent" : i === 0 ? "exponent before break 1" : `exponent after break ${i}`,
    meaning: `${exponentSum(i)}: what the slope of ln|y − a| against ln x tends to far from the breaks`,
    // ln|y − a| is that of an a
    rests: ["a", "c0", ...c.slice(0, i).flatMap((_, j) => [`c${j + 1}`, `d${j + 1}`])],
    estimate: -c.slice(0, i).reduce((sum, each) => sum + each, c0!),
  }));
  return [
    own("a", null, a, "limit of y for large x (if the last exponent is negative)"),
    own("b", null, b, "scale, signed"),
    own("c0", null, c0, "exponent of the first segment"),
    ...breaks,
    ...slopes,
  ];
}

function exponentSum(i: number): string {
  return i === 0 ? "−c0" : i === 1 ? "−(c0 + c1)" : `−(c0 + … + c${i})`;
}

function own(quantity: Quantity, index: number | null, estimate: number | null, meaning: string): Estimate {
  const name = `${quantity}${index ?? ""}`;
  return { quantity, index, name, meaning, estimate, rests: [name] };
}

function asked(quantity: Quantity, x: number | null): Pick<ParameterRow, "name" | "meaning"> {
  if (quantity === "prediction") {
    return { name: `y at ${number(x)}`, meaning: "of the curve, without the noise of a new run" };
  }
  if (quantity === "reach") return { name: "x at the target", meaning: "the first x at which y is at the target" };
  return { name: "never there", meaning: "share of the refits that do not reach the target" };
}
