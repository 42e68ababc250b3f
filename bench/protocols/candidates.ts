import { fitCurves, type FitContext } from "../../src/core/fit.js";
import { resolveOptions } from "../../src/core/options.js";
import { selectRow, splitTail } from "../../src/core/select.js";
import type { Criterion, Curve, FitOptions, FitRow } from "../../src/core/types.js";
import { fitForms } from "../../src/suite/fitForms.js";
import { logError, splitRows } from "../../src/suite/ranking.js";
import type { PredictionTask } from "./origins.js";

/** RMSLE of each task's test rows; null where there is no usable prediction. */
export type Errors = readonly (number | null)[];

/** What the protocols are scored against. */
export const RIVALS = ["m1", "m2", "m3", "m4"] as const;

const CHOSEN_BY = ["aicc", "bic", "aic", "holdout"] as const satisfies readonly Criterion[];
const MOST_BREAKS = [1, 2, 3] as const;

/** Errors of M1…M4, in this order, each fitted with its own number of starts. */
export async function rivalErrors(tasks: readonly PredictionTask[], context: FitContext): Promise<Errors[]> {
  const fits = await fitForms(
    tasks.map(({ curve }) => curve),
    { forms: RIVALS, options: {}, protocol: "default" },
    context,
  );
  return RIVALS.map((_, form) =>
    fits.map((ofCurve) => {
      const { curve, predict } = ofCurve[form];
      return predict ? logError(curve, splitRows(curve).test, predict).rmsle : null;
    }),
  );
}

/** Starts of the fits, and of those that only rank numbers of breaks without the tail. */
export interface Effort {
  readonly starts: FitOptions["starts"];
  readonly tailStarts: number;
}

/** Errors by protocol name: what the product can be asked for. */
export async function protocolErrors(
  tasks: readonly PredictionTask[],
  domains: readonly string[],
  { starts, tailStarts }: Effort,
  context: FitContext,
): Promise<Map<string, Errors>> {
  const curves = tasks.map(({ curve }) => curve);
  const groups = tasks.map(({ index, origin }) => `${origin} ${domains[index]}`);
  const breaks = [0, ...MOST_BREAKS];
  const rows = await fitRows(curves, { breaks, starts, select: "none" }, context);
  const heads = await fitRows(curves.map(headOf), { breaks, starts: tailStarts, select: "none" }, context);
  const errors = new Map<string, Errors>([["n = 1", rows.map((ofCurve) => ofCurve[1].rmsleTest)]]);
  for (const criterion of CHOSEN_BY) {
    for (const most of MOST_BREAKS) {
      const chosen = rows.map((ofCurve, i) => {
        const some = ofCurve.slice(0, most + 1);
        const tails = heads[i].slice(0, most + 1).map(({ rmsleTest }) => rmsleTest);
        return some[selectRow(some, criterion, tails)]?.rmsleTest ?? null;
      });
      errors.set(`default, ${criterion}, 0..${most}`, chosen);
    }
  }
  const pooled = await fitRows(curves, { protocol: "extrapolate", starts }, { ...context, groups });
  return errors.set(
    "extrapolate",
    pooled.map(([row]) => row.rmsleTest),
  );
}

/** Rows by curve, n ascending. */
async function fitRows(
  curves: readonly Curve[],
  partial: Partial<FitOptions>,
  context: FitContext,
): Promise<FitRow[][]> {
  const options = resolveOptions(partial);
  const rows: FitRow[] = [];
  for await (const window of fitCurves(curves, options, context)) rows.push(...window);
  const per = options.breaks.length;
  return curves.map((_, i) => rows.slice(i * per, (i + 1) * per));
}

/** The training rows with the tail as test rows that the criterion "holdout" keeps back. */
function headOf(curve: Curve): Curve {
  const rows = splitRows(curve).train;
  const { tail } = splitTail(curve, rows);
  const pick = (values: Float64Array) => Float64Array.from(rows, (row) => values[row]);
  return {
    ...curve,
    x: pick(curve.x),
    y: pick(curve.y),
    weight: pick(curve.weight),
    train: Uint8Array.from(rows, (row) => (tail.includes(row) ? 0 : 1)),
  };
}
