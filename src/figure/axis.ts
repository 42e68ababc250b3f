import { scaleLinear, scaleLog } from "d3-scale";

/** From a value of the data to a pixel, and back. */
export interface Axis {
  readonly log: boolean;
  /** smallest and largest value shown */
  readonly domain: readonly [number, number];
  readonly at: (value: number) => number;
  readonly invert: (pixel: number) => number;
}

/** An axis over a domain (above 0 if `log`) whose ends stand at the two pixels. */
export function axisOf(log: boolean, domain: readonly [number, number], pixels: readonly [number, number]): Axis {
  const scale = (log ? scaleLog() : scaleLinear()).domain(domain).range(pixels);
  return { log, domain, at: (value) => scale(value), invert: (pixel) => scale.invert(pixel) };
}
