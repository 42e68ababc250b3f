import { Command } from "commander";
import { InputError } from "../../core/errors.js";
import { packageVersion } from "../../node/packageFiles.js";
import { predictabilityToArrow } from "../../tables/predictability.js";
import { predictabilityText } from "../../text/predictabilityText.js";
import { checkTruth, EXAMPLE_LAW, type Truth } from "../../uncertainty/predictabilityRequest.js";
import { deliverTable } from "../deliverTable.js";
import { checkDestination } from "../destination.js";
import { widthOf, type Finish, type Io, type TakenEngine } from "../io.js";
import { given } from "../../core/given.js";
import { startProgress } from "../progress.js";
import { predictabilityFlags, predictabilityRequest, type PredictabilityFlags } from "./predictabilityFlags.js";
import { checkEngine } from "../runFlags.js";
import { checkStreams } from "../standardStreams.js";

/** `bnsl predictability`: a law in, or fits, how far off data that stop before or behind its last break leave one out. */
export function predictabilityCommand(io: Io, finish: Finish, command: string): Command {
  const study = new Command("predictability")
    .description("Simulates data that stop before or behind a break: how far extrapolations of them are off.")
    .argument("[fits]", "table of fits, in any format, whose laws are studied; - is standard input")
    .action(async (fits: string | undefined, flags: PredictabilityFlags) =>
      finish(await runStudy(fits, flags, io, command)),
    )
    .addHelpText("after", help);
  for (const option of predictabilityFlags()) study.addOption(option);
  return study;
}

async function runStudy(
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
  const told: string[] = [];
  const note = (line: string): void => {
    told.push(line);
    progress.note(line);
  };
  for (const line of notes) note(line);
  const began = performance.now();
  const taken: TakenEngine[] = [];
  const { engine, adapter, threads } = flags;
  try {
    const rows = await io.predictability(truths, request, {
      ...{ engine, command, ...given({ adapter, threads }), onNote: note },
      onProgress: (state) => progress.update(state),
      onEngine: (one) => taken.push(one),
    });
    progress.stop();
    const last = taken.at(-1);
    const table = predictabilityToArrow(rows, {
      ...{ version: packageVersion(), command, options: request, keyNames, truths, notes: told },
      ...{ engine: last?.engine ?? null, adapter: last?.adapter ?? null },
      seconds: (performance.now() - began) / 1000,
    });
    const text = () => predictabilityText(rows, request.horizon, widthOf(io.stdout));
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
  checkStreams({ inputs: [], output: flags.output, printing: flags.json ? ["--json"] : [] });
  checkEngine(flags);
  if (flags.output !== undefined) checkDestination(flags.output, fits === undefined ? [] : [fits]);
}

interface Truths {
  readonly truths: readonly Truth[];
  readonly keyNames: readonly string[];
  readonly notes: readonly string[];
}

async function truthsOf(fits: string | undefined, { law, curve }: PredictabilityFlags): Promise<Truths> {
  if (fits === undefined) {
    const notes = law
      ? []
      : ["law: a made-up one, exponents 0.1 and 0.4 before and behind x = 1e6 (--law gives another)"];
    return { truths: [{ key: [], law: law ?? EXAMPLE_LAW, sigma: null }], keyNames: [], notes };
  }
  // Only who names fits needs what checks them.
  const { readSomeFits } = await import("../someFits.js");
  const { fittedTruths } = await import("../../uncertainty/audit.js");
  const result = await readSomeFits(fits);
  const name = fits === "-" ? "stdin" : fits;
  return { ...fittedTruths(result, name, curve), keyNames: result.meta.keyNames };
}

const help = `
The law's last break is at d. Data on a log grid end at x = s·d and are fitted with as many breaks as the law has, and with
one less. A cell is one s, one sharpness f of that break, one noise and one number of runs at each x.

Examples:
  $ bnsl predictability --stop 0.5,1,2 --noise 0.01 --simulations 50
  $ bnsl predictability --law "a=0,b=1,c0=0.1,c1=0.3,d1=1e6,f1=0.2" --sharpness 0.05,0.2,0.5 --repeats 1,4 -o table.arrow
  $ bnsl predictability fits.arrow --stop 0.3..3:5 --simulations 100`;
