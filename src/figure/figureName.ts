import { counted } from "../formats/terminalText.js";
import type { CurvePicture } from "./picture.js";

/** What a figure is, for those who cannot see it: the curve, its axes and the fit. */
export function figureName({ name, xName, yName, x, law }: CurvePicture): string {
  const axes = `${yName} against ${xName}`;
  const fit = law ? `with a fit of ${counted(law.d.length, "break")}` : "without a fit";
  return `${name === axes || name === "" ? "" : `${name}: `}${axes}, ${counted(x.length, "point")}, ${fit}`;
}
