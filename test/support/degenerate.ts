import type { Curve, FitOptions } from "../../src/core/types.js";
import { bnsl, type BnslParameters } from "../../src/core/forms/evaluate.js";
import { curveOf, geometric } from "./curves.js";
import { Draw } from "./random.js";

/** A made-up table and how it is fitted. */
export interface Made {
  readonly kind: string;
  readonly curve: Curve;
  readonly options: Partial<FitOptions>;
}

const kinds: Record<string, (draw: Draw) => Made> = {
  constant: (draw) => {
    const x = grid(draw, 5 + pick(draw, 15));
    const level = 10 ** draw.between(-3, 6);
    const objective = (["log", "log1p", "linear"] as const)[pick(draw, 3)];
    const breaks = pick(draw, 2);
    return made("constant", x, () => level, { breaks: [breaks], objective, signB: sign(draw) });
  },
  "one point behind": (draw) => {
    const x = grid(draw, 8 + pick(draw, 10));
    const last = x[x.length - 1];
    const jump = draw.between(0.3, 0.95);
    const noise = draw.between(0, 0.03);
    const fall = power(draw);
    return made("one point behind", x, (v) => fall(v) * (v === last ? jump : 1) * wobble(draw, noise), {
      breaks: [1],
    });
  },
  "one point before": (draw) => {
    const x = grid(draw, 8 + pick(draw, 10));
    const jump = draw.between(1.3, 3);
    const noise = draw.between(0, 0.03);
    const fall = power(draw);
    return made("one point before", x, (v) => fall(v) * (v === x[0] ? jump : 1) * wobble(draw, noise), {
      breaks: [1],
    });
  },
  "power law with a break too many": (draw) => {
    const x = grid(draw, 8 + pick(draw, 15));
    const noise = pick(draw, 3) === 0 ? 0 : 10 ** draw.between(-4, -1.5);
    const fall = power(draw);
    return made("power law with a break too many", x, (v) => fall(v) * wobble(draw, noise), {
      breaks: [1],
      objective: pick(draw, 2) === 0 ? "log" : "linear",
    });
  },
  logarithm: (draw) => {
    const x = grid(draw, 6 + pick(draw, 15));
    const [level, slope] = [draw.between(20, 60), draw.between(0.2, 1)];
    const noise = pick(draw, 2) === 0 ? 0 : draw.between(0, 0.01);
    return made("logarithm", x, (v) => (level - slope * Math.log(v / x[0])) * wobble(draw, noise), {
      breaks: [0],
      objective: pick(draw, 2) === 0 ? "log" : "linear",
      signB: sign(draw),
    });
  },
  "straight line": (draw) => {
    const x = Array.from({ length: 6 + pick(draw, 15) }, (_, i) => i + 1);
    const slope = draw.between(-2, 2);
    return made("straight line", x, (v) => 60 + slope * v, {
      breaks: [pick(draw, 2)],
      objective: "linear",
      signB: "auto",
    });
  },
  noise: (draw) => {
    const x = grid(draw, 6 + pick(draw, 15));
    const noise = draw.between(0.01, 0.5);
    return made("noise", x, () => 5 * wobble(draw, noise), { breaks: [pick(draw, 2)], signB: sign(draw) });
  },
  "step in a gap": (draw) => {
    const low = geometric(1, 10, 6);
    const x = [...low, ...geometric(draw.between(30, 100), 1000, 6)];
    const drop = draw.between(0.2, 0.6);
    const slope = draw.between(0.05, 0.4);
    return made("step in a gap", x, (v) => 4 * v ** -slope * (v > 20 ? drop : 1) * wobble(draw, 0.003), {
      breaks: [2],
    });
  },
  "few points": (draw) => {
    const breaks = pick(draw, 2);
    const x = grid(draw, 4 + 3 * breaks);
    const fall = power(draw);
    return made("few points", x, (v) => fall(v) * wobble(draw, 0.02), { breaks: [breaks] });
  },
  "two values of x": (draw) => {
    const x = Array.from({ length: 8 }, (_, i) => (i < 4 ? 10 : draw.between(99, 101)));
    return made("two values of x", x, (v) => (v > 50 ? 2 : 4) * wobble(draw, 0.02), { breaks: [0] });
  },
};

export const DEGENERATE = Object.keys(kinds);

export function degenerate(kind: string, draw: Draw): Made {
  return kinds[kind](draw);
}

/**
 * A curve whose law its points tell: y falls by a factor of 20 or more, to a floor that is seen or to none; or over one
 * break in the middle, with eight points or more on either side, that turns over a few points.
 */
export function determined(draw: Draw): Made {
  const breaks = pick(draw, 2);
  const count = breaks === 0 ? 12 + pick(draw, 20) : 20 + pick(draw, 20);
  const low = 10 ** draw.between(0, 4);
  const span = Math.LN10 * draw.between(2.5, 5);
  const first = draw.between(3, 5) / span;
  const shape: BnslParameters = { a: 0, b: low ** first, c0: first, c: [], d: [], f: [] };
  const bend = {
    c: [(draw.next() < 0.5 ? -0.6 : 1.5) * first],
    d: [low * Math.exp(span * draw.between(0.42, 0.58))],
    f: [draw.between(0.04, 0.08) * span],
  };
  const least = bnsl(low * Math.exp(span), shape);
  const floor = draw.next() < 0.5 ? draw.between(1, 5) * least : 0;
  const law = breaks === 0 ? { ...shape, a: floor } : { ...shape, ...bend };
  const scale = 10 ** draw.between(-2, 3);
  const noise = 10 ** draw.between(-3, Math.log10(0.02));
  const x = geometric(low, low * Math.exp(span), count);
  const last = scale * bnsl(x[count - 1], law);
  // log1p sees nothing of y far below 1
  const objective = last > 1 && draw.next() < 0.5 ? "log1p" : "log";
  const y = (v: number) => scale * bnsl(v, law) * wobble(draw, noise);
  return made("determined", x, y, { breaks: [breaks], objective });
}

function made(kind: string, x: readonly number[], y: (x: number) => number, options: Partial<FitOptions>): Made {
  return { kind, curve: curveOf(x, x.map(y)), options };
}

function grid(draw: Draw, count: number): number[] {
  const low = 10 ** draw.between(-1, 6);
  return geometric(low, low * 10 ** draw.between(1, 4), count);
}

function power(draw: Draw): (x: number) => number {
  const [c0, b] = [draw.between(0.1, 0.8), 10 ** draw.between(-2, 3)];
  return (x) => b * x ** -c0;
}

function wobble(draw: Draw, noise: number): number {
  return Math.exp(noise * draw.normal());
}

function pick(draw: Draw, count: number): number {
  return Math.floor(draw.next() * count);
}

function sign(draw: Draw): "+" | "-" | "auto" {
  return (["+", "-", "auto"] as const)[pick(draw, 3)];
}
