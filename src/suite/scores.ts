import { hasFit } from "../core/status.js";
import type { Curve } from "../core/types.js";
import type { FormFit } from "./formFit.js";
import { logError, type LogError } from "./logError.js";
import { cutWinShares, ranks, winShares } from "./ranking.js";
import type { SuiteCell } from "./suiteResult.js";

/** The errors of each form on one curve, and their places among each other. */
export function scoreCurve(curve: Curve, fits: readonly FormFit[]): SuiteCell[] {
  const rows = splitRows(curve);
  const train = fits.map((fit) => errorOf(fit, rows.train));
  const test = fits.map((fit) => errorOf(fit, rows.test));
  const placed = placeForms(
    test.map(({ rmsle }) => rmsle),
    rows.test.length,
  );
  return fits.map((fit, i): SuiteCell => ({
    key: curve.key,
    form: fit.form,
    status: fit.status,
    params: fit.params,
    nTrain: rows.train.length,
    nTest: rows.test.length,
    rmsleTrain: train[i].rmsle,
    rmsleTest: test[i].rmsle,
    seTest: test[i].standardError,
    ...placed[i],
    unusableTestRows: test[i].unusable,
    starts: fit.starts,
    basinShare: fit.basinShare,
    atBound: fit.atBound,
  }));
}

/** The places of the forms of one curve among each other, by their test RMSLE. */
export function placeForms(
  errors: readonly (number | null)[],
  testRows: number,
): Pick<SuiteCell, "rank" | "best" | "winShare" | "cutWinShare">[] {
  const shares = { win: winShares(errors), cutWin: cutWinShares(errors), rank: ranks(errors) };
  return errors.map((_, i) => ({
    rank: testRows > 0 ? shares.rank[i] : null,
    best: shares.win[i] > 0,
    winShare: shares.win[i],
    cutWinShare: shares.cutWin[i],
  }));
}

/** Numbers of the rows that are fitted, and of those that are held out. */
export function splitRows({ train }: Curve): { train: number[]; test: number[] } {
  const rows = Array.from(train, (_, i) => i);
  return { train: rows.filter((i) => train[i] === 1), test: rows.filter((i) => train[i] === 0) };
}

function errorOf(fit: FormFit, rows: readonly number[]): LogError {
  if (fit.predict === null || !hasFit(fit.status)) return { rmsle: null, standardError: null, unusable: 0 };
  return logError(fit.curve, rows, fit.predict);
}
