import { DeviceLostError } from "../errors.js";
import { domainColumn, groupsOf } from "../plan/domains.js";
import { fitForms, type FormsRequest } from "../suite/fitForms.js";
import type { FormFits } from "../suite/formFit.js";
import type { CurveSet } from "../types.js";
import { openEngine } from "./engines.js";
import type { FitRun } from "./fitRun.js";

/**
 * Fits forms to a set of curves on an engine of this machine; once more from the beginning where the device is lost.
 *
 * @throws InputError for a form or protocol that is not known, EngineError when no engine is to be had or it is lost twice
 */
export async function fitFormSet(set: CurveSet, request: FormsRequest, run: FitRun): Promise<FormFits> {
  try {
    return await fitOnce(set, request, run);
  } catch (error) {
    if (!(error instanceof DeviceLostError)) throw error;
    run.onNote?.(`${error.message}: once more with a new device`);
    return fitOnce(set, request, run);
  }
}

async function fitOnce(set: CurveSet, request: FormsRequest, run: FitRun): Promise<FormFits> {
  const points = set.curves.reduce((sum, curve) => sum + curve.x.length, 0);
  const open = await openEngine(run.engine, run.adapter, run.threads, points);
  run.onNote?.(open.line);
  try {
    const fits = await fitForms(set.curves, request, {
      groups: groupsOf(set, domainColumn(set, request.options.domain)),
      engine: open.engine,
      executor: open.executor,
      onProgress: (done, total, fits) => run.onProgress?.({ done, total, fits, label: "fitting" }),
    });
    return { fits, engine: open.engine.name, adapter: open.engine.adapter };
  } finally {
    await open.close();
  }
}
