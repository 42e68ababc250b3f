import { domainOf, groupsOf } from "../plan/domains.js";
import { fitForms, type FormsRequest } from "../suite/fitForms.js";
import type { FormFits } from "../suite/formFit.js";
import type { CurveSet } from "../types.js";
import { openEngine } from "./engines.js";
import type { FitRun } from "./fit.js";

/**
 * Fits forms to a set of curves on an engine of this machine.
 *
 * @throws InputError for a form or protocol that is not known, EngineError when no engine is to be had or it is lost
 */
export async function fitFormSet(set: CurveSet, request: FormsRequest, run: FitRun): Promise<FormFits> {
  const points = set.curves.reduce((sum, curve) => sum + curve.x.length, 0);
  const open = await openEngine(run.engine, run.adapter, run.threads, points);
  run.onNote?.(open.line);
  try {
    const fits = await fitForms(set.curves, request, {
      groups: groupsOf(set, domainOf(set, { domain: request.options.domain ?? null })),
      engine: open.engine,
      executor: open.executor,
      onProgress: (done, total, fits) => run.onProgress?.({ done, total, fits, label: "fitting" }),
    });
    return { fits, engine: open.engine.name, adapter: open.engine.adapter };
  } finally {
    await open.close();
  }
}
