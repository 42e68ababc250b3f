import type { Form } from "../core/forms/form.js";
import type { RefitProblem, Refits } from "./refitProblem.js";

/** breaks closer than this share of the data's range in ln x, and ln f closer than that, are in one basin */
const BASIN_PLACE = 0.05;
const BASIN_SHARPNESS = 0.7;

/** Where refits ended, most frequent first, behind the fit's own parameters. */
export function winningBasins(
  form: Form,
  { problem, origins }: RefitProblem,
  refits: Refits,
  most: number,
): Float64Array[] {
  const [own] = origins;
  const width = problem.u[problem.u.length - 1] - problem.u[0];
  const basins: Basin[] = [{ p: own, bends: form.bends(own, problem.breaks), wins: Infinity }];
  for (let i = 0; i < refits.objective.length; i++) {
    if (!Number.isFinite(refits.objective[i])) continue;
    const p = refits.p.slice(i * own.length, (i + 1) * own.length);
    const bends = form.bends(p, problem.breaks);
    const home = basins.find((basin) => sameBasin(basin.bends, bends, width));
    if (home) home.wins++;
    else basins.push({ p, bends, wins: 1 });
  }
  return basins
    .sort((one, other) => other.wins - one.wins)
    .slice(0, most)
    .map(({ p }) => p);
}

interface Basin {
  readonly p: Float64Array;
  readonly bends: ReturnType<Form["bends"]>;
  wins: number;
}

/** Coarser than what tells minima of one data set apart: resampling moves them. */
function sameBasin(one: Basin["bends"], other: Basin["bends"], width: number): boolean {
  return one.every(
    ([place, logWidth], i) =>
      Math.abs(place - other[i][0]) <= BASIN_PLACE * width && Math.abs(logWidth - other[i][1]) <= BASIN_SHARPNESS,
  );
}
