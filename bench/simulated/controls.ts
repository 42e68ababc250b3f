import { bnsl, type BnslParameters } from "../../src/core/forms/evaluate.js";
import { drawnNormal } from "../../src/core/random/normal.js";
import { philox4x32, seedKey, uniform } from "../../src/core/random/philox.js";
import type { Curve } from "../../src/core/types.js";

/** Curves without any break, by what their errors are. */
export const CONTROLS = [
  "independent",
  "three seeds",
  "ar .5",
  "ar .9",
  "spike of 1",
  "spike of 2",
  "warm-up",
  "heteroscedastic",
] as const;
/** Curves with one break, by the size of its change of exponent and the correlation of the errors. */
export const BREAKS = [".15", ".3", ".15, ar .5", ".3, ar .5"] as const;

export type ControlKind = (typeof CONTROLS)[number];
export type BreakKind = (typeof BREAKS)[number];

export interface Simulated {
  readonly kind: ControlKind | BreakKind;
  readonly law: BnslParameters;
  readonly curve: Curve;
}

const POINTS = [12, 25, 60, 120];
/** words of these draws apart from all others */
const PURPOSE = 0x636f6e74;

/** A curve without a break: 12, 25, 60 or 120 rows over 2 to 4 decades, every other one with a floor. */
export function controlCurve(kind: ControlKind, number: number, seed: number): Simulated {
  const draw = new Draws(number, CONTROLS.indexOf(kind), seed);
  const points = POINTS[number % 4];
  const places = kind === "three seeds" ? Array.from({ length: points }, (_, i) => i - (i % 3)) : range(points);
  const x = spread(places, points, draw, [2, 4]);
  const law = powerLaw(draw, (number >> 2) % 2 === 1, x[points - 1], [0.1, 0.5]);
  return { kind, law, curve: curveOf(`${kind} ${number}`, x, law, errors(kind, points, draw)) };
}

/** A curve of 60 rows over 3 decades with a break between 30 and 70 % of them, f from .1 to .5; every other one with a floor. */
export function brokenCurve(kind: BreakKind, number: number, seed: number): Simulated {
  const draw = new Draws(number, 64 + BREAKS.indexOf(kind), seed);
  const points = 60;
  const x = spread(range(points), points, draw, [3, 3]);
  const base = powerLaw(draw, (number >> 1) % 2 === 1, x[points - 1], [0.35, 0.5]);
  const size = kind.startsWith(".15") ? 0.15 : 0.3;
  const d = x[0] * (x[points - 1] / x[0]) ** draw.between(0.3, 0.7);
  const f = 0.1 * 5 ** draw.next();
  const c = number % 2 === 0 ? size : -size;
  // what the break takes from y at its place is given back, so that the floor stays the share that was drawn
  const law = { ...base, c: [c], d: [d], f: [f] };
  const rho = kind.endsWith("ar .5") ? 0.5 : 0;
  return { kind, law, curve: curveOf(`${kind} ${number}`, x, law, autoregressive(points, rho, 0.01, draw)) };
}

const range = (points: number) => Array.from({ length: points }, (_, i) => i);

function spread(places: readonly number[], points: number, draw: Draws, [least, most]: [number, number]): Float64Array {
  const first = 10 ** draw.between(0, 8);
  const decades = draw.between(least, most);
  return Float64Array.from(places, (i) => first * 10 ** ((decades * i) / (points - 1)));
}

/** y falls from about 4; a floor is 10 to 60 % of what is left at the last x. */
function powerLaw(draw: Draws, hasFloor: boolean, last: number, [low, high]: [number, number]): BnslParameters {
  const c0 = draw.between(low, high);
  const share = draw.between(0.1, 0.6);
  const end = 1;
  const a = hasFloor ? share * end : 0;
  return { a, b: (end - a) * last ** c0, c0, c: [], d: [], f: [] };
}

function errors(kind: ControlKind, points: number, draw: Draws): number[] {
  switch (kind) {
    case "independent":
    case "three seeds":
      return autoregressive(points, 0, 0.01, draw);
    case "ar .5":
      return autoregressive(points, 0.5, 0.005, draw);
    case "ar .9":
      return autoregressive(points, 0.9, 0.005, draw);
    case "spike of 1":
    case "spike of 2":
      return spiked(points, kind === "spike of 1" ? 1 : 2, draw);
    case "warm-up": {
      const up = draw.between(0.02, 0.05);
      return autoregressive(points, 0, 0.005, draw).map((e, i) => (i < Math.round(points / 10) ? e + up : e));
    }
    case "heteroscedastic": {
      const falls = draw.next() < 0.5;
      return autoregressive(points, 0, 1, draw).map((e, i) => {
        const share = i / (points - 1);
        return e * 0.003 * 7 ** (falls ? 1 - share : share);
      });
    }
  }
}

function spiked(points: number, rows: number, draw: Draws): number[] {
  const at = Math.floor(draw.next() * (points - rows + 1));
  const up = range(rows).map(() => Math.log(1 + draw.between(0.03, 0.08)));
  return autoregressive(points, 0, 0.003, draw).map((e, i) => e + (up[i - at] ?? 0));
}

/** Stationary errors of ln y with a given standard deviation. */
function autoregressive(points: number, rho: number, sd: number, draw: Draws): number[] {
  let error = draw.normal();
  return range(points).map((i) => {
    if (i > 0) error = rho * error + Math.sqrt(1 - rho ** 2) * draw.normal();
    return sd * error;
  });
}

function curveOf(name: string, x: Float64Array, law: BnslParameters, errors: readonly number[]): Curve {
  return {
    key: [name],
    x,
    y: x.map((at, i) => bnsl(at, law) * Math.exp(errors[i])),
    weight: new Float64Array(x.length).fill(1),
    train: new Uint8Array(x.length).fill(1),
    skippedRows: 0,
  };
}

/** Numbers that depend on seed, kind and number alone. */
class Draws {
  private count = 0;

  constructor(
    private readonly number: number,
    private readonly kind: number,
    private readonly seed: number,
  ) {}

  next(): number {
    const at = this.count++;
    return uniform(philox4x32([at >> 2, this.number, this.kind, PURPOSE], seedKey(this.seed))[at & 3]);
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  normal(): number {
    const at = this.count++;
    return drawnNormal(uniform(philox4x32([at >> 2, this.number, this.kind, PURPOSE], seedKey(this.seed))[at & 3]));
  }
}
