import { sum } from "d3-array";
import { DeviceLostError } from "../core/errors.js";
import { domainColumn, groupsOf } from "../core/extrapolate/domains.js";
import type { CurveSet } from "../core/types.js";
import { fitForms, type FormsRequest } from "../suite/fitForms.js";
import type { FormFits } from "../suite/forms.js";
import type { FitRun } from "./fitRun.js";
import { EngineTurns, type Machine } from "./runEngine.js";

/**
 * Fits forms to a set of curves on an engine of the machine; once more from the beginning where the device is lost, and
 * where `auto` took an adapter that cannot be trusted, on the next.
 *
 * @throws InputError for a form or protocol that is not known, EngineError when no engine is to be had or it is lost twice
 */
export async function fitFormSet(
  machine: Machine,
  set: CurveSet,
  request: FormsRequest,
  run: FitRun,
): Promise<FormFits> {
  const turns = new EngineTurns(machine, run);
  for (let lost = 0; ;) {
    try {
      return await fitOnce(set, request, run, turns);
    } catch (error) {
      if (turns.leaves(error, "all")) continue;
      if (!(error instanceof DeviceLostError) || lost++ > 0) throw error;
      run.onNote?.(`${error.message}: once more with a new device`);
    }
  }
}

async function fitOnce(set: CurveSet, request: FormsRequest, run: FitRun, turns: EngineTurns): Promise<FormFits> {
  const open = await turns.open(sum(set.curves, ({ x }) => x.length));
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
