import type { Command } from "commander";
import type { Finish, Io } from "../io.js";
import { predictabilityFlags, type PredictabilityFlags } from "./predictabilityFlags.js";

/** `bnsl predictability`: a law in, or fits, how far off data that stop before or behind its last break leave one out. */
export function predictabilityCommand(study: Command, io: Io, finish: Finish, command: string): void {
  study
    .argument("[fits]", "table of fits, in any format, whose laws are studied; - is standard input")
    .action(async (fits: string | undefined, flags: PredictabilityFlags) => {
      const { runStudy } = await import("../actions/predictability.js");
      finish(await runStudy(fits, flags, io, command));
    })
    .addHelpText("after", help);
  for (const option of predictabilityFlags()) study.addOption(option);
}

const help = `
The law's last break is at d. Data on a log grid end at x = s·d and are fitted with as many breaks as the law has, and with
one less. A cell is one s, one sharpness f of that break, one noise and one number of runs at each x.

Examples:
  $ bnsl predictability --stop 0.5,1,2 --noise 0.01 --simulations 50
  $ bnsl predictability --law "a=0,b=1,c0=0.1,c1=0.3,d1=1e6,f1=0.2" --sharpness 0.05,0.2,0.5 --repeats 1,4 -o table.arrow
  $ bnsl predictability fits.arrow --stop 0.3..3:5 --simulations 100`;
