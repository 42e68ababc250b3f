import { InputError } from "../../core/errors.js";
import { packageVersion } from "../../node/packageFiles.js";
import { listenTo } from "../../run/fitRun.js";
import { predictabilityToArrow } from "../../tables/predictability.js";
import { predictabilityText } from "../../text/predictabilityText.js";
import { fittedTruths } from "../../uncertainty/audit.js";
import { checkTruth, EXAMPLE_LAW, type Truth } from "../../uncertainty/predictabilityRequest.js";
import { checkDestination, checkStreams, deliverTable } from "../output.js";
import { widthOf, type Io } from "../io.js";
import { onlyFits } from "../curveChoice.js";
import { readSomeFits, sourceName } from "../inputs.js";
import { startProgress } from "../progress.js";
import { predictabilityRequest, type PredictabilityFlags } from "../commands/predictability.js";
import { checkEngine, shownRun } from "../flags.js";

/** What `bnsl predictability` does; the exit code. */
export async function runStudy(
  fits: string | undefined,
  flags: PredictabilityFlags,
  io: Io,
  command: string,
): Promise<number> {
  checkUsage(fits, flags);
  const source = fits !== undefined ? "fits" : flags.law ? "law" : "made up";
  const request = predictabilityRequest(flags, source);
  const { truths, keyNames, notes } = await truthsOf(fits, flags);
  for (const truth of truths) checkTruth(truth, request);
  const progress = startProgress(io.stderr, flags.quiet === true);
  const { run, note, told } = listenTo(packageVersion(), shownRun(flags, command, progress));
  for (const line of notes) note(line);
  try {
    const rows = await io.predictability(truths, request, run);
    const { version, notes: lines, engine, adapter, seconds } = told();
    const of = { version, command, options: request, keyNames, truths };
    const table = predictabilityToArrow(rows, { ...of, notes: lines, engine, adapter, seconds });
    const text = () => predictabilityText(rows, request.horizon, widthOf(io.stdout, 160));
    await deliverTable(table, text, flags, io, progress);
    return 0;
  } finally {
    progress.stop();
  }
}

function checkUsage(fits: string | undefined, flags: PredictabilityFlags): void {
  if (fits !== undefined && flags.law) {
    throw new InputError(`both ${fits} and --law name laws: leave one of them out`);
  }
  if (fits === undefined && flags.curve !== undefined) {
    throw new InputError(`--curve ${flags.curve}: it names a curve of a table of fits; name the table, too`);
  }
  if (fits === undefined && flags.only.length > 0) {
    throw new InputError(`--only ${flags.only[0]}: it names curves of a table of fits; name the table, too`);
  }
  checkStreams([], flags);
  checkEngine(flags);
  if (flags.output !== undefined) checkDestination(flags.output, fits === undefined ? [] : [fits]);
}

interface Truths {
  readonly truths: readonly Truth[];
  readonly keyNames: readonly string[];
  readonly notes: readonly string[];
}

async function truthsOf(fits: string | undefined, { law, curve, only }: PredictabilityFlags): Promise<Truths> {
  if (fits === undefined) {
    const notes = law
      ? []
      : ["law: a made-up one, exponents 0.1 and 0.4 before and behind x = 1e6 (--law gives another)"];
    return { truths: [{ key: [], law: law ?? EXAMPLE_LAW, sigma: null }], keyNames: [], notes };
  }
  const result = onlyFits(await readSomeFits(fits), only);
  return { ...fittedTruths(result, sourceName(fits), curve), keyNames: result.meta.keyNames };
}
