import type { Draws } from "./draws.js";
import type { Family } from "./families.js";
import type { Grid } from "./grids.js";
import { logShape, sixDigits, type Truth, type TrueBreak } from "./law.js";

/** What a truth is made from: exponents up to a common factor, which the drop of y then sets. */
interface Sketch {
  readonly firstY: number;
  readonly lastY: number;
  readonly a: number;
  readonly sigma: number;
  /** relative slope of ln(y − a) on ln x before, between and after the breaks */
  readonly slopes: readonly number[];
  /** by break: its place in the training range of ln x, in 0…1, and its sharpness */
  readonly places: readonly { readonly at: number; readonly f: number }[];
}

/** A law drawn from a family, its breaks well inside the training range. */
export function drawTruth(family: Family, firstYFactor: number, grid: Grid, draws: Draws): Truth {
  const firstY = firstYFactor * draws.between(...family.firstY);
  const lastY = firstY * draws.between(...family.keptY);
  const a = draws.chance(family.noFloor) ? 0 : lastY * draws.between(...family.floorShare);
  const sigma = draws.logBetween(...family.sigma);
  return settle({ firstY, lastY, a, sigma, ...drawShape(drawBreakCount(family, draws), draws) }, grid);
}

/** Better, worse, better again: c0 > 0, c1 < 0 with c0 + c1 < 0, c2 > 0. */
export function doubleDescentTruth(grid: Grid): Truth {
  const places = [
    { at: 0.35, f: 0.1 },
    { at: 0.58, f: 0.15 },
  ];
  return settle({ firstY: 0.82, lastY: 0.31, a: 0.06, sigma: 0.004, slopes: [1, -0.8, 1.5], places }, grid);
}

/** Nearly flat, then a steep and sharp drop shortly before the held-out points, as in learning to add. */
export function additionTruth(grid: Grid): Truth {
  const places = [{ at: 0.905, f: 0.07 }];
  return settle({ firstY: 2.6, lastY: 1.35, a: 0.52, sigma: 0.003, slopes: [0.02, 1], places }, grid);
}

function drawBreakCount(family: Family, draws: Draws): number {
  const [none, one] = family.breakShares;
  const u = draws.between(0, 1);
  return u < none ? 0 : u < none + one ? 1 : 2;
}

function drawShape(breaks: number, draws: Draws): Pick<Sketch, "slopes" | "places"> {
  if (breaks === 0) return { slopes: [1], places: [] };
  const plateauFirst = draws.chance(0.7);
  const slow = plateauFirst ? draws.between(0.1, 0.35) : draws.between(0.25, 0.5);
  const slopes = plateauFirst ? [slow, 1] : [1, slow];
  if (breaks === 1) return { slopes, places: [{ at: draws.between(0.25, 0.75), f: drawSharpness(1.4, draws) }] };
  const at = [draws.between(0.2, 0.4), draws.between(0.6, 0.8)];
  const last = plateauFirst ? draws.between(0.35, 0.65) : draws.between(0.8, 1.3);
  return {
    slopes: [...slopes, last],
    places: at.map((place) => ({ at: place, f: drawSharpness(0.8, draws) })),
  };
}

/**
 * Half of the breaks are sharp, f about 0.05, half smooth, f up to `smoothest`: less beside a second break, whose
 * foot would otherwise lift the plateau before the first.
 */
function drawSharpness(smoothest: number, draws: Draws): number {
  return draws.chance(0.5) ? draws.logBetween(0.03, 0.1) : draws.logBetween(0.5, smoothest);
}

/** Exponents and b such that the law goes through firstY and lastY at the ends of the training range. */
function settle(sketch: Sketch, grid: Grid): Truth {
  const { firstY, lastY, a, sigma, slopes, places } = sketch;
  const first = grid.train[0];
  const last = grid.train[grid.train.length - 1];
  const breaks = places.map(({ at, f }, i): TrueBreak => {
    return { c: slopes[i + 1] - slopes[i], d: sixDigits(first * (last / first) ** at), f: sixDigits(f) };
  });
  const unit = { c0: slopes[0], breaks };
  const steepness = Math.log((firstY - a) / (lastY - a)) / (logShape(unit, first) - logShape(unit, last));
  const law = {
    c0: sixDigits(steepness * unit.c0),
    breaks: breaks.map((br) => ({ ...br, c: sixDigits(steepness * br.c) })),
  };
  const b = (firstY - a) * Math.exp(-logShape(law, first));
  return { a: sixDigits(a), b: sixDigits(b), ...law, sigma: sixDigits(sigma) };
}
