import { Command } from "commander";
import { auditText } from "../../text/auditText.js";
import { auditToArrow } from "../../tables/audit.js";
import { groupByKey } from "../../core/rows/curveRows.js";
import { checkClusters, checkSigma } from "../../uncertainty/matchFits.js";
import type { AuditRow } from "../../uncertainty/types.js";
import { auditFlags, auditRequest, type AuditFlags } from "./auditFlags.js";
import { deliverTable } from "../deliverTable.js";
import { readFitted } from "../fittedInputs.js";
import { widthOf, type Finish, type Io } from "../io.js";
import { tellResampling } from "../resampling.js";
import { listWithoutResult } from "../withoutResult.js";

/** `bnsl audit`: curves and their fits in, attained coverage of every interval out. */
export function auditCommand(io: Io, finish: Finish, command: string): Command {
  const audit = new Command("audit")
    .description("Simulates data from every fit, refits and bootstraps it: how often intervals hold the truth.")
    .argument("<files...>", "the curves: CSV, Arrow or Parquet; - is standard input")
    .action(async (files: string[], flags: AuditFlags) => finish(await runAudit(files, flags, io, command)))
    .addHelpText("after", help);
  for (const option of auditFlags()) audit.addOption(option);
  return audit;
}

async function runAudit(files: readonly string[], flags: AuditFlags, io: Io, command: string): Promise<number> {
  const request = auditRequest(flags);
  const { set, fits, pairs } = await readFitted(files, flags);
  checkClusters(pairs, request.cluster);
  checkSigma(set, request.absoluteSigma);
  const { run, progress, note, describe } = tellResampling(flags, command, io);
  for (const line of set.notes) note(line);
  try {
    const rows = await io.audit(set, fits, request, run);
    progress.stop();
    const table = auditToArrow(rows, describe(set, fits, request));
    await deliverTable(table, () => auditText(rows, widthOf(io.stdout)), flags, io, progress);
    return listWithoutResult(unaudited(rows, request.resamples), "audit", io);
  } finally {
    progress.stop();
  }
}

/** One row of each curve that has none to audit, its failures those of the simulations. */
function unaudited(rows: readonly AuditRow[], resamples: number) {
  return groupByKey(rows).map(([{ key, status, simulations, failed }]) => ({
    ...{ key, status, failed },
    resamples: simulations > 0 ? simulations : resamples,
  }));
}

const help = `
Every simulated data set is fitted anew and bootstrapped: this takes simulations × resamples refits of each curve.

Examples:
  $ bnsl audit curves.csv --fits fits.arrow --simulations 400 --resamples 400 -o audit.arrow
  $ bnsl audit curves.csv --fits fits.arrow --method all --kind wild`;
