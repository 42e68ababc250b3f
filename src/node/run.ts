import type { CurveSet } from "../core/types.js";
import { describeFits as describe, type FitRun } from "../run/fitRun.js";
import type { Machine } from "../run/runEngine.js";
import type { FormsRequest } from "../suite/fitForms.js";
import type { FormFits } from "../suite/forms.js";
import { packageVersion } from "./packageFiles.js";

/**
 * The runs of src/run on this machine, with its engines and the version of this package. A run is loaded when it is called,
 * and the engines when one is opened, so that a command which fits nothing waits for neither.
 */

const here: Machine = {
  openEngine: async (...request) => (await import("./engines.js")).openEngine(...request),
  version: packageVersion(),
};

export const fitCurveSet = onThisMachine(async () => (await import("../run/fit.js")).fitCurveSet);
export const fitStore = onThisMachine(async () => (await import("../run/fit.js")).fitStore);
export const testBreaks = onThisMachine(async () => (await import("../run/uncertainty.js")).testBreaks);
export const auditFits = onThisMachine(async () => (await import("../run/uncertainty.js")).auditFits);
export const studyPredictability = onThisMachine(
  async () => (await import("../run/uncertainty.js")).studyPredictability,
);

export const forecastSet = onThisMachine(async () => (await import("../run/forecast.js")).forecastSet);
export const backtestSet = onThisMachine(async () => (await import("../run/forecast.js")).backtestSet);

/**
 * Fits forms to a set of curves on an engine of this machine; once more from the beginning where the device is lost, and
 * where `auto` took an adapter that cannot be trusted, on the next.
 *
 * @throws InputError for a form or protocol that is not known, EngineError when no engine is to be had or it is lost twice
 */
export async function fitFormSet(set: CurveSet, request: FormsRequest, run: FitRun): Promise<FormFits> {
  return (await import("../run/fit.js")).fitFormSet(here, set, request, run);
}

type BootstrapFits = typeof import("../run/uncertainty.js").bootstrapFits;

export async function* bootstrapFits(...request: AfterFirst<Parameters<BootstrapFits>>): ReturnType<BootstrapFits> {
  yield* (await import("../run/uncertainty.js")).bootstrapFits(here, ...request);
}

/** How the fits of a store are made, as their table tells it. */
export function describeFits(...request: AfterFirst<Parameters<typeof describe>>) {
  return describe(here.version, ...request);
}

type AfterFirst<Arguments extends unknown[]> = Arguments extends [unknown, ...infer Rest] ? Rest : never;

function onThisMachine<Request extends unknown[], Result>(
  load: () => Promise<(machine: Machine, ...request: Request) => Promise<Result>>,
): (...request: Request) => Promise<Result> {
  return async (...request) => (await load())(here, ...request);
}
