import { bnsl } from "../core/forms/evaluate.js";
import type { BandPoint, CurvePicture } from "./picture.js";

/**
 * The band at x (units of x; ends in units of y); null outside of its nodes.
 *
 * A band is computed at its nodes only, and there it is given as it is. Between two nodes this is an interpolation: the
 * distance of each end from the law goes straight from one node to the next over ln x, in ln y where law and ends are above
 * 0, so that the band turns where the law turns. Beside an open end (±Infinity) the band is open.
 */
export function bandAt(
  { band, law }: Pick<CurvePicture, "band" | "law">,
  x: number,
): readonly [lo: number, hi: number] | null {
  const after = band.findIndex((node) => node.x >= x);
  if (after < 0 || (after === 0 && band[0].x !== x)) return null;
  const [p, q] = [band[Math.max(after - 1, 0)], band[after]];
  if (q.x === x) return [q.lo, q.hi];
  // without a law to follow, straight
  const middle = (at: number): number => (law === null ? 1 : bnsl(at, law));
  const stretch: Stretch = {
    ...{ p, q, share: Math.log(x / p.x) / Math.log(q.x / p.x) },
    law: [middle(p.x), middle(q.x), middle(x)],
  };
  return [between(stretch, "lo"), between(stretch, "hi")];
}

/** Where x stands between two nodes, and the law at both and at x. */
interface Stretch {
  readonly p: BandPoint;
  readonly q: BandPoint;
  readonly share: number;
  readonly law: readonly [atP: number, atQ: number, atX: number];
}

function between(stretch: Stretch, end: "lo" | "hi"): number {
  const { share, law } = stretch;
  const [p, q] = [stretch.p[end], stretch.q[end]];
  if (!Number.isFinite(p) || !Number.isFinite(q)) return Number.isFinite(p) ? q : p;
  const [atP, atQ, atX] = law;
  const mixed = (first: number, last: number): number => (1 - share) * first + share * last;
  const hasLogarithms = [p, q, ...law].every((value) => value > 0);
  const value = hasLogarithms
    ? atX * Math.exp(mixed(Math.log(p / atP), Math.log(q / atQ)))
    : atX + mixed(p - atP, q - atQ);
  // a law beyond what a double holds is nothing to follow
  return Number.isFinite(value) ? value : mixed(p, q);
}
