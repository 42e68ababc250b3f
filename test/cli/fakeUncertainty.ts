import type { FitRun, Io } from "../../src/cli/io.js";
import type { CurveSet, FitResult } from "../../src/core/types.js";
import { pairFits } from "../../src/uncertainty/matchFits.js";
import type { AuditRequest, BootstrapRequest, BreakTestRequest } from "../../src/uncertainty/types.js";
import { madeAuditRow, madeDraws, madeIntervals, madeTest, withoutIntervals } from "../tables/madeUncertainty.js";

/** What an engine of uncertainty was asked for. */
export interface Asked<Request> {
  readonly set: CurveSet;
  readonly fits: FitResult;
  readonly request: Request;
  readonly run: FitRun;
}

/** Intervals and draws made up at once for every curve with a fit; `seen` keeps the request. */
export function fakeBootstrap(seen: Asked<BootstrapRequest>[] = []): Io["bootstrap"] {
  return async function* (set, fits, request, run) {
    seen.push({ set, fits, request, run });
    open(run);
    for (const { curve, row } of pairFits(set, fits, request.breaks)) {
      await Promise.resolve();
      const { resamples, level } = request;
      const count = { resamples, level };
      yield row === null
        ? { rows: [withoutIntervals({ key: curve.key, ...count })], draws: null }
        : {
            rows: madeIntervals(row.nBreaks).map((made) => ({ ...made, key: curve.key, ...count })),
            draws: { ...madeDraws(resamples, row.nBreaks), key: curve.key },
          };
    }
  };
}

export function fakeTestBreaks(seen: Asked<BreakTestRequest>[] = []): Io["testBreaks"] {
  return (set, fits, request, run) => {
    seen.push({ set, fits, request, run });
    open(run);
    const { resamples } = request;
    const none = { statistic: null, pValue: null, pError: null, pHolm: null, pBh: null, supported: null };
    const rows = pairFits(set, fits, request.breaks).map(({ curve: { key }, row }) =>
      row === null
        ? madeTest({
            key,
            status: "no-fit",
            nNull: null,
            objectiveNull: null,
            location: null,
            resamples,
            ...none,
          })
        : madeTest({ key, nNull: row.nBreaks, objectiveNull: row.objective, resamples }),
    );
    return Promise.resolve(rows);
  };
}

export function fakeAudit(seen: Asked<AuditRequest>[] = []): Io["audit"] {
  return (set, fits, request, run) => {
    seen.push({ set, fits, request, run });
    open(run);
    const { simulations, level } = request;
    const rows = pairFits(set, fits, request.breaks).map(({ curve: { key }, row }) =>
      row === null
        ? madeAuditRow({ key, status: "no-fit", quantity: null, method: null, intervals: 0, covered: 0 })
        : madeAuditRow({ key, nBreaks: row.nBreaks, simulations, level }),
    );
    return Promise.resolve(rows);
  };
}

function open(run: FitRun): void {
  run.onNote?.("engine: made up");
  run.onEngine?.({ engine: "cpu", adapter: null });
  run.onProgress?.({ done: 1, total: 1, fits: 100, label: "refitting" });
}
