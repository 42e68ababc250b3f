import { hasFit } from "../../status.js";
import type { FitMeta, FitRow, Objective } from "../../types.js";
import { count, number } from "./numbers.js";

type HowFitted = Pick<FitMeta, "options" | "weightName">;

/** What the root of the objective is an error of. */
export function rootName({ options: { objective, huber }, weightName }: HowFitted): string {
  const weighted = weightName ? "weighted " : "";
  if (huber !== null) return `root of the ${weighted}mean Huber loss in ${SCALES[objective]}`;
  return `${weighted}RMS residual in ${SCALES[objective]}`;
}

/** The same in two words, for the head of a column. */
export function rootScale({ options: { objective } }: HowFitted): string {
  return `RMS in ${SCALES[objective]}`;
}

const SCALES: Readonly<Record<Objective, string>> = { log: "ln y", log1p: "ln(1 + y)", linear: "y" };

/** The training error on the scale of the objective; null without a fit. */
export function rootObjective({ objective }: FitRow): number | null {
  return objective === null ? null : Math.sqrt(objective);
}

/** Whether some fit has no RMSLE: a y or ŷ is not above 0. */
export function lacksRmsle(rows: readonly FitRow[]): boolean {
  return rows.some(({ status, rmsleTrain }) => hasFit(status) && rmsleTrain === null);
}

/** Errors of a fit in words, on the objective's own scale where there is no RMSLE. */
export function errorWords(row: FitRow, meta: HowFitted): string {
  const { rmsleTrain, rmsleTest, nTrain, nTest } = row;
  const on = `on ${count(nTrain)} training ${nTrain === 1 ? "row" : "rows"}`;
  if (!hasFit(row.status)) return `no fit ${on}`;
  const train =
    rmsleTrain === null
      ? `${rootName(meta)} ${number(rootObjective(row))} ${on} (no RMSLE: a y or ŷ is not above 0)`
      : `RMSLE ${number(rmsleTrain)} ${on}`;
  if (nTest === 0) return train;
  const test = rmsleTest === null ? "no RMSLE" : number(rmsleTest);
  return `${train}, ${test} on ${count(nTest)} held out`;
}
