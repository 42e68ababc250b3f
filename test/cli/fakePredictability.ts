import type { FitRun, Io } from "../../src/cli/io.js";
import type { PredictabilityRequest, Truth } from "../../src/uncertainty/predictabilityRequest.js";
import { madePredictability } from "../tables/madePredictability.js";

/** What a study was asked for. */
export interface AskedStudy {
  readonly truths: readonly Truth[];
  readonly request: PredictabilityRequest;
  readonly run: FitRun;
}

/** Two rows for each law and stop, made up at once; `seen` keeps the request. */
export function fakePredictability(seen: AskedStudy[] = []): Io["predictability"] {
  return (truths, request, run) => {
    seen.push({ truths, request, run });
    run.onNote?.("engine: made up");
    run.onEngine?.({ engine: "cpu", adapter: null });
    const rows = truths.flatMap(({ key }) =>
      request.stops.flatMap((stop) =>
        (["known", "aicc"] as const).map((knowledge) => madePredictability({ key, stop, knowledge })),
      ),
    );
    return Promise.resolve(rows);
  };
}
