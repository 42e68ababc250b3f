import type { CurvePicture, Scales } from "./picture.js";

/** Which axes are logarithmic. */
export interface ResolvedScales {
  readonly x: boolean;
  readonly y: boolean;
}

/** What `auto` stands for, and what is left of `loglog` where a y has no logarithm. */
export function resolveScales(picture: Pick<CurvePicture, "y">, scales: Scales): ResolvedScales {
  if (scales === "linear") return { x: false, y: false };
  return { x: true, y: scales !== "logx" && Array.from(picture.y).every((y) => y > 0) };
}
