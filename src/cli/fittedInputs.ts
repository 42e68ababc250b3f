import { InputError } from "../core/errors.js";
import { given } from "../core/given.js";
import type { CurveSet, FitResult } from "../core/types.js";
import { asFitted } from "../curves/asFitted.js";
import { loadCurves } from "../curves/load.js";
import { openSource } from "../node/files.js";
import { pairFits, type PairedFit } from "../uncertainty/matchFits.js";
import { namedColumns } from "./columnFlags.js";
import { checkDestination } from "./destination.js";
import type { FittedFlags } from "./fittedFlags.js";
import { checkEngine } from "./runFlags.js";
import { checkStreams } from "./standardStreams.js";

/** Curves with the fits that were made of them. */
export interface FittedInputs {
  readonly set: CurveSet;
  readonly fits: FitResult;
  readonly pairs: readonly PairedFit[];
}

/**
 * Reads the curves as the fit of them did and puts them together with their fits.
 *
 * @throws InputError for flags that exclude each other, for what cannot be read or written, for fits of other curves
 */
export async function readFitted(files: readonly string[], flags: FittedFlags): Promise<FittedInputs> {
  checkUsage(files, flags);
  if (flags.output !== undefined) checkDestination(flags.output, [...files, flags.fits]);
  const sources = files.map((file) => openSource(file));
  // Only commands that read fits need what checks them.
  const { readSomeFits } = await import("./someFits.js");
  const fits = await readSomeFits(flags.fits);
  const { curve, badRows } = flags;
  const asked = { ...namedColumns(flags), ...given({ curve, badRows }) };
  const set = await loadCurves(sources, asFitted(fits, asked));
  return { set, fits, pairs: pairFits(set, fits, flags.breaks, flags.fits === "-" ? "stdin" : flags.fits) };
}

function checkUsage(files: readonly string[], flags: FittedFlags): void {
  if (flags.fits === "-" && files.includes("-")) {
    throw new InputError("both the curves and --fits are -: standard input holds one of them, name a file");
  }
  checkStreams({ inputs: files, output: flags.output, printing: flags.json ? ["--json"] : [] });
  checkEngine(flags);
}
