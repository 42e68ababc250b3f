import type { FitContext } from "../core/fit.js";
import { fitForms } from "../suite/fitForms.js";
import { type ForecastLaw, fitLaws, type LawRequest, meanLaw } from "./laws.js";
import type { Origin } from "./origins.js";
import type { Forecaster } from "./types.js";

/** Free parameters of each rival. */
const PARAMETERS = { m1: 2, m2: 3, m3: 3, m4: 4, slope: 2 };

/**
 * The laws of each forecaster from each origin; null where there is none.
 *
 * @throws EngineError when the engine is lost
 */
export async function lawsOfAll(
  origins: readonly Origin[],
  forecasters: readonly Forecaster[],
  request: LawRequest,
  context: FitContext,
): Promise<Map<Forecaster, (ForecastLaw | null)[]>> {
  const laws = new Map<Forecaster, (ForecastLaw | null)[]>();
  if (forecasters.includes("bnsl")) laws.set("bnsl", await fitLaws(origins, request, context));
  const forms = forecasters.filter((name) => name !== "bnsl" && name !== "slope");
  const { starts, seed } = request;
  const fits =
    forms.length === 0
      ? []
      : await fitForms(
          origins.map(({ curve }) => curve),
          { forms, options: { starts, seed }, protocol: "default" },
          context,
        );
  forms.forEach((form, k) => {
    const predicted = origins.map((origin, i) => {
      const { predict } = fits[i][k];
      return predict && meanLaw(origin, [predict], PARAMETERS[form]);
    });
    laws.set(form, predicted);
  });
  if (forecasters.includes("slope")) laws.set("slope", origins.map(lastSlope));
  return laws;
}

/** The points that a last slope is taken from: the last quarter of the fitted ln x, or the last 4 x. */
const LAST_SHARE = 0.25;
const LEAST_X = 4;

function lastSlope(origin: Origin): ForecastLaw | null {
  const { curve, cut } = origin;
  const rows = Array.from(curve.x.keys()).filter((row) => curve.train[row] === 1);
  const x = [...new Set(rows.map((row) => curve.x[row]))].sort((p, q) => p - q);
  const from = Math.min(cut * (x[0] / cut) ** LAST_SHARE, x[x.length - LEAST_X]);
  const last = rows.filter((row) => curve.x[row] >= from);
  const [u, v] = [last.map((row) => Math.log(curve.x[row] / cut)), last.map((row) => Math.log(curve.y[row]))];
  const [meanU, meanV] = [u, v].map((values) => values.reduce((sum, value) => sum + value, 0) / values.length);
  const across = u.reduce((sum, value, i) => sum + (value - meanU) * (v[i] - meanV), 0);
  const slope = across / u.reduce((sum, value) => sum + (value - meanU) ** 2, 0);
  const line = (x: number) => Math.exp(meanV + slope * (Math.log(x / cut) - meanU));
  // what lies before the last points is not its business
  const train = curve.train.map((used, row) => (used === 1 && curve.x[row] < from ? 2 : used));
  return meanLaw({ ...origin, curve: { ...curve, train } }, [line], PARAMETERS.slope);
}
