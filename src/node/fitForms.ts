import { InputError } from "../errors.js";
import { fitForms, type FormsRequest } from "../suite/fitForms.js";
import type { FormFit } from "../suite/formFit.js";
import type { CurveSet } from "../types.js";
import { openEngine } from "./engines.js";
import type { FitRun } from "./fit.js";

/**
 * Fits forms to a set of curves on an engine of this machine: by curve, forms in the order asked for.
 *
 * @throws InputError for a form or protocol that is not known, EngineError when no engine is to be had or it is lost
 */
export async function fitFormSet(
  set: CurveSet,
  { protocol, ...request }: FormsRequest & { readonly protocol: string },
  run: FitRun,
): Promise<FormFit[][]> {
  if (protocol !== "default") throw new InputError(`there is no protocol "${protocol}": there is default`);
  const points = set.curves.reduce((sum, curve) => sum + curve.x.length, 0);
  const open = await openEngine(run.engine, run.adapter, run.threads, points);
  run.onNote?.(open.line);
  try {
    return await fitForms(set.curves, request, {
      engine: open.engine,
      executor: open.executor,
      onProgress: (done, total, fits) => run.onProgress?.({ done, total, fits, label: "fitting" }),
    });
  } finally {
    await open.close();
  }
}
