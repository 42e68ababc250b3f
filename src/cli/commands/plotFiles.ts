import { accessSync, constants, type Stats } from "node:fs";
import { extname } from "node:path";
import { InputError } from "../../core/errors.js";
import { checkPlace, statsOf } from "../destination.js";
import type { ImageFormat, PlotFlags } from "./plotFlags.js";

/** Where images go: into a folder under names of their own, or one to a file. */
export interface ImageFiles {
  readonly format: ImageFormat;
  readonly folder: string | null;
  readonly file: string | null;
}

/**
 * What -o and --format mean together.
 *
 * @throws InputError where they contradict each other, or the place cannot be written or is one of the inputs
 */
export function imageFiles(
  { output, format }: Pick<PlotFlags, "output" | "format">,
  inputs: readonly string[],
): ImageFiles {
  if (output === "-") throw new InputError("-o -: images go to files; name a folder, or a file .svg or .png");
  const ending = extname(output).slice(1).toLowerCase();
  const existing = statsOf(output);
  if (existing?.isDirectory() || ending === "" || output.endsWith("/")) {
    checkFolder(output, existing);
    return { format: format ?? "svg", folder: output, file: null };
  }
  if (ending !== "svg" && ending !== "png") {
    throw new InputError(`${output}: name a folder, or a file that ends in .svg or .png`);
  }
  if (format !== undefined && format !== ending) {
    throw new InputError(`--format ${format} and -o ${output} contradict each other: leave one out`);
  }
  checkPlace(output, inputs);
  return { format: ending, folder: null, file: output };
}

function checkFolder(output: string, existing: Stats | null): void {
  if (existing === null) return;
  if (!existing.isDirectory()) throw new InputError(`${output} is a file: name a folder, or a file .svg or .png`);
  try {
    accessSync(output, constants.W_OK | constants.X_OK);
  } catch {
    throw new InputError(`${output}: no permission to write in this folder; choose another place`);
  }
}
