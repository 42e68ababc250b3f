import type { Quantity } from "../../../uncertainty/types.js";
import type { ParameterRow } from "./parameterRows.js";

/** From a value to its place between 0 and 1 on the scale of the quantities of its kind. */
export type Placed = (value: number) => number;

/** A scale for each kind of quantity: locations with locations, slopes with slopes. Null: nothing to draw. */
export function intervalScales(rows: readonly ParameterRow[]): (row: ParameterRow) => Placed | null {
  const kinds = new Map<string, Placed | null>();
  return ({ quantity }) => {
    const kind = KIND[quantity] ?? quantity;
    if (!kinds.has(kind))
      kinds.set(kind, scaleOver(rows.filter((row) => (KIND[row.quantity] ?? row.quantity) === kind)));
    return kinds.get(kind)!;
  };
}

/** An exponent and its changes have one unit. */
const KIND: Partial<Record<Quantity, string>> = { c0: "c" };

/** Logarithmic where all is above 0 and spans more than a decade; the ends that the data do not bound are beyond. */
function scaleOver(rows: readonly ParameterRow[]): Placed | null {
  const values = rows.flatMap(({ estimate, interval }) => [
    ...(estimate === null ? [] : [estimate]),
    ...(interval && (interval.ends === "both" || interval.ends === "lower") ? [interval.lo!] : []),
    ...(interval && (interval.ends === "both" || interval.ends === "upper") ? [interval.hi!] : []),
  ]);
  const finite = values.filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  if (!(high > low)) return null;
  const log = low > 0 && high > 10 * low;
  const to = (value: number): number => (log ? Math.log(value) : value);
  return (value) => PAD + ((1 - 2 * PAD) * (to(value) - to(low))) / (to(high) - to(low));
}

/** Room at both ends, for the arrows of open intervals. */
const PAD = 0.07;
