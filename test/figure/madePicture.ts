import { bnsl, type BnslParameters } from "../../src/core/forms/evaluate.js";
import type { CurvePicture } from "../../src/figure/picture.js";

/** A law with two breaks, the first sharp. */
export const LAW: BnslParameters = {
  a: 0.2,
  b: 3,
  c0: 0.1,
  c: [0.6, -0.3],
  d: [1e3, 1e5],
  f: [0.01, 0.4],
};

/** `count` points on a law from x = 10, `step` times as far each; the last `held` of them held out. */
export function madePicture(
  parts: Partial<CurvePicture> = {},
  { count = 24, step = 2, held = 4 }: { count?: number; step?: number; held?: number } = {},
): CurvePicture {
  const law = parts.law ?? LAW;
  const x = parts.x ?? Float64Array.from({ length: count }, (_, i) => 10 * step ** i);
  const points = Array.from(x, (at, i) => bnsl(at, law) * (1 + 0.01 * Math.sin(5 * i)));
  return {
    name: "vision / ResNet",
    title: "vision / ResNet",
    subtitle: "n = 2",
    xName: "Seen Examples",
    yName: "Loss",
    objective: "log",
    x,
    y: Float64Array.from(points),
    train: Uint8Array.from(points, (_, i) => (i < points.length - held ? 1 : 0)),
    law,
    band: [],
    bandName: "",
    breakIntervals: law.d.map(() => null),
    ...parts,
  };
}

/** A band about a law, over the picture's points and three times as far. */
export function madeBand(law: BnslParameters, x: ArrayLike<number>, wide: number): Partial<CurvePicture> {
  const places = [...Array.from(x), 3 * Math.max(...Array.from(x))];
  const band = places.map((at) => ({ x: at, lo: bnsl(at, law) / wide, hi: bnsl(at, law) * wide }));
  return { band, bandName: "95 % band" };
}
