import type { BnslParameters } from "../core/forms/evaluate.js";
import { counted } from "../formats/terminalText.js";
import type { CurvePicture } from "./picture.js";
import { segmentsOf } from "./segments.js";

/** What a figure is, for those who cannot see it: the curve, its axes and the fit. */
export function figureName({ name, xName, yName, x, law }: CurvePicture): string {
  const axes = `${yName} against ${xName}`;
  const fit = law ? `with a fit of ${counted(law.d.length, "break")}` : "without a fit";
  return `${name === axes || name === "" ? "" : `${name}: `}${axes}, ${counted(x.length, "point")}, ${fit}`;
}

/** Longest name of a file without number and ending: well below what file systems take, in bytes too. */
const LONGEST = 80;

/**
 * A file's name for each curve's: numbered in their order, so that no two are the same, and of letters, digits, dots,
 * hyphens and underscores only, so that no name from the data can leave the folder or hide.
 */
export function fileNames(names: readonly string[], ending: string): string[] {
  const digits = String(names.length).length;
  return names.map((name, i) => {
    const number = String(i + 1).padStart(digits, "0");
    const safe = name
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .replace(/[^A-Za-z0-9._-]+/g, "_")
      .replace(/^[._-]+/, "")
      .slice(0, LONGEST)
      .replace(/[._-]+$/, "");
    return `${number}${safe === "" ? "" : `-${safe}`}.${ending}`;
  });
}

/** What a is to a law: one that grows at its end tends to nothing, and a is what it grows from. */
export function limitName(law: BnslParameters): "asymptote" | "constant a" {
  return segmentsOf(law, [0, Infinity]).at(-1)!.slope < 0 ? "asymptote" : "constant a";
}
