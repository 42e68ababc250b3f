import { cutWinShares, winShares } from "../../src/suite/ranking.js";
import type { Errors } from "./candidates.js";
import type { PredictionTask } from "./origins.js";

/** One protocol, or one of its rivals, over the tasks of some curves. Every curve counts the same. */
export interface Score {
  /** exp of the mean of ln(RMSLE + floor); null where nothing is to be averaged */
  readonly geometricMean: number | null;
  /** % of the wins against M1…M4, a shared one in part */
  readonly wins: number | null;
  /** the same with errors cut to three decimals */
  readonly cutWins: number | null;
  /** tasks without a usable prediction: lost, and left out of the mean */
  readonly failures: number;
}

/** Tasks with the errors of the rivals on them. */
export interface Contest {
  readonly tasks: readonly PredictionTask[];
  readonly rivals: readonly Errors[];
}

/**
 * @param members positions of the curves that count
 * @param floor is added before the logarithm: errors of a single row can be 0 by chance
 */
export function score({ tasks, rivals }: Contest, errors: Errors, members: readonly number[], floor: number): Score {
  const share = (shares: typeof winShares) => {
    const wins = meanOverCurves(tasks, members, (i) => shares([errors[i], ...rivals.map((of) => of[i])])[0]);
    return wins === null ? null : 100 * wins;
  };
  const mean = meanOverCurves(tasks, members, (i) => {
    const error = errors[i];
    return error === null ? null : Math.log(error + floor);
  });
  const inside = tasks.map(({ index }) => members.includes(index));
  return {
    geometricMean: mean === null ? null : Math.exp(mean),
    wins: share(winShares),
    cutWins: share(cutWinShares),
    failures: errors.filter((error, i) => error === null && inside[i]).length,
  };
}

/** Mean over curves of the mean over a curve's tasks; null values, and curves without another, are left out. */
function meanOverCurves(
  tasks: readonly PredictionTask[],
  members: readonly number[],
  value: (task: number) => number | null,
): number | null {
  const byCurve = new Map<number, number[]>();
  tasks.forEach(({ index }, i) => {
    const here = members.includes(index) ? value(i) : null;
    if (here !== null) byCurve.set(index, [...(byCurve.get(index) ?? []), here]);
  });
  const means = [...byCurve.values()].map(mean);
  return means.length === 0 ? null : mean(means);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
